import { describe, expect, it } from 'vitest';
import type { BorderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { PARAMETERS, REACH, SIDE } from '#src/core/crosscheck/calibration/borders.ts';
import { judgeCamera } from '#src/core/crosscheck/calibration/judge.ts';
import { isOff } from '#src/core/crosscheck/calibration/verdict.ts';
import { Random } from '#sample-data/world/random.ts';

const FOCAL = 690, STEP = 1.5, DEGREE = Math.PI / 180;
const THINGS = 60, POINTS = 12;

interface Made {
  readonly depth: (random: Random) => number;
  /** The offset that would put the camera right: degrees about y, metres along x, milliseconds. */
  readonly pan?: number;
  readonly shift?: number;
  readonly late?: number;
  /** Metres per second along the camera's axis, of each picture. */
  readonly speed?: number | null;
  /** Share of things whose labels have nothing to do with what the mask shows. */
  readonly wrong?: number;
}

/** A picture of straight borders, some upright, some level, with points up to ten pixels to either side of them. */
function picture(seed: number, { depth, pan = 0, shift = 0, late = 0, speed = 0, wrong = 0 }: Made): BorderPoints {
  const random = Random.fromSeed(seed), count = THINGS * POINTS;
  const patches = new Uint8Array(count * SIDE * SIDE), jacobian = new Float32Array(count * 2 * PARAMETERS), thing = new Uint32Array(count);
  for (let k = 0, i = 0; k < THINGS; k++) {
    const isWrong = random.unit() < wrong, z = depth(random);
    for (let n = 0; n < POINTS; n++, i++) {
      const upright = random.unit() < 0.5, side = random.unit() < 0.5 ? 1 : -1, margin = random.between(0, 10);
      const x = random.between(-0.6, 0.6), y = random.between(-0.3, 0.3), rows = [0, PARAMETERS].map((at) => 2 * PARAMETERS * i + at);
      const u = [FOCAL * x * y * DEGREE, -FOCAL * (1 + x * x) * DEGREE, FOCAL * y * DEGREE, -FOCAL / z, 0, (FOCAL * x) / z, ((speed ?? 0) * FOCAL * x) / z / 1000];
      const v = [FOCAL * (1 + y * y) * DEGREE, -FOCAL * x * y * DEGREE, -FOCAL * x * DEGREE, 0, -FOCAL / z, (FOCAL * y) / z, ((speed ?? 0) * FOCAL * y) / z / 1000];
      jacobian.set(u, rows[0]);
      jacobian.set(v, rows[1]);
      thing[i] = Math.imul(k + 1, 0x9e3779b1) >>> 0;
      const along = upright ? u : v, right = along[1] * pan + along[3] * shift + along[6] * late, astray = isWrong ? random.between(-15, 15) : 0;
      for (let row = 0, at = i * SIDE * SIDE; row < SIDE; row++)
        for (let column = 0; column < SIDE; column++, at++) {
          const place = ((upright ? column : row) - REACH) * STEP;
          patches[at] = 255 * Math.min(1, Math.max(0, 0.5 + (side * (place - right) + margin + astray) / 4));
        }
    }
  }
  return { count, step: STEP, patches, jacobian, thing, nearBorders: count, disagreeing: 100, disagreeingNearBorders: 100, speed: speed === null ? null : Math.abs(speed) };
}

const near = (random: Random): number => random.between(4, 60);

describe('judging a camera', () => {
  it('finds a turn, though a fifth of the things are wrong', () => {
    const verdict = judgeCamera('front', [picture(1, { depth: near, pan: 0.25, wrong: 0.2 })]);
    expect(verdict.kind).toBe('rotation');
    expect(verdict.offset.rotationDeg[1]).toBeCloseTo(0.25, 1);
    expect(verdict.confidence).toBeGreaterThan(0.9);
    expect(verdict.pixels).toBeGreaterThan(2);
  });

  it('finds a shift by how much more near points are off than far ones', () => {
    const verdict = judgeCamera('front', [picture(2, { depth: near, shift: 0.15 })]);
    expect(verdict.kind).toBe('shift');
    expect(verdict.offset.shiftM[0]).toBeCloseTo(0.15, 1);
  });

  it('finds a late clock', () => {
    const verdict = judgeCamera('front', [picture(3, { depth: near, late: 40, speed: 12 }), picture(3, { depth: near, late: 40, speed: 5 })]);
    expect(verdict.kind).toBe('time');
    expect(verdict.offset.timeMs).toBeGreaterThan(35);
    expect(verdict.offset.timeMs).toBeLessThan(45);
  });

  it('does not guess whether it is a turn or a shift where everything is equally far', () => {
    const verdict = judgeCamera('front', [picture(4, { depth: () => 20, pan: 0.3 })]);
    expect(verdict.kind).toBe('unknown');
    expect(isOff(verdict)).toBe(true);
    expect(verdict.candidates.map((c) => c.kind).sort()).toEqual(['rotation', 'shift']);
    expect(verdict.limits.some((limit) => limit.endsWith('explain it equally well'))).toBe(true);
  });

  it('says that time cannot be tested of a vehicle that stands, or whose way is not known', () => {
    expect(judgeCamera('front', [picture(5, { depth: near, speed: 0.1 })]).limits).toEqual(['time offsets cannot be tested: the vehicle stands']);
    expect(judgeCamera('front', [picture(5, { depth: near, speed: null })]).limits).toEqual(['time offsets cannot be tested: poses or times are not known']);
  });

  it.each([1, 2, 3, 4, 5, 6])('is content where a fifth of the things are wrong and nothing else is (seed %i)', (seed) => {
    expect(judgeCamera('front', [picture(10 * seed, { depth: near, wrong: 0.2, speed: 9 })])).toMatchObject({ kind: 'fine', candidates: [], pixels: 0 });
  });
});
