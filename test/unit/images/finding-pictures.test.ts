import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { cropAround } from '#src/images/crops.ts';
import { paintOutline } from '#src/images/mask-outline.ts';
import { layOut, toPicture, zoomOnto } from '#src/images/view-transform.ts';

const side = (min: number, max: number) => fc.integer({ min, max });
const sized = fc.record({ width: side(50, 2000), height: side(50, 2000) });
const boxIn = ({ width, height }: { width: number; height: number }) =>
  fc.record({ u0: side(0, width - 1), v0: side(0, height - 1), du: side(0, width), dv: side(0, height) })
    .map(({ u0, v0, du, dv }) => ({ u0, v0, u1: Math.min(width - 1, u0 + du), v1: Math.min(height - 1, v0 + dv) }));

describe('a finding in a picture', () => {
  it('is looked at so that all of it is on the stage, and what is around it too where there is room', () => {
    fc.assert(fc.property(sized.chain((picture) => fc.record({ picture: fc.constant(picture), box: boxIn(picture), stage: sized })), ({ picture, box, stage }) => {
      const view = layOut(zoomOnto(box, picture, stage), picture, stage);
      const [left, top] = toPicture(view, 0, 0), [right, bottom] = toPicture(view, stage.width, stage.height);
      expect(left).toBeLessThanOrEqual(box.u0 + 1);
      expect(top).toBeLessThanOrEqual(box.v0 + 1);
      expect(right).toBeGreaterThanOrEqual(box.u1 - 1);
      expect(bottom).toBeGreaterThanOrEqual(box.v1 - 1);
    }));
  });

  it('is cut out whole where the crop’s proportions allow, undistorted, and never beyond the picture', () => {
    fc.assert(fc.property(sized.chain((picture) => fc.record({ picture: fc.constant(picture), box: boxIn(picture), shape: sized })), ({ picture, box, shape }) => {
      const { x, y, width, height } = cropAround(box, picture, shape);
      expect(width / height).toBeCloseTo(shape.width / shape.height, 6);
      expect(Math.min(x, y, picture.width - x - width, picture.height - y - height)).toBeGreaterThan(-1e-6);
      if (width < Math.min(picture.width, (picture.height * shape.width) / shape.height) - 1e-6) {
        expect(x).toBeLessThanOrEqual(box.u0 + 0.5);
        expect(x + width).toBeGreaterThanOrEqual(box.u1 + 0.5);
        expect(y + height).toBeGreaterThanOrEqual(box.v1 + 0.5);
      }
    }));
  });
});

describe('the outline of a part of a mask', () => {
  // Two cars side by side, 4 x 4 pixels each, and one more of them far away.
  const mask: IdMask = { width: 40, height: 12, classes: new Uint16Array(480), instances: new Uint16Array(480), confidence: null, unknown: [] };
  const fill = (x0: number, instance: number) => {
    for (let y = 4; y < 8; y++) for (let x = x0; x < x0 + 4; x++) [mask.classes[y * 40 + x], mask.instances![y * 40 + x]] = [10, instance];
  };
  fill(4, 1);
  fill(8, 2);
  fill(30, 3);
  const painted = (instance: number | null, box = { u0: 0, v0: 0, u1: 39, v1: 11 }) => {
    const raster = { width: 40, height: 12, words: new Uint32Array(480) };
    paintOutline(raster, mask, mask, { scale: 1, x: 0, y: 0 }, { maskClass: 10, instance, colour: '#ff0000', box }, 1);
    return [...raster.words.keys()].filter((k) => raster.words[k] !== 0);
  };
  const ring = (x0: number, x1: number) => [...new Array(480).keys()].filter((k) => {
    const x = k % 40, y = Math.floor(k / 40);
    return x >= x0 && x < x1 && y >= 4 && y < 8 && (x === x0 || x === x1 - 1 || y === 4 || y === 7);
  });

  it('is the pixels of the instance that border on something else', () => {
    expect(painted(2)).toEqual(ring(8, 12));
  });

  it('goes round all of the class where no instance is meant', () => {
    expect(painted(null)).toEqual([...ring(4, 12), ...ring(30, 34)].sort((a, b) => a - b));
  });
});
