import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ShapeName } from '../shapes/index.ts';
import type { ShapeSize } from '../shapes/shape.ts';
import type { Material } from './material.ts';
import { rotationAlong } from './pose.ts';

/** What a ray finds: a class and a material. */
export interface Surface {
  readonly classId: number;
  readonly material: Material;
}

/** A surface that differs from place to place: the point and the unit normal are in the part's own frame, metres. */
export type SurfaceAt = (x: number, y: number, z: number, nx: number, ny: number, nz: number) => Surface;

/** One shape of an object, placed in the object's frame (x forward, y left, z up). */
export interface Part {
  readonly shape: ShapeName;
  readonly size: ShapeSize;
  readonly objectFromPart: Rigid<'box', 'box'>;
  readonly surface: Surface | SurfaceAt;
}

const UPRIGHT = [1, 0, 0, 0, 1, 0, 0, 0, 1];
type Skin = Surface | SurfaceAt;

/** A cuboid of the given full length, width and height around `center`. */
export function boxPart(center: Vec3, [l, w, h]: Vec3, surface: Skin, rotation: readonly number[] = UPRIGHT): Part {
  return { shape: 'box', size: [l / 2, w / 2, h / 2, 0, 0, 0], objectFromPart: { r: rotation, t: center }, surface };
}

/** A cuboid whose top is set in at the front, at the back and at both sides. */
export function taperedPart(center: Vec3, [l, w, h]: Vec3, [front, back, sides]: Vec3, surface: Skin): Part {
  return { shape: 'taperedBox', size: [l / 2, w / 2, h / 2, front, back, sides], objectFromPart: { r: UPRIGHT, t: center }, surface };
}

export function ellipsoidPart(center: Vec3, radii: Vec3, surface: Skin, rotation: readonly number[] = UPRIGHT): Part {
  return { shape: 'ellipsoid', size: [...radii, 0, 0, 0], objectFromPart: { r: rotation, t: center }, surface };
}

/** A round bar from one point to another. */
export function barPart(from: Vec3, to: Vec3, radius: number, surface: Skin): Part {
  const axis: Vec3 = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const half = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]) / 2;
  const middle: Vec3 = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
  return { shape: 'cylinder', size: [radius, 0, half, 0, 0, 0], objectFromPart: { r: rotationAlong(axis), t: middle }, surface };
}

/** A round bar that is thicker at one end: a trunk, a mast, a cone. */
export function taperedBarPart(from: Vec3, to: Vec3, fromRadius: number, toRadius: number, surface: Skin): Part {
  const bar = barPart(from, to, fromRadius, surface);
  return { ...bar, shape: 'frustum', size: [fromRadius, toRadius, bar.size[2], 0, 0, 0] };
}

/** A leaf, or a tuft of them, around `center`: a flat ellipse whose normal is `facing`. */
export function leafPart(center: Vec3, [a, b]: readonly [number, number], facing: Vec3, surface: Skin): Part {
  return { shape: 'leaf', size: [a, b, 0, 0, 0, 0], objectFromPart: { r: rotationAlong(facing), t: center }, surface };
}
