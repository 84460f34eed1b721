import { instanceOf } from '../../labels/label.ts';
import type { FrameCheck, PictureCheck } from '../findings/frame-check.ts';
import { maskIndex } from '../id-mask.ts';
import { VERDICT } from '../verdict.ts';

/** How many seen points objects of the labels and objects of a mask have, and have in common. 0 stands for "no object". */
export interface Overlaps {
  /** Packed label of an object → key of an object of the mask (`maskObjectKey`) → points. */
  readonly common: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Points of each object of the mask. */
  readonly masks: ReadonlyMap<number, number>;
}

/** A class and an instance of a mask in one number; never 0. */
export function maskObjectKey(maskClass: number, instance: number): number {
  return instance * 0x10000 + maskClass;
}

export function maskObjectOf(key: number): { readonly maskClass: number; readonly instance: number } {
  return { maskClass: key % 0x10000, instance: Math.floor(key / 0x10000) };
}

/**
 * Counts over the points of all sweeps that a picture sees where its mask says something. Points near a mask's edge or in the way of something
 * that moves are left out where they disagree: they may lie on either side. Null where the mask tells no objects apart.
 */
export function countOverlaps({ sweeps }: FrameCheck, { mask, spec, sweeps: parts }: PictureCheck): Overlaps | null {
  const { instances, classes } = mask;
  if (instances === null) return null;
  const common = new Map<number, Map<number, number>>(), masks = new Map<number, number>();
  parts.forEach(({ projection: { count, index, u, v }, verdicts }, s) => {
    const { labels } = sweeps[s];
    for (let k = 0; k < count; k++) {
      const i = index[k];
      if (!COUNTED[verdicts[i]]) continue;
      const pixel = maskIndex(mask, spec, u[k], v[k]), label = instanceOf(labels[i]) === 0 ? 0 : labels[i];
      const object = instances[pixel] === 0 ? 0 : maskObjectKey(classes[pixel], instances[pixel]);
      if (label === 0 && object === 0) continue;
      let row = common.get(label);
      if (row === undefined) common.set(label, (row = new Map<number, number>()));
      row.set(object, (row.get(object) ?? 0) + 1);
      if (object !== 0) masks.set(object, (masks.get(object) ?? 0) + 1);
    }
  });
  return masks.size === 0 ? null : { common, masks };
}

const COUNTED: readonly boolean[] = Object.values(VERDICT).map((code) =>
  [VERDICT.unlabelled, VERDICT.unmapped, VERDICT.agrees, VERDICT.disagrees].includes(code));
