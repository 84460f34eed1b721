import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Random } from '../world/random.ts';
import { newHit, type RayScene } from '../world/ray-scene.ts';
import { cos, DEGREE, sin } from '../world/trig.ts';

/** A spinning multi-beam LiDAR. */
export interface LidarSpec {
  readonly name: string;
  readonly beams: number;
  /** Firings in one turn. */
  readonly azimuthSteps: number;
  readonly minRange: number;
  readonly maxRange: number;
  /** Standard deviation of the range, metres. */
  readonly rangeNoise: number;
  /** Share of good returns that are lost all the same. */
  readonly dropRate: number;
  readonly egoFromSensor: Rigid<'box', 'sweep'>;
}

/** One turn. Points in firing order, the beams of a firing from the lowest up. Sweep frame, metres. */
export interface SimulatedSweep {
  readonly count: number;
  /** x, y, z and remission 0..1 per point: KITTI's layout. */
  readonly points: Float32Array;
  /** Class in the low 16 bits, instance in the high 16. */
  readonly truth: Uint32Array;
  /** The part of the street that each point lies on: an index into RayScene.parts. */
  readonly parts: Int32Array;
}

/** Beams lie densest just below the horizon, where far objects are, as on many a real sensor. Lowest first, radians. */
export function beamElevations(beams: number): number[] {
  return Array.from({ length: beams }, (_, i) => {
    const u = (2 * i) / (beams - 1) - 1;
    return (-3 + (u < 0 ? 21 : 15) * u * (0.4 + 0.6 * u * u)) * DEGREE;
  });
}

/** Scans the street as it stands at one moment. */
export function scan(street: RayScene, spec: LidarSpec, { r, t }: Rigid<'world', 'sweep'>, random: Random): SimulatedSweep {
  const elevations = beamElevations(spec.beams);
  const directions = elevations.map((e) => [cos(e), sin(e)] as const);
  const capacity = spec.beams * spec.azimuthSteps;
  const points = new Float32Array(4 * capacity), truth = new Uint32Array(capacity), parts = new Int32Array(capacity);
  const hit = newHit();
  let count = 0;
  for (let step = 0; step < spec.azimuthSteps; step++) {
    // Spins clockwise from straight behind, so that the seam lies behind the vehicle.
    const azimuth = Math.PI - (2 * Math.PI * step) / spec.azimuthSteps;
    const ca = cos(azimuth), sa = sin(azimuth);
    for (const [level, up] of directions) {
      const x = level * ca, y = level * sa, z = up;
      const wx = r[0] * x + r[1] * y + r[2] * z, wy = r[3] * x + r[4] * y + r[5] * z, wz = r[6] * x + r[7] * y + r[8] * z;
      if (!street.cast(t[0], t[1], t[2], wx, wy, wz, spec.maxRange, hit) || hit.t < spec.minRange) continue;
      const surface = street.surfaceAt(hit);
      const facing = -(hit.normal[0] * wx + hit.normal[1] * wy + hit.normal[2] * wz);
      const remission = remissionOf(surface.material.remission, surface.material.retro ?? false, facing, random);
      if (random.chance(lossOf(surface.material.loss ?? 0, remission, hit.t, spec))) continue;
      const range = hit.t + spec.rangeNoise * random.normal();
      points[4 * count] = onGrid(range * x);
      points[4 * count + 1] = onGrid(range * y);
      points[4 * count + 2] = onGrid(range * z);
      points[4 * count + 3] = remission;
      truth[count] = street.labelAt(hit);
      parts[count] = hit.part;
      count++;
    }
  }
  return { count, points: points.slice(0, 4 * count), truth: truth.slice(0, count), parts: parts.slice(0, count) };
}

/** Steps of 1/1024 m are exact in Float32 up to 8 km: the bytes do not hang on the last bits of a product. */
function onGrid(metres: number): number {
  return Math.round(metres * 1024) / 1024;
}

/** Between Lambert's law and a flat one, with speckle; in steps of 1/255 as sensors report it. */
function remissionOf(remission: number, retro: boolean, facing: number, random: Random): number {
  const shape = retro ? 1 : 0.35 + 0.65 * facing;
  const value = remission * shape * (1 + 0.07 * random.normal());
  return Math.round(Math.min(Math.max(value, 0), 1) * 255) / 255;
}

/** The chance that a return is lost: through glass, and where little light comes back from far away. */
function lossOf(materialLoss: number, remission: number, range: number, { maxRange, dropRate }: LidarSpec): number {
  const strength = (remission + 0.02) * (maxRange / range) * (maxRange / range);
  const faint = Math.max(0, 1 - strength / 0.25);
  return 1 - (1 - dropRate) * (1 - materialLoss) * (1 - faint);
}
