import type { OrientedBox } from '../../geometry/box.ts';
import { apply, invert } from '../../geometry/rigid.ts';
import type { Metres, Vec3 } from '../../geometry/units.ts';
import { packLabel } from '../../labels/label.ts';
import { VERDICT } from '../verdict.ts';
import { Digest } from './digest.ts';
import type { Directions } from './directions.ts';
import { directionsOf } from './directions.ts';
import type { FrameCheck, SweepCheck } from './frame-check.ts';
import type { TracedView } from './image-views.ts';
import { imageViews } from './image-views.ts';
import type { Observation } from './observation.ts';
import type { Crumbs, PointGroup } from './point-groups.ts';
import { pointGroups } from './point-groups.ts';

/** How much larger than drawn a track's box may be for a point to belong to it. Metres. */
const SLACK = 0.25;

/** What one frame's labels and masks disagree on. Costs a few passes over the projections of the check, and little more. */
export function observeFrame(check: FrameCheck): { observations: Observation[]; crumbs: Crumbs } {
  const directions = new Map<number, Directions>();
  const { groups, crumbs } = pointGroups(check, (s) => {
    let known = directions.get(s);
    if (known === undefined) directions.set(s, (known = directionsOf(check.sweeps[s])));
    return known;
  });
  const views = imageViews(check, groups), objects = objectSizes(check, groups);
  return { observations: groups.map((group, g) => observation(check, group, views[g], objects[g])), crumbs };
}

function observation(check: FrameCheck, group: PointGroup, views: readonly TracedView[], object: number): Observation {
  const { sequence, frame, boxes, moving } = check, { sweep: s, label, instance, mask, points } = group;
  const sweep = check.sweeps[s], places = Array.from(points, (i) => placeOf(sweep, i));
  const tracked = boxes.filter(({ track }) => track !== undefined);
  const box = mostlyIn(places, tracked.map((b) => b.box));
  return {
    kind: 'class', sequence, frame, sweep: sweep.id, label, instance, mask, points, object,
    track: box === null ? null : tracked[box].track!,
    moving: mostlyIn(places, moving.map((m) => m.box)) !== null,
    ...extent(places),
    range: median(Array.from(points, (i) => rangeOf(sweep, i))),
    views: views.map(({ view }) => view),
    fingerprint: fingerprintOf(sweep, label, instance, points, views),
  };
}

/** What a finding's part rests on; see `Finding.fingerprint`. */
export function fingerprintOf(sweep: SweepCheck, label: number, instance: number, points: Uint32Array, views: readonly TracedView[]): string {
  const digest = new Digest().addText(sweep.id).addNumbers(sweep.worldFromSweep.r).addNumbers(sweep.worldFromSweep.t).add(packLabel(label, instance));
  for (const i of points) digest.add(i);
  for (const view of views) digest.addText(view.digest);
  return digest.toString();
}

/** Per group: the points of its class and instance that some picture compares. */
function objectSizes({ sweeps, images }: FrameCheck, groups: readonly PointGroup[]): number[] {
  const sizes = sweeps.map(({ labels }, s) => {
    const counts = new Map<number, number>(groups.filter((g) => g.sweep === s && g.instance !== 0).map((g) => [packLabel(g.label, g.instance), 0]));
    if (counts.size === 0) return counts;
    const counted = new Uint8Array(labels.length);
    for (const { sweeps: parts } of images) {
      const { projection: { count, index }, verdicts } = parts[s];
      for (let k = 0; k < count; k++) {
        const i = index[k];
        if (verdicts[i] < VERDICT.agrees || counted[i] === 1) continue;
        counted[i] = 1;
        const size = counts.get(labels[i]);
        if (size !== undefined) counts.set(labels[i], size + 1);
      }
    }
    return counts;
  });
  return groups.map(({ sweep, label, instance }) => (instance === 0 ? 0 : sizes[sweep].get(packLabel(label, instance))!));
}

/** World coordinates. */
export function placeOf({ positions: p, origin: o, worldFromSweep }: SweepCheck, i: number): Vec3 {
  return apply(worldFromSweep, [o[0] + p[3 * i], o[1] + p[3 * i + 1], o[2] + p[3 * i + 2]]);
}

function rangeOf({ positions: p, origin: o }: SweepCheck, i: number): Metres {
  return Math.hypot(o[0] + p[3 * i], o[1] + p[3 * i + 1], o[2] + p[3 * i + 2]);
}

export function extent(places: readonly Vec3[]): { min: Vec3; max: Vec3 } {
  const min: [number, number, number] = [Infinity, Infinity, Infinity], max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const place of places)
    for (let k = 0; k < 3; k++) {
      min[k] = Math.min(min[k], place[k]);
      max[k] = Math.max(max[k], place[k]);
    }
  return { min, max };
}

/** The middle value; of an even number the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Which box holds more than half of the places, and more of them than the others do; null where none does. */
function mostlyIn(places: readonly Vec3[], boxes: readonly OrientedBox<'world'>[]): number | null {
  const { min, max } = extent(places);
  const middle: Vec3 = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2], reach = distance(min, max) / 2;
  let best: number | null = null, most = places.length / 2;
  boxes.forEach(({ pose, size }, b) => {
    if (distance(middle, pose.t) > reach + Math.hypot(...size) / 2 + 2 * SLACK) return;
    const boxFromWorld = invert(pose);
    const inside = places.filter((place) => apply(boxFromWorld, place).every((x, k) => Math.abs(x) <= size[k] / 2 + SLACK)).length;
    if (inside > most) {
      most = inside;
      best = b;
    }
  });
  return best;
}

function distance(a: Vec3, b: Vec3): Metres {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
