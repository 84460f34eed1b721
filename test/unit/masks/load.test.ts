import { encode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { fitsImage, maskIndex } from '#src/core/crosscheck/id-mask.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import type { MaskRef } from '#src/core/scene/scene.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { memoryTree } from '../../support/memory-tree.ts';

const image = (width: number, height: number): { spec: CameraSpec } =>
  ({ spec: { model: 'pinhole', width, height, fx: 1, fy: 1, cx: 0, cy: 0, coefficients: [] } });

const grey = (values: number[], width = values.length, depth: 8 | 16 = 16): Uint8Array =>
  encode({ width, height: values.length / width, channels: 1, depth, data: depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values) });

function load(files: Record<string, unknown>, parts: MaskRef[], size = image(4, 1)): Promise<IdMask> {
  return loadMask({ tree: memoryTree(files), parts }, size, cityscapes);
}

describe('the files of one picture', () => {
  it('complete each other: classes here, instances there', async () => {
    const mask = await load({ 'c.png': grey([7, 26, 26, 0]), 'i.png': grey([0, 3, 4, 5]) }, [{ file: 'c.png', kind: 'class-ids' }, { file: 'i.png', kind: 'instance-ids' }]);
    expect([[...mask.classes], [...mask.instances!]]).toEqual([[7, 26, 26, 0], [0, 3, 4, 5]]);
  });

  const binary = (file: string, instance: number, className = 'car'): MaskRef => ({ file, kind: 'binary', instance, className });

  it('lie over each other, the smaller one on top, whatever their order', async () => {
    const files = { 'big.png': grey([1, 1, 1, 0]), 'small.png': grey([0, 1, 0, 0]), 'ground.png': grey([7, 7, 7, 7]) };
    const parts: MaskRef[] = [binary('big.png', 1), binary('small.png', 2, 'person'), { file: 'ground.png', kind: 'class-ids' }];
    for (const order of [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]]) {
      const mask = await load(files, order.map((k) => parts[k]));
      expect([[...mask.classes], [...mask.instances!]]).toEqual([[26, 24, 26, 7], [1, 2, 1, 0]]);
    }
  });

  it('agree with painting them one by one from the largest to the smallest', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 6 }), async (shapes) => {
      const files = Object.fromEntries(shapes.map((s, k) => [`${k}.png`, grey(s.map(Number), 4, 8)]));
      const mask = await load(files, shapes.map((_, k) => binary(`${k}.png`, k + 1)), image(4, 3));
      const size = (k: number): number => shapes[k].filter(Boolean).length;
      const painted = new Array<number>(12).fill(0);
      for (const k of [...shapes.keys()].sort((a, b) => size(b) - size(a) || a - b)) shapes[k].forEach((on, i) => { if (on) painted[i] = k + 1; });
      expect([...mask.instances!]).toEqual(painted);
    }));
  });

  it('have one size', async () => {
    const files = { 'a.png': grey([1, 2, 3, 4]), 'b.png': grey([1, 2, 3, 4, 5, 6, 7, 8]) };
    const parts: MaskRef[] = [{ file: 'a.png', kind: 'class-ids' }, { file: 'b.png', kind: 'class-ids' }];
    await expect(load(files, parts)).rejects.toThrow(/b\.png.*expected 4 x 1, found 8 x 1/);
  });

  it('come with how sure they are, and with ids that moved', async () => {
    const files = { 'a.png': grey([0, 1, 2, 0]), 'sure.png': grey([255, 0, 7, 1], 4, 8) };
    const mask = await load(files, [{ file: 'a.png', kind: 'class-ids', confidence: 'sure.png', classMap: { 0: 9 } }]);
    expect([...mask.classes]).toEqual([9, 1, 2, 9]);
    expect([...mask.confidence!]).toEqual([255, 0, 7, 1]);
  });

  it('are there', () => expect(load({}, [{ file: 'a.png', kind: 'class-ids' }])).rejects.toThrow(/a\.png/));
});

describe('sizes', () => {
  it('may be the picture\'s times one factor, rounded either way', () => {
    fc.assert(fc.property(fc.integer({ min: 50, max: 4000 }), fc.integer({ min: 50, max: 3000 }), fc.double({ min: 0.05, max: 3, noNaN: true }), (width, height, factor) => {
      for (const round of [Math.floor, Math.round, Math.ceil])
        expect(fitsImage({ width: Math.max(1, round(width * factor)), height: Math.max(1, round(height * factor)) }, { width, height })).toBe(true);
    }));
  });

  it.each([[1024, 1024], [1080, 1920], [1920, 1090], [960, 545]])('%i x %i is no mask for 1920 x 1080', (width, height) =>
    expect(fitsImage({ width, height }, { width: 1920, height: 1080 })).toBe(false));

  it('that do not fit are refused before the mask is unpacked, with both', async () => {
    const broken = grey(new Array<number>(16).fill(1), 4).slice(0, 40);
    await expect(load({ 'a.png': broken }, [{ file: 'a.png', kind: 'class-ids' }])).rejects.toThrow(/a\.png.*expected 4 x 1, found 4 x 4/);
  });

  it('of half and double: a point of the picture finds its pixel', () => {
    const picture = { width: 8, height: 4 };
    expect(maskIndex({ width: 4, height: 2 }, picture, 7.99, 3.99)).toBe(7);
    expect(maskIndex({ width: 4, height: 2 }, picture, 1.99, 1.99)).toBe(0);
    expect(maskIndex({ width: 4, height: 2 }, picture, 2, 2)).toBe(5);
    expect(maskIndex({ width: 16, height: 8 }, picture, 0.5, 0)).toBe(1);
    fc.assert(fc.property(fc.nat(7), fc.nat(3), fc.double({ min: 0, max: 0.999, noNaN: true }), (x, y, part) => maskIndex(picture, picture, x + part, y + part) === 8 * y + x));
  });
});
