import { create } from 'zustand';
import type { UnknownValue } from '#src/core/crosscheck/id-mask.ts';
import type { PairCount } from '#src/core/crosscheck/pairs.ts';
import type { VerdictCounts } from '#src/core/crosscheck/verdict.ts';
import type { UnmappedClass } from '#src/core/labels/class-map-unmapped.ts';

/** What the cross-check of the frame on screen came to. The verdicts themselves are in the Workspace. */
export interface FrameCheck {
  readonly cameras: readonly { readonly name: string; readonly counts: VerdictCounts }[];
  /** Distinct points over all cameras, of those whose two classes were compared. */
  readonly pairs: readonly PairCount[];
  /** By mask class id. */
  readonly iou: ReadonlyMap<number, number>;
  readonly unmapped: readonly UnmappedClass[];
  /** Points whose combined verdict is this one, by `VERDICT`. */
  readonly combined: readonly number[];
  /** Why images could not be checked, a line each. */
  readonly problems: readonly string[];
  /** What the masks hold and no class explains. */
  readonly unknown: readonly UnknownValue[];
}

interface CheckState {
  on: boolean;
  /** What is being done, or what went wrong. */
  status: { readonly phase: 'idle' | 'running' } | { readonly phase: 'failed'; readonly error: string };
  result: FrameCheck | null;
}

export const useCheck = create<CheckState>(() => ({ on: false, status: { phase: 'idle' }, result: null }));
