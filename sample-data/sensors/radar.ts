import { apply, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Random } from '../world/random.ts';
import { newHit, type RayScene } from '../world/ray-scene.ts';
import { cos, DEGREE, sin } from '../world/trig.ts';
import { onGrid } from './lidar.ts';

/** A radar that looks ahead: few points, each with the speed at which its reflector comes nearer. */
export interface RadarSpec {
  readonly name: string;
  /** Half the field, radians. */
  readonly field: number;
  readonly maxRange: number;
  readonly egoFromSensor: Rigid<'box', 'sweep'>;
}

export const RADAR_COLUMNS = ['x', 'y', 'z', 'rcs', 'velocity'] as const;

/** x, y, z in metres, radar cross-section in decibels over a square metre (coarse), radial velocity in m/s (positive: going away). */
export interface SimulatedRadar {
  readonly count: number;
  readonly points: Float32Array;
  readonly truth: Uint32Array;
}

const STEP = 0.8 * DEGREE;
const ELEVATIONS = [-2.5, -0.8, 0.9].map((degrees) => degrees * DEGREE);
/** Metres within which a radar tells two echoes of one direction apart. */
const RANGE_CELL = 0.4;
const VELOCITY_BASELINE = 0.02;

/** One reading: whatever shines back along a coarse fan of rays, once per direction and range cell. Everything at one moment. */
export function readRadar(
  street: RayScene, spec: RadarSpec, worldFromSensorAt: (seconds: number) => Rigid<'world', 'sweep'>, seconds: number, random: Random,
): SimulatedRadar {
  street.moveTo(seconds);
  const worldFromSensor = worldFromSensorAt(seconds), { r, t } = worldFromSensor, hit = newHit();
  const later = worldFromSensorAt(seconds + VELOCITY_BASELINE);
  const points: number[] = [], truth: number[] = [];
  const half = Math.round(spec.field / STEP);
  for (let step = -half; step <= half; step++) {
    const azimuth = step * STEP, cells = new Set<number>();
    for (const elevation of ELEVATIONS) {
      const x = cos(elevation) * cos(azimuth), y = cos(elevation) * sin(azimuth), z = sin(elevation);
      const wx = r[0] * x + r[1] * y + r[2] * z, wy = r[3] * x + r[4] * y + r[5] * z, wz = r[6] * x + r[7] * y + r[8] * z;
      if (!street.cast(t[0], t[1], t[2], wx, wy, wz, spec.maxRange, hit) || cells.has(Math.floor(hit.t / RANGE_CELL))) continue;
      const { material } = street.surfaceAt(hit);
      const facing = -(hit.normal[0] * wx + hit.normal[1] * wy + hit.normal[2] * wz);
      // Smooth, hard surfaces shine back where they are met head-on; the ground and leaves hardly ever.
      const echo = ((material.gloss ?? 0) > 0.08 ? 1 : 0.25) * facing * facing;
      if (!random.chance(0.7 * echo)) continue;
      cells.add(Math.floor(hit.t / RANGE_CELL));
      const range = hit.t + 0.08 * random.normal(), turned = azimuth + 0.004 * random.normal();
      const speed = radialSpeed(street, hit.object, [hit.point[0], hit.point[1], hit.point[2]], seconds, worldFromSensor, later);
      points.push(onGrid(range * cos(turned)), onGrid(range * sin(turned)), onGrid(range * z), Math.round(40 * echo - 10), onGrid(speed + 0.06 * random.normal()));
      truth.push(street.labelAt(hit));
    }
  }
  return { count: truth.length, points: Float32Array.from(points), truth: Uint32Array.from(truth) };
}

/** How fast the distance between the sensor and a place on an object grows, metres per second, by a short difference. */
function radialSpeed(street: RayScene, object: number, place: Vec3, seconds: number, before: Rigid<'world', 'sweep'>, after: Rigid<'world', 'sweep'>): number {
  const { poseAt } = street.objects[object];
  const moved = apply(poseAt(seconds + VELOCITY_BASELINE), apply(invert(poseAt(seconds)), place));
  return (distance(moved, after.t) - distance(place, before.t)) / VELOCITY_BASELINE;
}

function distance(a: Vec3, b: Vec3): number {
  const x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return Math.sqrt(x * x + y * y + z * z);
}
