import { invert, type Rigid } from '#src/core/geometry/rigid.ts';
import type { Random } from '../world/random.ts';
import { newHit, type RayScene } from '../world/ray-scene.ts';
import { cos, DEGREE, sin } from '../world/trig.ts';

/** A spinning multi-beam LiDAR. */
export interface LidarSpec {
  readonly name: string;
  readonly beams: number;
  /** Firings in one turn. */
  readonly azimuthSteps: number;
  /** Elevation of each beam, lowest first, radians. */
  readonly elevations: readonly number[];
  readonly minRange: number;
  readonly maxRange: number;
  /** Standard deviation of the range, metres. */
  readonly rangeNoise: number;
  /** Share of good returns that are lost all the same. */
  readonly dropRate: number;
  readonly egoFromSensor: Rigid<'box', 'sweep'>;
  /** The middle of its turn, after the frame's time. */
  readonly delayNs: bigint;
}

/** Floats per point: x, y, z, remission, time. */
export const POINT_STRIDE = 5;
export const POINT_COLUMNS = ['x', 'y', 'z', 'remission', 'time'] as const;
/** One turn, in seconds: the sweep's time is its middle. */
export const TURN_SECONDS = 0.1;

/**
 * One turn. Points in firing order, the beams of a firing from the lowest up. Each was measured at its own moment, from where the
 * sensor was then, of the street as it stood then; written in the sensor's frame at the sweep's time: ego motion is compensated,
 * as real datasets do, the motion of objects is not.
 */
export interface SimulatedSweep {
  readonly count: number;
  /** x, y, z in the sweep frame (metres), remission 0..1, time after the sweep's time (seconds), per point. */
  readonly points: Float32Array;
  /**
   * Where `points` are in the sensor's frame at each point's own time instead: x, y, z of each in the sweep frame, at the sweep's time.
   * Absent where `points` are that already.
   */
  readonly placed?: Float32Array;
  /** Class in the low 16 bits, instance in the high 16. */
  readonly truth: Uint32Array;
  readonly ring: Uint8Array;
  readonly step: Uint16Array;
  /** What each point lies on: the object and its part, and the exact place (without noise) in the part's frame. */
  readonly objects: Int32Array;
  readonly parts: Int32Array;
  readonly local: Float64Array;
}

/** Beams lie densest just below the horizon, where far objects are, as on many a real sensor. Lowest first, radians. */
export function beamElevations(beams: number): number[] {
  return Array.from({ length: beams }, (_, i) => {
    const u = (2 * i) / (beams - 1) - 1;
    return (-3 + (u < 0 ? 21 : 15) * u * (0.4 + 0.6 * u * u)) * DEGREE;
  });
}

/** When a firing happens, seconds after the sweep's time: from half a turn before to half a turn after. */
export function firingTime(step: number, azimuthSteps: number): number {
  return ((step + 0.5) / azimuthSteps - 0.5) * TURN_SECONDS;
}

/** Scans the street around `seconds` after the start; `distorted` leaves the sensor's own motion in the points. */
export function scan(
  street: RayScene, spec: LidarSpec, worldFromSensorAt: (seconds: number) => Rigid<'world', 'sweep'>, seconds: number, random: Random,
  distorted = false,
): SimulatedSweep {
  const directions = spec.elevations.map((e) => [cos(e), sin(e)] as const);
  const capacity = spec.beams * spec.azimuthSteps;
  const points = new Float32Array(POINT_STRIDE * capacity), truth = new Uint32Array(capacity), ring = new Uint8Array(capacity), steps = new Uint16Array(capacity);
  const placed = new Float32Array(distorted ? 3 * capacity : 0);
  const objects = new Int32Array(capacity), parts = new Int32Array(capacity), local = new Float64Array(3 * capacity);
  const { r: back, t: offset } = invert(worldFromSensorAt(seconds));
  const hit = newHit();
  let count = 0;
  for (let step = 0; step < spec.azimuthSteps; step++) {
    const time = firingTime(step, spec.azimuthSteps);
    street.moveTo(seconds + time);
    const { r, t } = worldFromSensorAt(seconds + time);
    // Spins clockwise from straight behind, so that the seam lies behind the vehicle.
    const azimuth = Math.PI - (2 * Math.PI * step) / spec.azimuthSteps;
    const ca = cos(azimuth), sa = sin(azimuth);
    for (let beam = 0; beam < spec.beams; beam++) {
      const [level, up] = directions[beam];
      const x = level * ca, y = level * sa, z = up;
      const wx = r[0] * x + r[1] * y + r[2] * z, wy = r[3] * x + r[4] * y + r[5] * z, wz = r[6] * x + r[7] * y + r[8] * z;
      if (!street.cast(t[0], t[1], t[2], wx, wy, wz, spec.maxRange, hit) || hit.t < spec.minRange) continue;
      const { material } = street.surfaceAt(hit);
      const facing = -(hit.normal[0] * wx + hit.normal[1] * wy + hit.normal[2] * wz);
      const remission = remissionOf(material.remission, material.retro ?? false, facing, random);
      if (random.chance(lossOf(material.loss ?? 0, remission, hit.t, spec))) continue;
      const range = hit.t + spec.rangeNoise * random.normal();
      const px = t[0] + range * wx, py = t[1] + range * wy, pz = t[2] + range * wz, k = POINT_STRIDE * count;
      points[k] = onGrid(back[0] * px + back[1] * py + back[2] * pz + offset[0]);
      points[k + 1] = onGrid(back[3] * px + back[4] * py + back[5] * pz + offset[1]);
      points[k + 2] = onGrid(back[6] * px + back[7] * py + back[8] * pz + offset[2]);
      if (distorted) {
        placed.set(points.subarray(k, k + 3), 3 * count);
        points[k] = onGrid(range * x);
        points[k + 1] = onGrid(range * y);
        points[k + 2] = onGrid(range * z);
      }
      points[k + 3] = remission;
      points[k + 4] = time;
      truth[count] = street.labelAt(hit);
      ring[count] = beam;
      steps[count] = step;
      objects[count] = hit.object;
      parts[count] = hit.part;
      local.set(hit.localPoint, 3 * count);
      count++;
    }
  }
  return {
    count, points: points.slice(0, POINT_STRIDE * count), truth: truth.slice(0, count), ring: ring.slice(0, count), step: steps.slice(0, count),
    ...(distorted ? { placed: placed.slice(0, 3 * count) } : {}),
    objects: objects.slice(0, count), parts: parts.slice(0, count), local: local.slice(0, 3 * count),
  };
}

/** Steps of 1/1024 m are exact in Float32 up to 8 km: the bytes do not hang on the last bits of a product. */
export function onGrid(metres: number): number {
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
