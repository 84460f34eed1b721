import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { cameraFromProjectionMatrix } from '#src/core/camera/projection-matrix.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { apply, fromQuaternion, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';

const spec = { model: 'pinhole', width: 100, height: 80, fx: 60, fy: 61, cx: 49.5, cy: 39.5, coefficients: [] };
const here = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] as Vec3 };

describe('projectSweep', () => {
  it('keeps what the picture holds, in file order, strictly inside', () => {
    const positions = Float32Array.from([
      0, 0, 2, // seen: the principal point
      0, 0, -2, // behind
      NaN, 0, 2,
      0, 0, 0,
      5, 0, 2, // beside the picture
      -0.825, 0, 1, // u = 0 in exact arithmetic, and 0.0000009 from -0.825 in Float32
      0.1, 0.1, 1, // seen
      Infinity, 0, 1,
    ]);
    const { count, index, u, v, depth } = projectSweep({ positions, origin: [0, 0, 0] }, createCamera(spec), here);
    const exact = 60 * Math.fround(-0.825) + 49.5;
    expect([...index]).toEqual(exact > 0 ? [0, 5, 6] : [0, 6]);
    expect(count).toBe(index.length);
    expect([u[0], v[0], depth[0]]).toEqual([49.5, 39.5, 2]);
  });

  it('leaves the edges themselves out', () => {
    const unit = createCamera({ ...spec, fx: 64, fy: 64, cx: 32, cy: 32, width: 64, height: 64 });
    const positions = Float32Array.from([-0.5, 0, 1, 0.5, 0, 1, 0, -0.5, 1, 0, 0.5, 1, 0.499, 0.499, 1]);
    expect([...projectSweep({ positions, origin: [0, 0, 0] }, unit, here).index]).toEqual([4]);
  });

  it('stays strictly inside after rounding to Float32', () => {
    // 1 / 3 in Float32 and a focal length chosen so that u is 2e-9 px short of the width.
    const x = Math.fround(1 / 3);
    const camera = createCamera({ ...spec, cx: 0, fx: (100 - 2e-9) / x });
    const { u } = projectSweep({ positions: Float32Array.from([x, 0, 1]), origin: [0, 0, 0] }, camera, here);
    expect(u.length).toBe(1);
    expect(u[0]).toBeLessThan(100);
    expect(u[0]).toBeGreaterThan(99.9999);
  });

  it('agrees, point by point, with the camera and a Float64 transform, far from the origin too', () => {
    const coordinate = fc.float({ min: -30, max: 30 });
    const cloud = fc.array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 60 });
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    const quaternion = fc.tuple(part, part, part, part).filter((q) => Math.hypot(...q) > 0.1);
    fc.assert(
      fc.property(cloud, quaternion, fc.boolean(), (points, q, utm) => {
        const origin: Vec3 = utm ? [452_100, 5_411_300, 210] : [0, 0, 0];
        const camera = createCamera({ ...spec, model: 'opencv-radtan', coefficients: [-0.3, 0.05, 0.001, -0.002] });
        const sweepFromCamera = fromQuaternion<'sweep', 'camera'>(q, [origin[0] + 1, origin[1] - 2, origin[2] + 0.5]);
        const cameraFromSweep = invert(sweepFromCamera);
        const pixel = new Float64Array(2);
        const expected: number[] = [];
        points.forEach((p, i) => {
          const [x, y, z] = apply(cameraFromSweep, [origin[0] + p[0], origin[1] + p[1], origin[2] + p[2]]);
          if (!camera.project(x, y, z, pixel)) return;
          const [u, v] = pixel;
          // A point within rounding of an edge may fall either way; none of these random ones does.
          if (z > 0 && u > 0 && u < spec.width && v > 0 && v < spec.height) expected.push(i);
        });
        const seen = projectSweep({ positions: Float32Array.from(points.flat()), origin }, camera, cameraFromSweep);
        expect([...seen.index]).toEqual(expected);
      }),
    );
  });

  it('holds more points than its first arrays', () => {
    const positions = new Float32Array(3 * 100_000);
    for (let i = 0; i < 100_000; i++) positions.set([(i % 7) / 100, 0, 1 + i], 3 * i);
    const { count, index, depth } = projectSweep({ positions, origin: [0, 0, 0] }, createCamera(spec), here);
    expect(count).toBe(100_000);
    expect(index.every((value, i) => value === i)).toBe(true);
    expect(depth[99_999]).toBe(100_000);
  });
});

describe('cameraFromProjectionMatrix', () => {
  it('takes a KITTI matrix apart so that K [I | t] X = P X', () => {
    const p = [721.5377, 0, 609.5593, 44.85728, 0, 721.5377, 172.854, 0.2163791, 0, 0, 1, 0.002745884];
    const { fx, fy, cx, cy, cameraFromRect: t } = cameraFromProjectionMatrix(p)!;
    const [x, y, z] = [3.1, -0.7, 14.2];
    const row = (k: number): number => p[k] * x + p[k + 1] * y + p[k + 2] * z + p[k + 3];
    expect((fx * (x + t[0])) / (z + t[2]) + cx).toBeCloseTo(row(0) / row(8), 9);
    expect((fy * (y + t[1])) / (z + t[2]) + cy).toBeCloseTo(row(4) / row(8), 9);
  });

  it('says null to what is not K [I | t]', () => {
    expect(cameraFromProjectionMatrix([1, 0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])).toBeNull();
    expect(cameraFromProjectionMatrix([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0])).toBeNull();
    expect(cameraFromProjectionMatrix([1, 0, 0, 0, 0, 1, 0, 0, 0])).toBeNull();
    expect(cameraFromProjectionMatrix([1, 0, 0, NaN, 0, 1, 0, 0, 0, 0, 1, 0])).toBeNull();
  });
});
