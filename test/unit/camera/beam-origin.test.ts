import { describe, expect, it } from 'vitest';
import { beamOriginOf } from '#src/core/camera/beam-origin.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { lookingForward, pinholeSpec } from '../../support/lidar-scene.ts';

/** A sweep of a simulated street, in a frame in which its LiDAR stands at `place`. */
function sweepFrom(place: Vec3, beams: number, seed: number): Float32Array {
  const [{ sweep: { points, count } }] = new Simulation({ seed, beams, azimuthSteps: 1800, frames: 1, cameras: 0 }).frame(0).lidars;
  return Float32Array.from({ length: 3 * count }, (_, k) => points[POINT_STRIDE * Math.floor(k / 3) + (k % 3)] + place[k % 3]);
}

describe('beamOriginOf', () => {
  // The simulated vehicle drives while its LiDAR turns: no one place is exact.
  it.each([
    { place: [0.4, 0.3, 1.9], beams: 32, seed: 1 },
    { place: [1.4, 0, 2.1], beams: 64, seed: 2 },
    { place: [0, -0.6, 1.2], beams: 64, seed: 3 },
    { place: [0, 0, 0], beams: 64, seed: 4 },
  ] as const)('finds a LiDAR of $beams beams at $place', ({ place, beams, seed }) => {
    const found = beamOriginOf({ positions: sweepFrom(place, beams, seed), origin: [0, 0, 0] })!;
    expect(Math.hypot(found[0] - place[0], found[1] - place[1])).toBeLessThan(0.35);
    expect(Math.abs(found[2] - place[2])).toBeLessThan(0.15);
  });

  it('adds the origin of the positions', () => {
    const positions = sweepFrom([0.4, 0.3, 0], 32, 1);
    const apart = beamOriginOf({ positions, origin: [0, 0, 1.875] })!;
    const whole = beamOriginOf({ positions: positions.map((x, k) => x + (k % 3 === 2 ? 1.875 : 0)), origin: [0, 0, 0] })!;
    // Rounded to Float32 in two ways: the search may end a last step apart.
    apart.forEach((x, k) => expect(Math.abs(x - whole[k])).toBeLessThanOrEqual(0.125));
    expect(apart[2]).toBeGreaterThan(1.5);
  });

  it('says nothing of few points, of none, or of such as are no numbers', () => {
    for (const positions of [new Float32Array(0), new Float32Array(300).fill(5), new Float32Array(90_000).fill(Number.NaN), new Float32Array(90_000)])
      expect(beamOriginOf({ positions, origin: [0, 0, 0] })).toBeNull();
  });
});

it('in the frame of a vehicle nearly the same points are hidden as in that of its LiDAR', () => {
  const place: Vec3 = [0.4, 0.3, 1.9], camera = createCamera(pinholeSpec(1280, 720, 900)), ofLidar = lookingForward([0.9, 0.4, -2.4]);
  const cameraFromSweep = { r: ofLidar.r, t: apply(ofLidar, [-place[0], -place[1], -place[2]]) };
  expect(apply(invert(cameraFromSweep), [0, 0, 0]).map((x) => Number(x.toFixed(6)))).toEqual([1.3, 0.7, 1.3]);
  const sweep = { positions: sweepFrom(place, 64, 5), origin: [0, 0, 0] as const }, projection = projectSweep(sweep, camera, cameraFromSweep);
  const hidden = (beams: Parameters<typeof visiblePoints>[3]): Uint8Array => visiblePoints([projection], 1280, 720, beams)[0].map((seen) => 1 - seen);
  const told = hidden([{ sweep, camera, cameraFromSweep, beamOrigin: place }]), found = hidden([{ sweep, camera, cameraFromSweep }]), blind = hidden([]);
  const apart = (one: Uint8Array): number => one.filter((is, k) => is !== told[k]).length;
  expect(apart(blind)).toBeGreaterThan(100);
  expect(apart(found)).toBeLessThan(0.5 * apart(blind));
});
