import type { Vec3 } from '../../geometry/units.ts';
import type { InstanceView } from '../instances/instance-view.ts';
import { bestViews } from './best-views.ts';
import { causeOf } from './cause.ts';
import { Digest } from './digest.ts';
import type { Finding, FindingKind, FindingPart } from './finding.ts';
import { joinTokens, sweepToken } from './fingerprint.ts';
import { mostFirst } from './image-views.ts';
import { WHOLE } from './link-observations.ts';
import type { ImageView, Observation, Vote } from './observation.ts';
import { extent, median } from './observe-frame.ts';

type FindingView = Finding['views'][number];

/**
 * The finding that some observations of one sequence are, in time order. `instances`: pictures of labelled objects in all frames, by instance;
 * where the whole object is contradicted, those that agree with its label vote as well.
 */
export function findingOf(observations: readonly Observation[], instances: ReadonlyMap<number, readonly InstanceView[]>): Finding {
  const [first] = observations, { sequence, label } = first;
  const bySweep = grouped(observations, (o) => o.sweep);
  const parts = [...bySweep.values()].map((here): FindingPart => ({ frame: here[0].frame, sweep: here[0].sweep, points: union(here.map((o) => o.points)) }));
  const instance = mostOf(observations, (o) => o.instance), own = mergedViews(observations);
  const views = [...own, ...otherViews(observations, own, instances.get(instance) ?? [])];
  const mask = maskOf(observations, views), points = parts.reduce((n, part) => n + part.points.length, 0);
  const { cause, why } = causeOf({ observations, views, mask, states: (instances.get(instance) ?? []).map(({ state }) => state) });
  const where = observations.some((o) => o.moving) ? observations.filter((o) => o.frame === first.frame) : observations;
  const { min, max } = extent(where.flatMap((o) => [o.min, o.max]));
  const confident = views.filter((view) => view.confidence !== null);
  return {
    id: idOf(first), kind: mostOf(observations, (o) => o.kind), sequence, label, mask, instance,
    track: observations.find((o) => o.track !== null)?.track ?? null,
    parts, views, votes: votesOf(views), best: bestOf(own, bySweep), points,
    centre: min.map((x, k) => (x + max[k]) / 2) as unknown as Vec3, size: min.map((x, k) => max[k] - x) as unknown as Vec3,
    range: median(observations.map((o) => o.range)),
    confidence: confident.length === 0 ? null : confident.reduce((sum, view) => sum + view.confidence!, 0) / confident.length,
    cause, why,
    fingerprint: joinTokens([...bySweep].map(([sweep, here]) => sweepToken(sweep, here.map((o) => o.fingerprint)))),
  };
}

/** What the thing is called while nobody knows it from before: by its name in the data, else by where it comes first. */
function idOf({ kind, sequence, frame, sweep, label, mask, instance, track, points }: Observation): string {
  const digest = new Digest().addText(kind === 'split' || kind === 'merged' ? kind : 'class').addText(sequence).add(label).add(mask).add(instance);
  if (instance !== 0) return digest.toString();
  if (track !== null) return digest.addText(track).toString();
  digest.addText(frame).addText(sweep);
  for (const point of points) digest.add(point);
  return digest.toString();
}

/** Every picture once: observations of one frame share them. In the order of the observations. */
function mergedViews(observations: readonly Observation[]): FindingView[] {
  const views = new Map<string, FindingView>();
  for (const { frame, views: here } of observations)
    for (const view of here) {
      const known = views.get(view.image);
      views.set(view.image, known === undefined ? { ...view, frame } : { ...merged(known, view), frame });
    }
  return [...views.values()];
}

function merged(a: ImageView, b: ImageView): ImageView {
  const larger = a.verdicts.disagrees >= b.verdicts.disagrees ? a : b, na = compared(a), nb = compared(b);
  const counts = new Map<number, number>();
  for (const { mask, count } of [...a.votes, ...b.votes]) counts.set(mask, (counts.get(mask) ?? 0) + count);
  const sum = (name: keyof ImageView['verdicts']): number => a.verdicts[name] + b.verdicts[name];
  return {
    image: a.image, camera: a.camera,
    votes: mostFirst(counts).map(([mask, count]) => ({ mask, count })),
    verdicts: { agrees: sum('agrees'), edge: sum('edge'), motion: sum('motion'), disagrees: sum('disagrees') },
    maskInstance: larger.maskInstance, shown: larger.shown, rim: a.rim + b.rim, explained: a.explained + b.explained,
    box: { u0: Math.min(a.box.u0, b.box.u0), v0: Math.min(a.box.v0, b.box.v0), u1: Math.max(a.box.u1, b.box.u1), v1: Math.max(a.box.v1, b.box.v1) },
    confidence: a.confidence === null || b.confidence === null ? null : (a.confidence * na + b.confidence * nb) / (na + nb),
  };
}

/** Of an object that is contradicted as a whole: the pictures that compare it where nothing of it disagrees. */
function otherViews(observations: readonly Observation[], own: readonly FindingView[], instances: readonly InstanceView[]): FindingView[] {
  const whole = observations.filter((o) => o.object > 0 && o.points.length >= WHOLE * o.object).length;
  if (2 * whole <= observations.length) return [];
  const known = new Set(own.map((view) => view.image));
  return instances.filter(({ label, view }) => label === observations[0].label && !known.has(view.image)).map(({ frame, view }) => ({ ...view, frame }));
}

function votesOf(views: readonly ImageView[]): Vote[] {
  const counts = new Map<number, number>();
  for (const { votes: [first] } of views) counts.set(first.mask, (counts.get(first.mask) ?? 0) + 1);
  return mostFirst(counts).map(([mask, count]) => ({ mask, count }));
}

/** What most pictures that contradict the label show; of those that do so equally often, what more points fall on. */
function maskOf(observations: readonly Observation[], views: readonly ImageView[]): number {
  const shown = new Map<number, number>(), candidates = new Map<number, number>();
  for (const { mask, points } of observations) candidates.set(mask, (candidates.get(mask) ?? 0) + points.length);
  for (const { votes: [first], verdicts } of views)
    if (verdicts.disagrees > verdicts.agrees && candidates.has(first.mask)) shown.set(first.mask, (shown.get(first.mask) ?? 0) + 1);
  return [...candidates].sort(([a, m], [b, n]) => (shown.get(b) ?? 0) - (shown.get(a) ?? 0) || n - m || a - b)[0][0];
}

function bestOf(views: readonly FindingView[], bySweep: ReadonlyMap<string, readonly Observation[]>): number[] {
  const frames = new Map([...bySweep.values()].map((here) => [here[0].frame, here]));
  return bestViews(views.map((view) => {
    const here = frames.get(view.frame)!, points = here.reduce((n, o) => n + o.points.length, 0);
    return { camera: view.camera, frame: view.frame, box: view.box, verdicts: view.verdicts, range: here[0].range, seen: compared(view) / points };
  }));
}

/** Points that a picture compares: each has a vote. */
function compared({ votes }: ImageView): number {
  return votes.reduce((sum, { count }) => sum + count, 0);
}

function mostOf<T extends number | FindingKind>(observations: readonly Observation[], of: (observation: Observation) => T): T {
  const counts = new Map<T, number>();
  for (const o of observations) counts.set(of(o), (counts.get(of(o)) ?? 0) + o.points.length);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0][0];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item), group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Of rising lists: every number once, rising. */
function union(lists: readonly Uint32Array[]): Uint32Array {
  return lists.length === 1 ? lists[0] : Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort();
}
