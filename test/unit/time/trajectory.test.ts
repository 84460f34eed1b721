import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate, rotationOf, rotationVector } from '#src/core/geometry/interpolate.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { BEYOND_NS, LONGEST_GAP_NS, Trajectory, twistOf } from '#src/core/scene/trajectory.ts';

const within = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const vector = (most: number) => fc.tuple(within(most), within(most), within(most));
const near = (a: readonly number[], b: readonly number[], digits = 9) => a.forEach((x, k) => expect(x).toBeCloseTo(b[k], digits));

describe('rotations', () => {
  it('come back from their vectors, half turns and tiny ones included', () => {
    const axes = fc.tuple(vector(1), fc.oneof(within(Math.PI), fc.constantFrom(Math.PI, -Math.PI, 1e-9, 0, 1e-5)));
    fc.assert(fc.property(axes, ([[x, y, z], angle]) => {
      const n = Math.hypot(x, y, z);
      fc.pre(n > 0.01);
      const r = rotationOf([(x / n) * angle, (y / n) * angle, (z / n) * angle]);
      near(rotationOf(rotationVector(r)), r, 7);
    }));
  });
});

/** A rig that goes straight and turns about one axis, both at a constant rate: what interpolation must give back exactly. */
function moving(linear: Vec3, angular: Vec3, seconds: number): Rigid<'world', 'ego'> {
  const start = rigid<'world', 'ego'>(rotationOf([0.3, -0.2, 0.9]), [1000, -50, 3]);
  return { r: compose<'world', 'ego', 'ego'>(rigid(start.r, [0, 0, 0]), rigid(rotationOf([angular[0] * seconds, angular[1] * seconds, angular[2] * seconds]), [0, 0, 0])).r, t: [start.t[0] + linear[0] * seconds, start.t[1] + linear[1] * seconds, start.t[2] + linear[2] * seconds] };
}

describe('a trajectory', () => {
  it('gives what lies between two poses, and as far beyond the last ones as it says', () => {
    fc.assert(fc.property(vector(15), vector(1), fc.integer({ min: -99, max: 299 }), (linear, angular, ms) => {
      const poses = [200, 0, 100].map((at) => ({ timeNs: BigInt(at) * 1_000_000n, worldFromEgo: moving(linear, angular, at / 1000) }));
      const found = new Trajectory(poses).at(BigInt(ms) * 1_000_000n)!, truth = moving(linear, angular, ms / 1000);
      near(found.t, truth.t, 6);
      near(found.r, truth.r, 9);
    }));
  });

  it('refuses what it cannot know: farther out, over a long gap, or of a single pose', () => {
    const at = (timeNs: bigint) => ({ timeNs, worldFromEgo: moving([1, 0, 0], [0, 0, 0], Number(timeNs) / 1e9) });
    const pair = new Trajectory([at(0n), at(100_000_000n)]);
    expect(pair.at(-BEYOND_NS)).not.toBeNull();
    expect(pair.at(-BEYOND_NS - 1n)).toBeNull();
    expect(pair.at(100_000_000n + BEYOND_NS + 1n)).toBeNull();
    expect(new Trajectory([at(0n), at(LONGEST_GAP_NS)]).at(5n)).not.toBeNull();
    expect(new Trajectory([at(0n), at(LONGEST_GAP_NS + 1n)]).at(5n)).toBeNull();
    expect(new Trajectory([at(7n)]).at(7n)).not.toBeNull();
    expect(new Trajectory([at(7n)]).at(8n)).toBeNull();
    expect(new Trajectory([]).at(0n)).toBeNull();
  });

  it('tells how a sensor on the rig moves', () => {
    const poses = [0, 100, 200].map((ms) => ({ timeNs: BigInt(ms) * 1_000_000n, worldFromEgo: rigid<'world', 'ego'>(rotationOf([0, 0, 0.5 * (ms / 1000)]), [10 * (ms / 1000), 0, 0]) }));
    const sensor = compose<'world', 'ego', 'camera'>(poses[1].worldFromEgo, rigid([1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 2, 0]));
    const { linear, angular } = twistOf(new Trajectory(poses), sensor, 100_000_000n, 20_000_000n)!;
    near(angular, [0, 0, 0.5], 6);
    // The lever of 2 m to the left turns with the rig: omega x r.
    const lever = [2 * -Math.sin(0.05), 2 * Math.cos(0.05)];
    near(linear, [10 - 0.5 * lever[1], 0.5 * lever[0], 0], 3);
  });
});

it('interpolation ends where its poses are', () => {
  const a = moving([1, 2, 3], [0.1, 0.2, 0.3], 0), b = moving([1, 2, 3], [0.1, 0.2, 0.3], 1);
  for (const [s, end] of [[0, a], [1, b]] as const) {
    near(interpolate(a, b, s).r, end.r);
    near(interpolate(a, b, s).t, end.t);
  }
});
