import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { cos, sin } from './trig.ts';

/** Row-major rotation by `yaw` radians about z, counter-clockwise from above. */
export function yawRotation(yaw: number): number[] {
  const c = cos(yaw), s = sin(yaw);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** Row-major rotation by `pitch` radians about y: positive turns x downwards. */
export function pitchRotation(pitch: number): number[] {
  const c = cos(pitch), s = sin(pitch);
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

/** Row-major rotation by `roll` radians about x: positive turns y upwards. */
export function rollRotation(roll: number): number[] {
  const c = cos(roll), s = sin(roll);
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

export function turn(a: readonly number[], b: readonly number[]): readonly number[] {
  return compose({ r: a, t: [0, 0, 0] }, { r: b, t: [0, 0, 0] }).r;
}

/** A rotation that takes z to the direction of `axis`. */
export function rotationAlong([x, y, z]: Vec3): number[] {
  const n = Math.sqrt(x * x + y * y + z * z);
  const az = [x / n, y / n, z / n];
  const helper = Math.abs(az[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const ax = normalised(cross(helper, az));
  const ay = cross(az, ax);
  return [ax[0], ay[0], az[0], ax[1], ay[1], az[1], ax[2], ay[2], az[2]];
}

/** Where an upright object stands: its origin in the world, metres, and its heading, radians. */
export function standing(x: number, y: number, z: number, yaw: number): Rigid<'world', 'box'> {
  return { r: yawRotation(yaw), t: [x, y, z] };
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function normalised(a: readonly number[]): number[] {
  const n = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  return [a[0] / n, a[1] / n, a[2] / n];
}
