import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { cocoInstances } from '#src/formats/masks/coco-instances.ts';
import { decodeRle, encodeRle, packCounts, unpackCounts } from '#src/formats/masks/rle.ts';

const masks = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, height]) => fc.record({ width: fc.constant(width), height: fc.constant(height), mask: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }) }));

describe("COCO's run-length masks", () => {
  it('come back, plain and compressed', () => {
    fc.assert(fc.property(masks, ({ width, height, mask }) => {
      const runs = encodeRle(mask, width, height);
      expect(decodeRle({ size: [height, width], counts: runs }, 'x')).toEqual(mask);
      expect(unpackCounts(packCounts(runs), 'x')).toEqual(runs);
      expect(decodeRle({ size: [height, width], counts: packCounts(runs) }, 'x')).toEqual(mask);
    }));
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1 << 28 })), (runs) => {
      expect(unpackCounts(packCounts(runs), 'x')).toEqual(runs);
    }));
  });

  it('go down the columns, and begin with zeros', () => {
    // 3 wide, 2 high: set are the whole second column, and the top of the third.
    expect(encodeRle([0, 1, 1, 0, 1, 0], 3, 2)).toEqual([2, 3, 1]);
    expect(encodeRle([1, 0, 0, 0], 2, 2)).toEqual([0, 1, 3]);
  });

  /** By hand from rleToString of cocoapi's maskApi.c: 5 bits a character, 48 added, 32 more where another follows, differences from the fourth on. */
  it.each([
    [[6, 1, 40, 4, 5, 4, 5, 4, 21], '61X13mN000`0'],
    [[0], '0'], [[31], 'o0'], [[15], '?'], [[16], '`0'], [[5, 5, 5, 4], '555O'],
  ])('have the string of cocoapi: %j', (runs, text) => {
    expect(packCounts(runs)).toBe(text);
    expect(unpackCounts(text, 'x')).toEqual(runs);
  });

  it.each([
    [{ size: [2, 2], counts: [3] }, /runs of 4 pixels in all, found 3/], [{ size: [2, 2], counts: [-1, 5] }, /whole numbers from 0, found -1/],
    [{ size: [2e9, 2e9], counts: [4] }, /a height and a width/], [{ size: [2, 2], counts: 'Z' }, /found its end/], [{ size: [2, 2], counts: '~' }, /"~"/], [{ size: [2, 2], counts: 'ooooooooo0' }, /compressed mask/],
  ] as const)('are refused where they do not fit: %j', (rle, message) => {
    expect(() => decodeRle(rle as never, 'x.json')).toThrow(message);
  });
});

describe('COCO instances', () => {
  const taxonomy = { name: 't', classes: [{ id: 7, name: 'car', colour: '#000000', kind: 'thing' as const }] };
  const json = {
    images: [{ id: 1, file_name: 'a/x.jpg' }, { id: 2, file_name: 'y.jpg' }],
    categories: [{ id: 3, name: 'car' }],
    annotations: [
      { image_id: 1, category_id: 3, segmentation: { size: [2, 3], counts: [5, 1] } }, { image_id: 2, category_id: 3, segmentation: [[0, 0, 1, 1, 2, 2]] },
      { image_id: 1, category_id: 9, segmentation: { size: [2, 3], counts: packCounts([2, 4]) } },
    ],
  };
  const read = (file: string, change: (j: typeof json) => void = () => {}) => {
    const copy = structuredClone(json);
    change(copy);
    return cocoInstances.read(memorySource('masks.json', new TextEncoder().encode(JSON.stringify(copy))), { taxonomy, image: { file, width: 3, height: 2 } });
  };

  it('are those of the picture by its name, the smaller over the larger', async () => {
    const mask = await read('folder/x.jpg');
    expect([...mask.classes]).toEqual([0, 9, 9, 0, 9, 7]);
    expect([...mask.instances!]).toEqual([0, 1, 1, 0, 1, 2]);
  });

  it('name what is wrong', async () => {
    await expect(read('z.jpg')).rejects.toThrow(/masks\.json: has no masks for a picture, at images, expected file_name "z\.jpg"/);
    await expect(read('y.jpg')).rejects.toThrow(/annotations\[1\]\.segmentation.*polygons/);
    await expect(read('x.jpg', (j) => void ((j.annotations[0].segmentation as { size: number[] }).size = [3, 2]))).rejects.toThrow(/expected 3 x 2, found 2 x 3/);
  });
});
