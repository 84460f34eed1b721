import { PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { toPixels } from '#src/viewer/eye/projecting.ts';
import { cameraAt, frustumEdges, frustumOf } from '#src/viewer/layers/frustum.ts';
import { ringRadii } from '#src/viewer/layers/rings.ts';

/** Looks along the world's x axis from `y` metres to the left. */
function image(camera: string, y: number, coefficients: readonly number[] = []): FrameImage {
  const model = coefficients.length === 0 ? 'pinhole' : 'opencv-radtan';
  return {
    camera, file: `${camera}.jpg`, timeNs: null, masks: [],
    spec: { model, width: 640, height: 400, fx: 500, fy: 510, cx: 310, cy: 205, coefficients },
    worldFromCamera: { r: [0, 0, 1, -1, 0, 0, 0, -1, 0], t: [0, y, 1.5] },
  };
}

const eye = new PerspectiveCamera(60, 4 / 3, 0.1, 100);
eye.up.set(0, 0, 1);
eye.position.set(-4, 3, 6);
eye.lookAt(1, 0, 1);
eye.updateMatrixWorld();
const view = { clipFromWorld: eye.projectionMatrix.clone().multiply(eye.matrixWorldInverse).transpose().elements, width: 800, height: 600 };

describe('frustumOf', () => {
  it('has no lines where nobody knows where the camera looks', () => {
    const unknown = { ...image('unknown', 0), unprojected: 'it has no calibration', spec: { ...image('unknown', 0).spec, model: 'unknown' } };
    expect(frustumEdges(frustumOf(unknown))).toEqual([]);
    expect(cameraAt([unknown], view, 400, 300)).toBeNull();
  });

  it('has corners that the camera shows in the corners of its picture, in front of it', () => {
    for (const shown of [image('plain', 0), image('bent', 0, [-0.3, 0.1, 0.001, -0.0005, 0])]) {
      const camera = createCamera(shown.spec);
      const out = new Float64Array(2);
      const pixels = frustumOf(shown).corners.map((corner) => {
        expect(camera.project(...apply(invert(shown.worldFromCamera), corner), out)).toBe(true);
        return [...out];
      });
      [[0, 0], [640, 0], [640, 400], [0, 400]].forEach((corner, k) => corner.forEach((v, axis) => expect(pixels[k][axis]).toBeCloseTo(v, 3)));
    }
  });
});

describe('the frustum of a wide lens', () => {
  const wide = (model: string, focal: number, coefficients: readonly number[]): FrameImage => ({ ...image('wide', 0), spec: { model, width: 640, height: 400, fx: focal, fy: focal, cx: 319.5, cy: 199.5, coefficients } });

  it('reaches beside and behind it, to what it sees towards the corners of its picture', () => {
    // The corners of the first are beyond its field, those of the second are seen behind it.
    for (const [shown, isBehind] of [[wide('opencv-fisheye', 120, [-0.05, 0, 0, 0]), true], [wide('opencv-fisheye', 200, [0, 0, 0, 0]), true], [wide('mei', 900, [2.2, 0.02, 1.6, 0, 0]), false]] as const) {
      const { apex, corners } = frustumOf(shown), camera = createCamera(shown.spec), out = new Float64Array(2);
      for (const [k, corner] of corners.entries()) {
        const [x, y, z] = apply(invert(shown.worldFromCamera), corner);
        expect(Math.hypot(corner[0] - apex[0], corner[1] - apex[1], corner[2] - apex[2])).toBeCloseTo(1.6, 9);
        expect(z < 0).toBe(isBehind);
        expect(camera.project(x, y, z, out)).toBe(true);
        expect([out[0] > 319.5, out[1] > 199.5]).toEqual([k === 1 || k === 2, k >= 2]);
      }
    }
  });
});

describe('cameraAt', () => {
  it('is the camera whose frustum has a line at the cursor', () => {
    const images = [image('left', 1.5), image('right', -1.5)];
    for (const shown of images)
      for (const [a, b] of frustumEdges(frustumOf(shown))) {
        const middle = toPixels(view, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]);
        expect(middle && cameraAt(images, view, middle[0], middle[1])).toBe(shown.camera);
      }
    expect(cameraAt(images, view, 5, 5)).toBeNull();
    expect(cameraAt([], view, 400, 300)).toBeNull();
  });
});

describe('ringRadii', () => {
  it('is few round numbers for clouds of any size', () => {
    expect(ringRadii(80)).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
    for (const reach of [1, 25, 100, 250, 1000, 20_000, 1e6]) {
      const radii = ringRadii(reach);
      expect(radii.length).toBeGreaterThanOrEqual(2);
      expect(radii.length).toBeLessThanOrEqual(10);
      const digits = radii[0] / 10 ** Math.floor(Math.log10(radii[0]));
      expect([1, 2, 5]).toContain(Math.round(digits * 1e6) / 1e6);
    }
  });
});
