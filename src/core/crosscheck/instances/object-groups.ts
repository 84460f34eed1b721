import { classOf, instanceOf, packLabel } from '../../labels/label.ts';
import { DisjointSets } from '../findings/disjoint-sets.ts';
import type { FrameCheck, PictureCheck } from '../findings/frame-check.ts';
import { shared } from '../findings/link-observations.ts';
import type { PointGroup } from '../findings/point-groups.ts';
import { maskIndex } from '../id-mask.ts';
import { VERDICT } from '../verdict.ts';
import type { MatchedObjects } from './match-objects.ts';
import { FEWEST_SEEN } from './match-objects.ts';
import { maskObjectKey, maskObjectOf } from './overlaps.ts';

/** A labelled object in one sweep. */
export interface LabelledObject extends PointGroup {
  /** How many of its points some picture agrees or disagrees with. */
  readonly clear: number;
}

/** Points of every labelled object in each sweep that some picture compares; by sweep, then by label. */
export function labelledObjects({ sweeps, images }: FrameCheck): LabelledObject[] {
  return sweeps.flatMap(({ labels }, sweep) => {
    const compared = new Uint8Array(labels.length), objects = new Map<number, { points: number[]; clear: number }>();
    for (const { sweeps: parts } of images) {
      const { projection: { count, index }, verdicts } = parts[sweep];
      for (let k = 0; k < count; k++) {
        const i = index[k];
        if (verdicts[i] < VERDICT.agrees || instanceOf(labels[i]) === 0) continue;
        compared[i] |= verdicts[i] === VERDICT.agrees || verdicts[i] === VERDICT.disagrees ? CLEAR : COMPARED;
      }
    }
    for (let i = 0; i < labels.length; i++) {
      if (compared[i] === 0) continue;
      let object = objects.get(labels[i]);
      if (object === undefined) objects.set(labels[i], (object = { points: [], clear: 0 }));
      object.points.push(i);
      if ((compared[i] & CLEAR) !== 0) object.clear++;
    }
    return [...objects].sort(([a], [b]) => a - b).map(([label, { points, clear }]): LabelledObject =>
      ({ kind: 'class', sweep, label: classOf(label), instance: instanceOf(label), mask: 0, points: Uint32Array.from(points), clear }));
  });
}

/** Bits of a point that pictures compare. */
const COMPARED = 1, CLEAR = 2;

/**
 * Groups of points on which labels and masks agree in class, or the labels say nothing, and disagree about what is one object: labelled objects that
 * masks split or merge, as most of the pictures that see enough of them do, and objects of masks on unlabelled points. `matches` go with
 * the frame's pictures; null where a mask tells no objects apart.
 */
export function structureGroups(check: FrameCheck, objects: readonly PointGroup[], matches: readonly (MatchedObjects | null)[]): PointGroup[] {
  return [...divided(objects, matches), ...unlabelledObjects(check, matches)];
}

function divided(objects: readonly PointGroup[], matches: readonly (MatchedObjects | null)[]): PointGroup[] {
  const groups: PointGroup[] = [];
  const mergedPoints = new Map<string, PointGroup[]>();
  for (const object of objects) {
    const label = packLabel(object.label, object.instance);
    const states = matches.flatMap((match) => match?.labels.get(label)?.state ?? []);
    const count = (...wanted: string[]): number => states.filter((state) => wanted.includes(state)).length;
    if (count('split') > count('matched', 'merged')) groups.push({ ...object, kind: 'split', mask: shownClass(label, matches) });
    if (count('merged') <= count('matched', 'split')) continue;
    const together = matches.flatMap((match) => [...(match?.merged.values() ?? [])].filter((labels) => labels.includes(label)));
    const lowest = Math.min(...together.flat().map(instanceOf)), key = `${object.sweep} ${object.label} ${lowest}`;
    mergedPoints.set(key, [...(mergedPoints.get(key) ?? []), { ...object, mask: shownClass(label, matches), instance: lowest }]);
  }
  for (const members of mergedPoints.values())
    groups.push({ ...members[0], kind: 'merged', points: Uint32Array.from(members.flatMap((m) => [...m.points])).sort() });
  return groups;
}

/** Class of the mask objects that a labelled object has most points in common with. */
function shownClass(label: number, matches: readonly (MatchedObjects | null)[]): number {
  return matches.map((match) => match?.labels.get(label)?.maskClass ?? 0).find((maskClass) => maskClass !== 0) ?? 0;
}

/** What masks show and nobody labelled: unlabelled points, put together over pictures where they are the same ones. */
function unlabelledObjects({ sweeps, images }: FrameCheck, matches: readonly (MatchedObjects | null)[]): PointGroup[] {
  return sweeps.flatMap((_, sweep) => {
    const found = images.flatMap((image, m) => pointsOnObjects(image, sweep, matches[m]?.missing3d ?? new Set()));
    const sets = new DisjointSets(found.length);
    found.forEach((a, k) => found.slice(0, k).forEach((b, n) => {
      if (a.mask === b.mask && 2 * shared(a.points, b.points) >= Math.min(a.points.length, b.points.length)) sets.join(k, n);
    }));
    return sets.sets().map((members): PointGroup => ({
      kind: 'missing-3d', sweep, label: 0, instance: 0, mask: found[members[0]].mask, points: Uint32Array.from(new Set(members.flatMap((k) => found[k].points))).sort(),
    }));
  });
}

function pointsOnObjects({ mask, spec, sweeps }: PictureCheck, sweep: number, objects: ReadonlySet<number>): { mask: number; points: number[] }[] {
  if (objects.size === 0) return [];
  const { projection: { count, index, u, v }, verdicts } = sweeps[sweep], points = new Map<number, number[]>();
  for (let k = 0; k < count; k++) {
    if (verdicts[index[k]] !== VERDICT.unlabelled) continue;
    const pixel = maskIndex(mask, spec, u[k], v[k]), key = maskObjectKey(mask.classes[pixel], mask.instances![pixel]);
    if (!objects.has(key)) continue;
    const list = points.get(key);
    if (list === undefined) points.set(key, [index[k]]);
    else list.push(index[k]);
  }
  return [...points].filter(([, list]) => list.length >= FEWEST_SEEN).map(([key, list]) => ({ mask: maskObjectOf(key).maskClass, points: list }));
}
