import type { Metres } from '../../geometry/units.ts';
import { DisjointSets } from './disjoint-sets.ts';
import type { Observation } from './observation.ts';

/** An observation and its frame's place in the sequence. */
export interface PlacedObservation {
  readonly at: number;
  readonly observation: Observation;
}

/** Frames that something may be missing from without becoming two things: it was hidden, or too few beams met it. */
const FRAMES_APART = 3;
/** Room around boxes of places, and a share of the range: beams meet other spots of a thing in every frame. */
const ROOM: Metres = 0.25;
const ROOM_SHARE = 0.01;
/** Of the smaller box, how much must lie in the other one. */
const OVERLAP = 0.2;
/** From which share of its points on a disagreement is about the whole object. */
export const WHOLE = 0.5;

/**
 * Puts observations of one sequence together that are of one physical thing: of the same class and the same instance or track of the labels; or
 * without either at the same place in the world, where `posed` says that frames share one, in frames not far from each other. Different
 * classes of the masks stay apart, unless they are shown for the whole object, or for the same points. Returns places in `observations`.
 */
export function linkObservations(observations: readonly PlacedObservation[], posed: boolean): number[][] {
  const sets = new DisjointSets(observations.length);
  for (const bucket of bucketed(observations, ({ observation: o }) => `${family(o)} ${o.label} ${identityOf(o) ?? `at ${o.mask}`}`)) {
    const [{ observation }] = bucket.map((k) => observations[k]);
    if (identityOf(observation) === null) linkByPlace(observations, bucket, posed, sets);
    else linkByIdentity(observations, bucket, sets);
  }
  for (const bucket of bucketed(observations, ({ observation: o }) => `${family(o)} ${o.label} ${o.sweep}`)) linkBySharedPoints(observations, bucket, sets);
  return sets.sets();
}

function bucketed(observations: readonly PlacedObservation[], keyOf: (each: PlacedObservation) => string): number[][] {
  const buckets = new Map<string, number[]>();
  observations.forEach((each, k) => {
    const key = keyOf(each), bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [k]);
    else bucket.push(k);
  });
  return [...buckets.values()];
}

/** Wrong classes and things that are missing are told apart frame by frame, and are one matter; how things are divided is another. */
function family({ kind, mask, label }: Observation): string {
  return kind === 'split' || kind === 'merged' ? kind : label === 0 ? `missing ${mask}` : 'class';
}

/** What the data itself knows a thing by; null where it does not. */
function identityOf({ instance, track }: Observation): string | null {
  if (instance !== 0) return `instance ${instance}`;
  return track === null ? null : `track ${track}`;
}

function linkByIdentity(observations: readonly PlacedObservation[], bucket: readonly number[], sets: DisjointSets): void {
  const first = new Map<number, number>();
  let whole: number | null = null;
  for (const k of bucket) {
    const { observation: { mask, points, object } } = observations[k];
    const same = first.get(mask);
    if (same === undefined) first.set(mask, k);
    else sets.join(same, k);
    if (points.length < WHOLE * object || object === 0) continue;
    if (whole !== null) sets.join(whole, k);
    whole = k;
  }
}

function linkByPlace(observations: readonly PlacedObservation[], bucket: readonly number[], posed: boolean, sets: DisjointSets): void {
  bucket.forEach((k, n) => {
    for (let m = n - 1; m >= 0 && observations[k].at - observations[bucket[m]].at <= (posed ? FRAMES_APART : 0); m--)
      if (overlap(observations[k].observation, observations[bucket[m]].observation)) sets.join(k, bucket[m]);
  });
}

function overlap(a: Observation, b: Observation): boolean {
  // In one sweep they were told apart by what lies between them.
  if (a.sweep === b.sweep) return false;
  const room = ROOM + ROOM_SHARE * Math.max(a.range, b.range);
  let common = 1, sizeA = 1, sizeB = 1;
  for (let k = 0; k < 3; k++) {
    const side = Math.min(a.max[k], b.max[k]) - Math.max(a.min[k], b.min[k]) + room;
    if (!(side > 0)) return false;
    common *= side;
    sizeA *= a.max[k] - a.min[k] + room;
    sizeB *= b.max[k] - b.min[k] + room;
  }
  return common >= OVERLAP * Math.min(sizeA, sizeB);
}

/** Where one camera takes the same points for this and another one for that. */
function linkBySharedPoints(observations: readonly PlacedObservation[], bucket: readonly number[], sets: DisjointSets): void {
  bucket.forEach((k, n) => {
    for (const other of bucket.slice(0, n)) {
      const a = observations[k].observation.points, b = observations[other].observation.points;
      if (2 * shared(a, b) >= Math.min(a.length, b.length)) sets.join(k, other);
    }
  });
}

/** Of two rising lists, how many they have in common. */
export function shared(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i] - b[j];
    if (difference === 0) count++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return count;
}
