import { create } from 'zustand';

export type SaveState =
  | { readonly state: 'saved'; readonly timeMs: number | null; readonly where: string }
  | { readonly state: 'saving'; readonly where: string }
  | { readonly state: 'failed'; readonly where: string; readonly error: string; readonly unsaved: number };

interface LabelState {
  /** Counts up with every change of labels or records: components that show counts depend on it. */
  version: number;
  /** Counts up with every change of the selection. */
  selectionVersion: number;
  /** Points in the selection. */
  selected: number;
  /** Titles of what undo and redo would do. */
  undoTitle: string | null;
  redoTitle: string | null;
  save: SaveState;
}

export const useLabels = create<LabelState>(() => ({
  version: 0,
  selectionVersion: 0,
  selected: 0,
  undoTitle: null,
  redoTitle: null,
  save: { state: 'saved', timeMs: null, where: '' },
}));
