import type { CalibrationVerdict, CameraOffset, OffsetKind } from '#src/core/crosscheck/calibration/verdict.ts';
import { isOff, NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { Random } from '#sample-data/world/random.ts';
import { CalibrationScene } from './calibration-scene.ts';

/** Amounts that are injected: degrees, metres, milliseconds. */
export const AMOUNTS: Readonly<Record<OffsetKind, readonly number[]>> = {
  rotation: [0.1, 0.2, 0.3, 0.5, 1], shift: [0.01, 0.03, 0.05, 0.1], time: [10, 30, 100],
};

/** What the self-test says of one camera with an injected offset, or with none. */
export interface Figure {
  readonly seed: number;
  readonly camera: string;
  readonly mistakes: boolean;
  readonly kind: OffsetKind | null;
  readonly amount: number;
  readonly found: CalibrationVerdict['kind'];
  readonly off: boolean;
  /** Whether the injected kind is what was found, or is among what cannot be told apart. */
  readonly named: boolean;
  readonly among: boolean;
  /** How far the estimate of the injected kind is off, in the unit of the amount; null where that kind was not found. */
  readonly error: number | null;
  readonly pixels: number;
  readonly confidence: number;
}

/** Every camera of a street without an offset, and, where `injected`, with each amount in a direction of its own. */
export function figuresOf(seed: number, injected: boolean): Figure[] {
  const scene = new CalibrationScene(seed), random = Random.fromSeed(seed).fork('calibration');
  return scene.cameras.flatMap((camera) => [false, true].flatMap((mistakes) => {
    const figures = [figure(seed, camera, mistakes, null, 0, NO_OFFSET, scene.judge(camera, NO_OFFSET, mistakes))];
    if (!injected) return figures;
    for (const kind of Object.keys(AMOUNTS) as OffsetKind[])
      for (const amount of AMOUNTS[kind]) {
        const offset = offsetOf(kind, amount, directionFrom(random.fork(`${camera}/${kind}/${amount}`)));
        figures.push(figure(seed, camera, mistakes, kind, amount, offset, scene.judge(camera, offset, mistakes)));
      }
    return figures;
  }));
}

function figure(seed: number, camera: string, mistakes: boolean, kind: OffsetKind | null, amount: number, injected: CameraOffset, verdict: CalibrationVerdict): Figure {
  const candidate = verdict.candidates.find((c) => c.kind === kind);
  return {
    seed, camera, mistakes, kind, amount, found: verdict.kind, off: isOff(verdict), named: verdict.kind === kind, among: candidate !== undefined,
    error: candidate === undefined || kind === null ? null : distance(candidate.offset, injected, kind), pixels: verdict.pixels, confidence: verdict.confidence,
  };
}

function offsetOf(kind: OffsetKind, amount: number, [x, y, z]: Vec3): CameraOffset {
  const along: Vec3 = [amount * x, amount * y, amount * z];
  if (kind === 'rotation') return { ...NO_OFFSET, rotationDeg: along };
  return kind === 'shift' ? { ...NO_OFFSET, shiftM: along } : { ...NO_OFFSET, timeMs: x < 0 ? -amount : amount };
}

function distance(a: CameraOffset, b: CameraOffset, kind: OffsetKind): number {
  if (kind === 'time') return Math.abs(a.timeMs - b.timeMs);
  const [p, q] = kind === 'rotation' ? [a.rotationDeg, b.rotationDeg] : [a.shiftM, b.shiftM];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** A direction with equal chances for all. */
function directionFrom(random: Random): Vec3 {
  for (;;) {
    const [x, y, z] = [random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)], n = Math.hypot(x, y, z);
    if (n > 0.1 && n <= 1) return [x / n, y / n, z / n];
  }
}
