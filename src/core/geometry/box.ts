import type { Rigid } from './rigid.ts';
import { apply } from './rigid.ts';
import type { FrameName, Vec3 } from './units.ts';

/** Axis-aligned bounds, in metres, in the frame that the owner names. */
export interface Bounds {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** An oriented box: `pose` takes box coordinates to frame `F`; `size` is length (x), width (y), height (z) in metres. */
export interface OrientedBox<F extends FrameName> {
  readonly pose: Rigid<F, 'box'>;
  readonly size: Vec3;
}

/** A box that stands upright, turned by `yaw` radians about z (counter-clockwise from above, 0 = length along x). */
export function uprightBox<F extends FrameName>(center: Vec3, size: Vec3, yaw: number): OrientedBox<F> {
  const c = Math.cos(yaw), s = Math.sin(yaw);
  return { pose: { r: [c, -s, 0, s, c, 0, 0, 0, 1], t: center }, size };
}

/** Heading about z in radians, in (-pi, pi]. */
export function yawOf(box: OrientedBox<FrameName>): number {
  return Math.atan2(box.pose.r[3], box.pose.r[0]);
}

/** The eight corners: x varies slowest, then y, then z; the bottom one of each pair comes first. */
export function corners(box: OrientedBox<FrameName>): Vec3[] {
  const [l, w, h] = box.size;
  const out: Vec3[] = [];
  for (const x of [-l / 2, l / 2]) for (const y of [-w / 2, w / 2]) for (const z of [-h / 2, h / 2]) out.push(apply(box.pose, [x, y, z]));
  return out;
}

export function boundsOf(points: readonly Vec3[]): Bounds {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const p of points)
    for (let k = 0; k < 3; k++) {
      if (p[k] < min[k]) min[k] = p[k];
      if (p[k] > max[k]) max[k] = p[k];
    }
  return { min, max };
}

/** The eight corners of axis-aligned bounds. */
export function boundsCorners({ min, max }: Bounds): Vec3[] {
  const out: Vec3[] = [];
  for (const x of [min[0], max[0]]) for (const y of [min[1], max[1]]) for (const z of [min[2], max[2]]) out.push([x, y, z]);
  return out;
}
