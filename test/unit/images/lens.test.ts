import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { FrameImage, Sweep } from '#src/core/scene/scene.ts';
import { projectInto } from '#src/engine/jobs/project-sweep.handler.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { lensOf, placeOfPoint, rayThrough } from '#src/images/lens.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';

/** Looks along the world's +x from (100, 20, 2): its right is -y, its down is -z. */
const image: FrameImage = {
  camera: 'front',
  file: 'front.png',
  spec: { model: 'pinhole', width: 200, height: 100, fx: 100, fy: 100, cx: 100, cy: 50, coefficients: [] },
  timeNs: null,
  worldFromCamera: { r: [0, 0, 1, -1, 0, 0, 0, -1, 0], t: [100, 20, 2] },
  masks: [],
};

/** A sweep whose frame is turned by 90 degrees about z and lies at (90, 20, 0). */
const sweep = { id: 's', worldFromSweep: { r: [0, -1, 0, 1, 0, 0, 0, 0, 1], t: [90, 20, 0] } } as unknown as Sweep;

function loaded(points: readonly (readonly [number, number, number])[], origin: readonly [number, number, number] = [0, 0, 0]): LoadedSweep {
  const positions = Float32Array.from(points.flatMap((p) => p.map((c, k) => c - origin[k])));
  return { sweep, cloud: { count: points.length, positions, origin } as unknown as PointCloud } as LoadedSweep;
}

describe('places and rays of a picture', () => {
  it('projects a point through both poses', () => {
    // World (110, 19, 3) = 10 m before the camera, 1 m to its right, 1 m up; in the sweep: x = 19 - 20, y = -(110 - 90), z = 3.
    expect(placeOfPoint(image, loaded([[-1, -20, 3]]), 0)).toEqual([110, 40]);
  });

  it('has no place for what is behind, beside, or not there', () => {
    const points = loaded([[0, 0, 2], [30, -20, 2], [NaN, 0, 0]]);
    expect([0, 1, 2, 3].map((i) => placeOfPoint(image, points, i))).toEqual([null, null, null, null]);
  });

  it('gives the ray of a pixel in the world frame', () => {
    const ray = rayThrough(image, 110, 40)!;
    expect(ray.origin).toEqual([100, 20, 2]);
    const n = Math.hypot(10, 1, 1);
    [10 / n, -1 / n, 1 / n].forEach((c, k) => expect(ray.direction[k]).toBeCloseTo(c, 12));
  });

  it('says why an unknown lens has no places', () => {
    const odd = { ...image, spec: { ...image.spec, model: 'fisheye' } };
    expect(lensOf(odd)).toMatchObject({ camera: null, reason: expect.stringContaining('"fisheye"') });
    expect(placeOfPoint(odd, loaded([[-1, -20, 3]]), 0)).toBeNull();
    expect(rayThrough(odd, 1, 1)).toBeNull();
  });
});

describe('the projection job', () => {
  const coordinate = fc.float({ min: -40, max: 40, noNaN: true });
  const cloud = fc.array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 60 });

  it('finds for every point of every sweep the place that the point alone has', () => {
    fc.assert(
      fc.property(cloud, cloud, (a, b) => {
        const sweeps = [loaded(a), loaded(b, [0.5, -8, 2])];
        const p = projectInto({
          sweeps: sweeps.map((s) => ({ positions: s.cloud.positions, origin: s.cloud.origin, cameraFromSweep: cameraFromSweep(image, sweep) })),
          spec: image.spec,
        });
        sweeps.forEach((s, k) => {
          const inside = Array.from({ length: s.cloud.count }, (_, i) => i).filter((i) => placeOfPoint(image, s, i) !== null);
          const entries = Array.from({ length: p.starts[k + 1] - p.starts[k] }, (_, e) => p.starts[k] + e);
          expect(entries.map((e) => p.index[e])).toEqual(inside);
          for (const e of entries) {
            const [u, v] = placeOfPoint(image, s, p.index[e])!;
            expect(p.u[e]).toBeCloseTo(u, 2);
            expect(p.v[e]).toBeCloseTo(v, 2);
          }
        });
        expect(p.farToNear.length).toBe(p.visible.reduce((sum, one) => sum + one, 0));
      }),
    );
  });

  it('leaves out what a wall of the other sweep hides', () => {
    const wall: [number, number, number][] = [];
    for (let y = -1; y <= 1; y += 0.05) for (let z = 1; z <= 3; z += 0.05) wall.push([y, -15, z]);
    const sweeps = [loaded(wall), loaded([[0, -40, 2]])];
    const p = projectInto({
      sweeps: sweeps.map((s) => ({ positions: s.cloud.positions, origin: s.cloud.origin, cameraFromSweep: cameraFromSweep(image, sweep) })),
      spec: image.spec,
    });
    expect(p.visible[p.starts[1]]).toBe(0);
    expect([...p.visible.subarray(0, p.starts[1])].every((seen) => seen === 1)).toBe(true);
  });

  it('refuses a lens that it does not know', () => {
    expect(() => projectInto({ sweeps: [], spec: { ...image.spec, model: 'fisheye' } })).toThrow(/"fisheye"/);
  });
});
