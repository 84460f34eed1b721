import type { Pixels } from '../../geometry/units.ts';
import { classOf, MAX_CLASS, UNLABELLED } from '../../labels/label.ts';
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
  const points = new Uint32Array(MAX_CLASS + 1), seenPoints = new Uint32Array(MAX_CLASS + 1);
  sweeps.forEach(({ labels }, s) => {
    const seen = new Uint8Array(labels.length);
    for (const { sweeps: parts } of images) {
      const { projection: { count, index }, verdicts } = parts[s];
      for (let k = 0; k < count; k++) if (verdicts[index[k]] > VERDICT.hidden) seen[index[k]] = 1;
    }
    for (let i = 0; i < labels.length; i++) {
      const label = classOf(labels[i]);
      points[label]++;
      seenPoints[label] += seen[i];
    }
  });
  const coverage: ClassCoverage[] = [];
  points.forEach((count, label) => count > 0 && coverage.push({ label, points: count, seen: seenPoints[label] }));
  return coverage;
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
  parts.forEach(({ projection: { count, index, u, v }, verdicts }, s) => {
    const { labels } = sweeps[s];
    for (let k = 0; k < count; k++) {
      const label = classOf(labels[index[k]]);
      if (label === UNLABELLED || verdicts[index[k]] <= VERDICT.hidden) continue;
      const cell = cellOf(u[k], v[k]);
      if (label < least[cell]) least[cell] = label;
      if (label > greatest[cell]) greatest[cell] = label;
    }
  });
  // Then of each cell and those around it: rows first, columns after.
  spread(least, greatest, columns, 1);
  spread(least, greatest, columns, columns);
  const counter = new PairCounter();
  parts.forEach(({ projection: { count, index, u, v }, verdicts }, s) => {
    const { labels } = sweeps[s];
    for (let k = 0; k < count; k++) {
      const label = classOf(labels[index[k]]), cell = cellOf(u[k], v[k]);
      if (label === UNLABELLED || verdicts[index[k]] < VERDICT.unmapped) continue;
      if (least[cell] < label || greatest[cell] > label) counter.add(label, mask.classes[maskIndex(mask, spec, u[k], v[k])]);
    }
  });
  return counter.pairs();
}

/** Takes the least and the greatest of every cell and its two neighbours, `step` cells away; the rim of empty cells stays out of it. */
function spread(least: Int32Array, greatest: Int32Array, columns: number, step: number): void {
  const low = least.slice(), high = greatest.slice();
  for (let cell = columns + 1; cell < least.length - columns - 1; cell++) {
    least[cell] = Math.min(low[cell - step], low[cell], low[cell + step]);
    greatest[cell] = Math.max(high[cell - step], high[cell], high[cell + step]);
  }
}

const EMPTY = 0x10000;
