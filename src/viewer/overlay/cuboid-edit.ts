import { uprightBox } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import type { Ray } from '../eye/projecting.ts';
import { alongAxis, atHeight } from '../eye/projecting.ts';

/** A place where a cuboid is taken hold of: one of its faces, its middle, or its heading. */
export type Grip = { readonly kind: 'face'; readonly axis: 0 | 1 | 2; readonly side: 1 | -1 } | { readonly kind: 'move' } | { readonly kind: 'turn' };

/** In order of preference where the view shows several at one place. */
export const GRIPS: readonly Grip[] = [
  { kind: 'move' },
  { kind: 'turn' },
  ...([0, 1, 2] as const).flatMap((axis) => ([1, -1] as const).map((side) => ({ kind: 'face', axis, side }) as const)),
];

/** No side of a cuboid gets shorter than this, metres. */
const THINNEST = 0.05;
const UP: Vec3 = [0, 0, 1];

/** Where a grip is, world frame. The one that turns lies ahead of the front face. */
export function gripPlace(cuboid: CuboidDraft, grip: Grip): Vec3 {
  const [l] = cuboid.size;
  const pose = uprightBox(cuboid.center, cuboid.size, cuboid.yaw).pose;
  if (grip.kind === 'move') return cuboid.center;
  if (grip.kind === 'turn') return apply(pose, [l / 2 + turnReach(cuboid), 0, 0]);
  return apply(pose, offset(grip.axis, (grip.side * cuboid.size[grip.axis]) / 2));
}

/** Metres between the front face and the grip that turns. */
function turnReach({ size }: CuboidDraft): number {
  return Math.max(0.8, 0.25 * size[0]);
}

/**
 * The cuboid after its grip was dragged from one ray of the view to another. `start` is the cuboid as it was at `from`,
 * so that a drag never adds up errors. A face moves along its normal and the opposite one stays; `vertical` moves up and
 * down instead of over the ground. Rays that do not meet what the grip slides on leave the cuboid as it was.
 */
export function dragged(start: CuboidDraft, grip: Grip, from: Ray, to: Ray, vertical: boolean): CuboidDraft {
  if (grip.kind === 'face') return resized(start, grip.axis, grip.side, from, to);
  if (grip.kind === 'turn') return turned(start, to);
  return vertical ? lifted(start, from, to) : moved(start, from, to);
}

function resized(start: CuboidDraft, axis: 0 | 1 | 2, side: 1 | -1, from: Ray, to: Ray): CuboidDraft {
  const place = gripPlace(start, { kind: 'face', axis, side });
  const normal = apply(uprightBox([0, 0, 0], start.size, start.yaw).pose, offset(axis, side));
  const a = alongAxis(from, place, normal), b = alongAxis(to, place, normal);
  if (a === null || b === null) return start;
  const length = Math.max(THINNEST, start.size[axis] + b - a);
  const half = (length - start.size[axis]) / 2;
  const size = start.size.map((v, k) => (k === axis ? length : v)) as unknown as Vec3;
  return { ...start, size, center: plus(start.center, normal, half) };
}

function turned(start: CuboidDraft, to: Ray): CuboidDraft {
  const hit = atHeight(to, start.center[2]);
  return hit === null ? start : { ...start, yaw: Math.atan2(hit[1] - start.center[1], hit[0] - start.center[0]) };
}

function moved(start: CuboidDraft, from: Ray, to: Ray): CuboidDraft {
  const a = atHeight(from, start.center[2]), b = atHeight(to, start.center[2]);
  if (a === null || b === null) return start;
  return { ...start, center: [start.center[0] + b[0] - a[0], start.center[1] + b[1] - a[1], start.center[2]] };
}

function lifted(start: CuboidDraft, from: Ray, to: Ray): CuboidDraft {
  const a = alongAxis(from, start.center, UP), b = alongAxis(to, start.center, UP);
  return a === null || b === null ? start : { ...start, center: plus(start.center, UP, b - a) };
}

function offset(axis: 0 | 1 | 2, metres: number): Vec3 {
  return [axis === 0 ? metres : 0, axis === 1 ? metres : 0, axis === 2 ? metres : 0];
}

function plus(p: Vec3, direction: Vec3, metres: number): Vec3 {
  return [p[0] + direction[0] * metres, p[1] + direction[1] * metres, p[2] + direction[2] * metres];
}
