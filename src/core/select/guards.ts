import { UNLABELLED } from '../labels/label.ts';
import type { PackedPoints } from './packed-points.ts';
import { forEachRun, packMask } from './packed-points.ts';

/** What protects existing work from an action. */
export interface Guards {
  /** Only points without a label take one. */
  readonly unlabelledOnly: boolean;
}

/** What an action would do to the labels under it. */
export interface Impact {
  /** Points that would take the new label. */
  readonly points: PackedPoints;
  /** Points among them that have another label now, by that label. */
  readonly overwrites: ReadonlyMap<number, number>;
  /** Points that a guard keeps out. */
  readonly guarded: number;
}

/**
 * Which of `points` an action that sets `next` may touch. Points that carry `next` already are left out: nothing
 * changes for them.
 */
export function impactOf(points: PackedPoints, labels: Uint32Array, next: (i: number) => number, guards: Guards): Impact {
  const mask = new Uint8Array(points.universe);
  const overwrites = new Map<number, number>();
  let guarded = 0;
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; i++) {
      const old = labels[i];
      const label = next(i);
      if (old === label) continue;
      if (old !== UNLABELLED) {
        // Erasing says plainly that labels go; the guard is against painting over them by accident.
        if (guards.unlabelledOnly && label !== UNLABELLED) {
          guarded++;
          continue;
        }
        overwrites.set(old, (overwrites.get(old) ?? 0) + 1);
      }
      mask[i] = 1;
    }
  });
  return { points: packMask(mask), overwrites, guarded };
}
