import { create } from 'zustand';
import type { SaveState } from '../saver.ts';

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
  /** Where the work is kept, for people. */
  where: string;
}

export const useLabels = create<LabelState>(() => ({
  version: 0,
  selectionVersion: 0,
  selected: 0,
  undoTitle: null,
  redoTitle: null,
  save: { state: 'saved', timeMs: null },
  where: '',
}));
