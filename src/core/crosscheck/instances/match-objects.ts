import type { CompiledClassMap } from '../../labels/class-map.ts';
import { RELATION } from '../../labels/class-map.ts';
import { classOf } from '../../labels/label.ts';
import type { InstanceState } from './instance-view.ts';
import type { Overlaps } from './overlaps.ts';
import { maskObjectOf } from './overlaps.ts';

/** Above this an object can have no second partner (Kirillov et al., Panoptic Segmentation, CVPR 2019, section 4.1). */
export const MATCHED_IOU = 0.5;
/** Fewer seen points than this on either side are too few to say that something is missing, split or merged. */
export const FEWEST_SEEN = 10;
/** A part of an object counts as one from this share of it on, and from so many points on. */
const PART = 0.25, PART_POINTS = 5;
/** A part lies on one side's object where so much of it does. */
const INSIDE = 0.5;
/** An object is there, on the other side, from this share of its points on. */
const THERE = 0.25;

export interface ObjectMatch {
  readonly state: InstanceState;
  /** Of the mask's object that it has the largest overlap with; 0 where it has none. */
  readonly maskClass: number;
  readonly iou: number;
}

export interface MatchedObjects {
  /** By packed label. */
  readonly labels: ReadonlyMap<number, ObjectMatch>;
  /** Keys of the mask's objects that no labelled object is on. */
  readonly missing3d: ReadonlySet<number>;
  /** Keys of the mask's objects that several labelled objects are on, with those. */
  readonly merged: ReadonlyMap<number, readonly number[]>;
}

/** Holds the objects of the labels against those of one mask. */
export function matchObjects({ common, masks }: Overlaps, classMap: CompiledClassMap): MatchedObjects {
  const sizes = new Map([...common].filter(([label]) => label !== 0).map(([label, row]) => [label, total(row.values())]));
  const agrees = (label: number, object: number): boolean => classMap.relation(classOf(label), maskObjectOf(object).maskClass) === RELATION.agrees;
  const merged = new Map<number, number[]>(), missing3d = new Set<number>();
  for (const [object, points] of masks) {
    const on = [...sizes.keys()].filter((label) => common.get(label)!.has(object)).sort((a, b) => a - b);
    const shared = (label: number): number => common.get(label)!.get(object)!;
    const parts = on.filter((label) => agrees(label, object) && isPart(shared(label), points) && shared(label) >= INSIDE * sizes.get(label)!);
    if (parts.length > 1) merged.set(object, parts);
    if (points >= FEWEST_SEEN && total(on.map(shared)) < THERE * points) missing3d.add(object);
  }
  const inMerged = new Set([...merged.values()].flat());
  const labels = new Map([...sizes].map(([label, points]): [number, ObjectMatch] => {
    const row = [...common.get(label)!].filter(([object]) => object !== 0);
    const ious = row.map(([object, n]) => ({ object, iou: n / (points + masks.get(object)! - n) })).sort((a, b) => b.iou - a.iou || a.object - b.object);
    const parts = row.filter(([object, n]) => agrees(label, object) && isPart(n, points) && n >= INSIDE * masks.get(object)!);
    const iou = ious[0]?.iou ?? 0, maskClass = ious.length === 0 ? 0 : maskObjectOf(ious[0].object).maskClass;
    const stateNow = (): InstanceState => {
      if (inMerged.has(label)) return 'merged';
      if (parts.length > 1) return 'split';
      if (iou > MATCHED_IOU) return agrees(label, ious[0].object) ? 'matched' : 'class';
      return points >= FEWEST_SEEN && total(row.map(([, n]) => n)) < THERE * points ? 'missing-2d' : 'unclear';
    };
    return [label, { state: stateNow(), iou, maskClass }];
  }));
  return { labels, missing3d, merged };
}

function isPart(points: number, whole: number): boolean {
  return points >= PART_POINTS && points >= PART * whole;
}

function total(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
