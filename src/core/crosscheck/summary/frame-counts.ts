import type { Pixels } from '../../geometry/units.ts';
import { classOf } from '../../labels/label.ts';
import type { FrameCheck, PictureCheck } from '../findings/frame-check.ts';
import { maskIndex } from '../id-mask.ts';
import type { PairCount } from '../pairs.ts';
import { PairCounter } from '../pairs.ts';
import { VERDICT } from '../verdict.ts';

/** Side of the cells of a picture in which labels are looked for that differ: about as far apart as beams fall. Pixels. */
export const BORDER_CELL: Pixels = 16;

/** Points of one class of the labels, and how many of them some camera sees. */
export interface ClassCoverage {
  readonly label: number;
  readonly points: number;
  readonly seen: number;
}

/** What a frame adds to the summary, besides its pictures' counts and pairs. */
export interface FrameCounts {
  /** By label, rising; 0 is unlabelled. Over all sweeps. */
  readonly coverage: readonly ClassCoverage[];
  /** Per picture, in order: pairs as in `ImageCheck.pairs`, of the points near borders between labels only. */
  readonly borders: readonly (readonly PairCount[])[];
}

export function countFrame(check: FrameCheck): FrameCounts {
  return { coverage: coverageOf(check), borders: check.images.map((image) => borderPairs(check, image)) };
}

function coverageOf({ sweeps, images }: FrameCheck): ClassCoverage[] {
  const totals = new Map<number, { points: number; seen: number }>();
  sweeps.forEach(({ labels }, s) => {
    const seen = new Uint8Array(labels.length);
    for (const { sweeps: parts } of images) {
      const { projection: { count, index }, verdicts } = parts[s];
      for (let k = 0; k < count; k++) if (verdicts[index[k]] > VERDICT.hidden) seen[index[k]] = 1;
    }
    // Neighbours in a file are mostly of one class.
    let asked = -1, total = { points: 0, seen: 0 };
    for (let i = 0; i < labels.length; i++) {
      const label = classOf(labels[i]);
      if (label !== asked) {
        asked = label;
        total = totals.get(label) ?? { points: 0, seen: 0 };
        totals.set(label, total);
      }
      total.points++;
      total.seen += seen[i];
    }
  });
  return [...totals].sort(([a], [b]) => a - b).map(([label, total]) => ({ label, ...total }));
}

/**
 * Pairs over the band around the borders between labels, after the trimap of Kohli, Ladický and Torr (Robust Higher Order Potentials for Enforcing
 * Label Consistency, IJCV 82, 2009, section 6), which takes the pixels near the borders of the ground truth; here points stand for pixels and the
 * labels for the ground truth. A point is near a border where its cell of the picture, or one of the eight around it, has a seen point
 * with a label of another class.
 */
function borderPairs({ sweeps }: FrameCheck, { mask, spec, sweeps: parts }: PictureCheck): PairCount[] {
  const columns = Math.ceil(spec.width / BORDER_CELL) + 2, rows = Math.ceil(spec.height / BORDER_CELL) + 2;
  // Least and greatest class of each cell, with a rim of empty cells around them; EMPTY is greater than every class.
  const least = new Int32Array(columns * rows).fill(EMPTY), greatest = new Int32Array(columns * rows).fill(-1);
  const cellOf = (u: Pixels, v: Pixels): number => (Math.floor(v / BORDER_CELL) + 1) * columns + Math.floor(u / BORDER_CELL) + 1;
  const counter = new PairCounter();
  const each = (visit: (label: number, verdict: number, u: Pixels, v: Pixels) => void): void =>
    parts.forEach(({ projection: { count, index, u, v }, verdicts }, s) => {
      for (let k = 0; k < count; k++) {
        const label = classOf(sweeps[s].labels[index[k]]);
        if (label !== 0 && verdicts[index[k]] > VERDICT.hidden) visit(label, verdicts[index[k]], u[k], v[k]);
      }
    });
  each((label, _, u, v) => {
    const cell = cellOf(u, v);
    least[cell] = Math.min(least[cell], label);
    greatest[cell] = Math.max(greatest[cell], label);
  });
  each((label, verdict, u, v) => {
    if (verdict < VERDICT.unmapped) return;
    const cell = cellOf(u, v);
    for (let row = cell - columns; row <= cell + columns; row += columns)
      for (let near = row - 1; near <= row + 1; near++)
        if (least[near] < label || greatest[near] > label) return counter.add(label, mask.classes[maskIndex(mask, spec, u, v)]);
  });
  return counter.pairs();
}

const EMPTY = 0x10000;
