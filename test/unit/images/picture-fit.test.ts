import { describe, expect, it } from 'vitest';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { pictureFit } from '#src/images/picture-fit.ts';

const spec = { model: 'pinhole', width: 1920, height: 1080, fx: 1000, fy: 1000, cx: 960, cy: 540, coefficients: [] };
const image = { camera: 'front', file: 'camera/front/36.jpg', spec } as unknown as FrameImage;

describe('a picture and its calibration', () => {
  it('go together where the sizes are the same', () => {
    expect(pictureFit(image, { bitmap: { width: 1920, height: 1080 }, full: true })).toEqual({ shape: spec, aligned: true, note: null });
  });

  it('are said to differ where the picture was scaled', () => {
    const fit = pictureFit(image, { bitmap: { width: 960, height: 540 }, full: true });
    expect(fit).toMatchObject({ shape: spec, aligned: true });
    expect(fit.note).toContain('calibrated for 1920 × 1080 pixels, found 960 × 540');
  });

  it('do not go together where the proportions differ: no points, the picture as it is', () => {
    const bitmap = { width: 1200, height: 1080 };
    const fit = pictureFit(image, { bitmap, full: true });
    expect(fit).toMatchObject({ shape: bitmap, aligned: false });
    expect(fit.note).toBe('No points here. camera/front/36.jpg: calibrated for 1920 × 1080 pixels, found 1200 × 1080');
  });

  it('are not judged by the size of a thumbnail', () => {
    expect(pictureFit(image, { bitmap: { width: 341, height: 192 }, full: false })).toEqual({ shape: spec, aligned: true, note: null });
  });

  it('show the picture alone, and why, where the lens is unknown', () => {
    const bitmap = { width: 800, height: 600 };
    const fit = pictureFit({ ...image, spec: { ...spec, model: 'fisheye' } }, { bitmap, full: true });
    expect(fit).toMatchObject({ shape: bitmap, aligned: false });
    expect(fit.note).toContain('"fisheye"');
  });
});
