import { create } from 'zustand';
import type { Likeness } from '#src/core/crosscheck/decisions/settle-like.ts';
import type { QueueFilter } from '../review/queue.ts';
import { OPEN_ONES } from '../review/queue.ts';

/** How far the frames of a scan are. */
export type ScanState =
  | { readonly phase: 'none' }
  | { readonly phase: 'running'; readonly done: number; readonly total: number }
  /** `stopped` by people before its end. */
  | { readonly phase: 'done' | 'stopped'; readonly done: number; readonly total: number }
  | { readonly phase: 'failed'; readonly error: string };

/**
 * What the finding's points are coloured by: the verdicts; the labels, which is also how it is before a decision; what the masks show;
 * what the decision that is being thought of would make of them.
 */
export type Look = 'verdict' | 'labels' | 'masks' | 'after';

/** What a decision still has to be told. */
export type Question = 'mask-class' | 'third-class' | 'reason' | 'return' | 'comment' | 'alike';

interface ReviewState {
  /** Whether the desk is on screen. */
  on: boolean;
  scan: ScanState;
  /** Why frames could not be checked, a line each. */
  problems: readonly string[];
  /** Frames that were changed and are being checked again. */
  rechecking: number;
  /** Counts up when findings, their order or their states are other ones: they are in review-findings.ts. */
  version: number;
  filter: QueueFilter;
  /** Id of the finding on screen. */
  current: string | null;
  /** Place of the picture on screen in the finding's views. */
  view: number;
  /** Findings to be decided on together with the one on screen. */
  chosen: ReadonlySet<string>;
  look: Look;
  question: Question | null;
  /** By what findings were chosen together with the one on screen. */
  alike: Likeness;
  /** The class that the decision under way would give; null = the first one that means the mask's. */
  becomes: number | null;
  /** The whole object of the finding's points is meant, with what no camera sees of it. */
  whole: boolean;
}

export const useReview = create<ReviewState>(() => ({
  on: false,
  scan: { phase: 'none' },
  problems: [],
  rechecking: 0,
  version: 0,
  filter: OPEN_ONES,
  current: null,
  view: 0,
  chosen: new Set(),
  look: 'verdict',
  question: null,
  alike: {},
  becomes: null,
  whole: false,
}));
