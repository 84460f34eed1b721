import { describe, expect, it } from 'vitest';
import { CropCanvas } from '#src/core/crosscheck/crops/crop-canvas.ts';
import type { CropFrame } from '#src/core/crosscheck/crops/crop-frame.ts';
import { cropAround } from '#src/core/crosscheck/crops/crop-frame.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';

const most = { width: 400, height: 300 };

describe('the part of a picture that is cut out', () => {
  it.each([
    ['a thing in the middle', { u0: 900, v0: 500, u1: 1000, v1: 540 }, { width: 1920, height: 1080 }],
    ['at a corner', { u0: 0, v0: 0, u1: 20, v1: 30 }, { width: 1920, height: 1080 }],
    ['wider than high', { u0: 10, v0: 500, u1: 1900, v1: 540 }, { width: 1920, height: 1080 }],
    ['all of a small picture', { u0: 0, v0: 0, u1: 63, v1: 31 }, { width: 64, height: 32 }],
    ['a single point', { u0: 7, v0: 9, u1: 7, v1: 9 }, { width: 1920, height: 1080 }],
  ])('%s: holds the box, stays inside the picture and below the greatest size', (_, box, picture) => {
    const { u, v, scale, width, height } = cropAround(box, picture, most);
    expect([width <= most.width, height <= most.height]).toEqual([true, true]);
    expect([u >= 0, v >= 0, u + width / scale <= picture.width + 1 / scale, v + height / scale <= picture.height + 1 / scale]).toEqual([true, true, true, true]);
    expect([u <= box.u0, v <= box.v0, u + width / scale >= box.u1, v + height / scale >= box.v1]).toEqual([true, true, true, true]);
  });
});

const at = ({ rgb, width }: CropCanvas, x: number, y: number): number[] => [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
const frame = (part: Partial<CropFrame>): CropFrame => ({ u: 0, v: 0, scale: 1, width: 8, height: 4, ...part });
/** Every pixel of its own: 10 times its column, 20 times its row. */
const picture = { width: 16, height: 8, rgb: Uint8Array.from({ length: 3 * 128 }, (_, i) => [10 * (Math.floor(i / 3) % 16), 20 * Math.floor(i / 48), 5][i % 3]) };

describe('a crop', () => {
  it('shows the pixels of its part of the picture, as they are or as means', () => {
    const same = new CropCanvas(frame({ u: 3, v: 2 }));
    same.picture(picture, picture);
    expect([at(same, 0, 0), at(same, 7, 3)]).toEqual([[30, 40, 5], [100, 100, 5]]);
    const half = new CropCanvas(frame({ scale: 0.5 }));
    half.picture(picture, picture);
    expect([at(half, 0, 0), at(half, 7, 3)]).toEqual([[5, 10, 5], [145, 130, 5]]);
    // A photograph of twice the size that the camera's description gives.
    const large = new CropCanvas(frame({}));
    large.picture(picture, { width: 8, height: 4 });
    expect(at(large, 1, 1)).toEqual([25, 50, 5]);
  });

  it('has the edge of a class of the mask, of one instance where there is one, and not at its own border', () => {
    const classes = Uint16Array.from({ length: 32 }, (_, k) => (k % 8 < 4 ? 1 : 2)), instances = Uint16Array.from({ length: 32 }, (_, k) => (k % 8 < 6 ? 1 : 2));
    const mask: IdMask = { width: 8, height: 4, classes, instances, confidence: null, unknown: [] };
    const coloured = (instance: number | null, maskClass: number): number[] => {
      const canvas = new CropCanvas(frame({}));
      canvas.outline(mask, mask, maskClass, instance, [1, 0, 0]);
      return Array.from({ length: 8 }, (_, x) => x).filter((x) => at(canvas, x, 2)[0] === 255);
    };
    expect(coloured(null, 1)).toEqual([2, 3]);
    expect(coloured(null, 2)).toEqual([4, 5]);
    expect(coloured(2, 2)).toEqual([6, 7]);
    expect(coloured(9, 1)).toEqual([]);
  });

  it('has points where they are, and draws none beyond its edges', () => {
    const canvas = new CropCanvas(frame({ u: 10, v: 10, scale: 2, width: 20, height: 20 }));
    canvas.dot(15, 14, 2, [1, 0, 1], [1, 1, 1]);
    expect(at(canvas, 9, 7)).toEqual([255, 0, 255]);
    expect(at(canvas, 10, 10)).toEqual([255, 255, 255]);
    const before = canvas.rgb.slice();
    canvas.dot(-40, 500, 3, [0, 1, 0], [1, 1, 1]);
    expect(canvas.rgb).toEqual(before);
    canvas.dot(10, 10, 3, [0, 1, 0]);
    expect(at(canvas, 0, 0)).toEqual([0, 255, 0]);
  });
});
