import type { OrientedBox } from '../../geometry/box.ts';
import { apply, invert } from '../../geometry/rigid.ts';
import type { Metres, Vec3 } from '../../geometry/units.ts';
import { packLabel } from '../../labels/label.ts';
import type { InstanceView } from '../instances/instance-view.ts';
import type { MatchedObjects } from '../instances/match-objects.ts';
import { matchObjects } from '../instances/match-objects.ts';
import { labelledObjects, structureGroups } from '../instances/object-groups.ts';
import { countOverlaps, maskObjectKey } from '../instances/overlaps.ts';
import { Digest } from './digest.ts';
import type { Directions } from './directions.ts';
import { directionsOf } from './directions.ts';
import type { FindingKind } from './finding.ts';
import type { FrameCheck, SweepCheck } from './frame-check.ts';
import type { TracedView } from './image-views.ts';
import { imageViews } from './image-views.ts';
import { WHOLE } from './link-observations.ts';
import type { Observation } from './observation.ts';
import type { Crumbs, PointGroup } from './point-groups.ts';
import { pointGroups } from './point-groups.ts';

/** How much larger than drawn a track's box may be for a point to belong to it. Metres. */
const SLACK = 0.25;

/** What one frame's labels and masks come to, besides the counts. */
export interface ObservedFrame {
  readonly observations: Observation[];
  readonly instances: InstanceView[];
  readonly crumbs: Crumbs;
}

/**
 * What one frame's labels and masks disagree on, and how its labelled objects look to its pictures. Costs a few passes over the projections
 * of the check, and little more.
 */
export function observeFrame(check: FrameCheck): ObservedFrame {
  const directions = new Map<number, Directions>();
  const { groups: contradicted, crumbs } = pointGroups(check, (s) => {
    let known = directions.get(s);
    if (known === undefined) directions.set(s, (known = directionsOf(check.sweeps[s])));
    return known;
  });
  const objects = labelledObjects(check);
  const matches = check.images.map((image) => {
    const overlaps = countOverlaps(check, image);
    return overlaps === null ? null : matchObjects(overlaps, check.classMap);
  });
  const groups = [...contradicted, ...structureGroups(check, objects, matches)];
  const views = imageViews(check, [...groups, ...objects]);
  const byName = new Map(objects.map((object) => [`${object.sweep} ${packLabel(object.label, object.instance)}`, object]));
  const observations = groups.map((group, g) => {
    // Of what masks take for one object, all of the labels' objects are at stake.
    const object = group.kind === 'merged' ? null : (byName.get(`${group.sweep} ${packLabel(group.label, group.instance)}`) ?? null);
    const size = object === null ? (group.instance === 0 ? 0 : group.points.length) : Math.max(object.clear, group.points.length);
    return { ...observation(check, { ...group, kind: kindOf(group, size, views[g], check, matches) }, views[g]), object: size, beyond: beyond(check, group, object) };
  });
  return { observations, instances: objects.flatMap((object, k) => instanceViews(check, object, views[groups.length + k], matches)), crumbs };
}

/** Whether it is the thing itself that one side does not have, as most pictures that contradict tell. */
function kindOf(group: PointGroup, object: number, views: readonly TracedView[], { images }: FrameCheck, matches: readonly (MatchedObjects | null)[]): FindingKind {
  if (group.kind !== 'class') return group.kind;
  const against = views.filter(({ view: { verdicts } }) => verdicts.disagrees > verdicts.agrees);
  const matchOf = ({ view: { image } }: TracedView): MatchedObjects | null => matches[images.findIndex(({ id }) => id === image)];
  if (group.instance !== 0) {
    const label = packLabel(group.label, group.instance);
    const missing = against.filter((view) => matchOf(view)?.labels.get(label)?.state === 'missing-2d').length;
    return group.points.length >= WHOLE * object && 2 * missing > against.length ? 'missing-2d' : 'class';
  }
  const missing = against.filter((each) => {
    const { shown } = each.view;
    return shown !== null && matchOf(each)?.missing3d.has(maskObjectKey(group.mask, shown.instance)) === true;
  }).length;
  return 2 * missing > against.length ? 'missing-3d' : 'class';
}

function instanceViews(
  { sequence, frame, sweeps, images }: FrameCheck, { sweep, label, instance }: PointGroup, views: readonly TracedView[], matches: readonly (MatchedObjects | null)[],
): InstanceView[] {
  return views.map(({ view }): InstanceView => {
    const match = matches[images.findIndex(({ id }) => id === view.image)], object = match?.labels.get(packLabel(label, instance));
    const { agrees, edge, motion, disagrees } = view.verdicts;
    return {
      sequence, frame, sweep: sweeps[sweep].id, label, instance, points: agrees + edge + motion + disagrees, state: object?.state ?? 'unclear',
      iou: match === null ? null : (object?.iou ?? 0), view,
    };
  });
}

function observation(check: FrameCheck, group: PointGroup, views: readonly TracedView[]): Omit<Observation, 'object' | 'beyond'> {
  const { sequence, frame, boxes, moving } = check, { kind, sweep: s, label, instance, mask, points } = group;
  const sweep = check.sweeps[s], places = Array.from(points, (i) => placeOf(sweep, i));
  const tracked = boxes.filter(({ track }) => track !== undefined);
  const box = mostlyIn(places, tracked.map((b) => b.box));
  return {
    kind, sequence, frame, sweep: sweep.id, label, instance, mask, points,
    track: box === null ? null : tracked[box].track!,
    moving: mostlyIn(places, moving.map((m) => m.box)) !== null,
    ...extent(places),
    range: median(Array.from(points, (i) => rangeOf(sweep, i))),
    views: views.map(({ view }) => view),
    fingerprint: fingerprintOf(sweep, label, instance, points, views),
  };
}

/** As far as an object's nearer half is deep it may reach beyond its middle without being anything else. */
function beyond({ sweeps }: FrameCheck, { sweep, points }: PointGroup, object: PointGroup | null): Metres {
  if (object === null) return 0;
  const own = new Set(points), rest = Array.from(object.points.filter((i) => !own.has(i)), (i) => rangeOf(sweeps[sweep], i)).sort((a, b) => a - b);
  if (rest.length === 0) return 0;
  const middle = rest[rest.length >> 1], near = rest[Math.floor(rest.length / 10)];
  const more = median(Array.from(points, (i) => rangeOf(sweeps[sweep], i))) - middle;
  return more > 2 * (middle - near) ? more : 0;
}

/** What a finding's part rests on; see `Finding.fingerprint`. */
export function fingerprintOf(sweep: SweepCheck, label: number, instance: number, points: Uint32Array, views: readonly TracedView[]): string {
  const digest = new Digest().addText(sweep.id).addNumbers(sweep.worldFromSweep.r).addNumbers(sweep.worldFromSweep.t).add(packLabel(label, instance));
  for (const i of points) digest.add(i);
  for (const view of views) digest.addText(view.digest);
  return digest.toString();
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
