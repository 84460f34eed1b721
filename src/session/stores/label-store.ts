import { create } from 'zustand';
import type { SaveState } from '../saver.ts';

interface LabelState {
  /** Counts up with every change of labels, records or history: components that show counts depend on it. */
  version: number;
  /** Counts up with every change of the selection. */
  selectionVersion: number;
  /** Points in the selection. */
  selected: number;
  /** The action that is under way, where it takes longer than a picture. */
  working: string | null;
  save: SaveState;
  /** Where the work is kept, for people. */
  where: string;
}

export const useLabels = create<LabelState>(() => ({
  version: 0,
  selectionVersion: 0,
  selected: 0,
  working: null,
  save: { state: 'saved', timeMs: null },
  where: '',
}));
