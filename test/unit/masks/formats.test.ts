import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { cityscapes, semanticKitti } from '#src/core/labels/presets/index.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { ReadMaskOptions } from '#src/formats/masks/format.ts';
import { maskFormat, maskFormats } from '#src/formats/masks/index.ts';
import { pngFile } from './png-writer.ts';

function read(format: string, bytes: Uint8Array, options: Partial<Omit<ReadMaskOptions, 'table'>> & { table?: unknown } = {}): Promise<IdMask> {
  const table = options.table === undefined ? undefined : memorySource('table.json', new TextEncoder().encode(JSON.stringify(options.table)));
  return maskFormat(format, 'm.png').read(memorySource('masks/m.png', bytes), { taxonomy: cityscapes, ...options, table });
}

/** One row of grey values, by the other encoder. */
const grey = (values: number[], depth: 8 | 16 = 16): Uint8Array =>
  encode({ width: values.length, height: 1, channels: 1, depth, data: depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values) });

/** One row of colours. */
const rgb = (colours: number[][]): Uint8Array =>
  encode({ width: colours.length, height: 1, channels: colours[0].length as 3 | 4, depth: 8, data: Uint8Array.from(colours.flat()) });

const refused = (promise: Promise<unknown>, text: string): Promise<void> =>
  expect(promise).rejects.toSatisfy((e) => e instanceof DataError && e.message.includes(text) && e.details.file === 'masks/m.png');

describe('class ids', () => {
  it('come back as they were written, in 8 and 16 bits', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(8 as const, 16 as const), fc.array(fc.nat(65535), { minLength: 1, maxLength: 60 }), async (depth, numbers) => {
      const values = numbers.map((n) => n % 2 ** depth);
      const mask = await read('class-ids', grey(values, depth));
      expect([...mask.classes]).toEqual(values);
      expect(mask).toMatchObject({ width: values.length, height: 1, instances: null, confidence: null, unknown: [] });
    }));
  });

  it('of 1 bit', async () => expect([...(await read('class-ids', pngFile({ width: 9, height: 1, type: 0, depth: 1, value: (x) => x & 1 }))).classes]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]));

  it('with an alpha channel that hides nothing; not with one that does', async () => {
    const withAlpha = (alpha: number) => pngFile({ width: 3, height: 1, type: 4, depth: 8, value: (x, _y, c) => (c === 0 ? 7 + x : x === 2 ? alpha : 255) });
    expect([...(await read('class-ids', withAlpha(255))).classes]).toEqual([7, 8, 9]);
    await refused(read('class-ids', withAlpha(254)), 'column 2, row 0');
  });

  it('are not colours, nor palette indices unless somebody says so', async () => {
    await refused(read('class-ids', rgb([[1, 1, 1]])), "'colours'");
    await refused(read('class-ids', pngFile({ width: 1, height: 1, type: 3, depth: 8, value: () => 0, palette: [[1, 1, 1]] })), "'palette'");
  });
});

it('palette: the index is the class, whatever its colour', async () => {
  const same = [[9, 9, 9], [9, 9, 9], [9, 9, 9], [9, 9, 9]] as const;
  const mask = await read('palette', pngFile({ width: 5, height: 1, type: 3, depth: 2, value: (x) => x % 4, palette: same }));
  expect([...mask.classes]).toEqual([0, 1, 2, 3, 0]);
  await refused(read('palette', grey([1])), 'palette');
});

it('instance ids: numbers, and no classes', async () => {
  const mask = await read('instance-ids', grey([0, 1, 65535]));
  expect([[...mask.classes], [...mask.instances!]]).toEqual([[0, 0, 0], [0, 1, 65535]]);
});

describe('class times 1000', () => {
  // json2instanceImg.py: "id * 1000 + nbInstances", counted from 0; groups keep the class id.
  const values = [0, 7, 26, 26000, 26001, 24013, 33999];

  it('Cityscapes: car 0 is 26000, and a group of cars is 26', async () => {
    const mask = await read('cityscapes-instance-ids', grey(values));
    expect([...mask.classes]).toEqual([0, 7, 26, 26, 26, 24, 33]);
    expect([...mask.instances!]).toEqual([0, 0, 0, 26000, 26001, 24013, 33999]);
  });

  it('KITTI-360: 26000 is cars that are not told apart', async () => {
    const mask = await read('kitti-360-instance-ids', grey([0, 7000, 26000, 26001]));
    expect([...mask.classes]).toEqual([0, 7, 26, 26]);
    expect([...mask.instances!]).toEqual([0, 0, 0, 26001]);
  });
});

it('Cityscapes train ids become its ids; 255 is void, others are counted', async () => {
  const mask = await read('cityscapes-train-ids', grey([0, 1, 10, 13, 18, 255, 19, 19, 77], 8));
  expect([...mask.classes]).toEqual([7, 8, 23, 26, 33, 0, 0, 0, 0]);
  expect(mask.unknown).toEqual([{ value: 'train id 19', pixels: 2 }, { value: 'train id 77', pixels: 1 }]);
});

describe('colours', () => {
  const car = [0, 0, 142], road = [128, 64, 128], pole = [153, 153, 153];

  it('of Cityscapes; black is void, what nobody knows is counted', async () => {
    const mask = await read('colours', rgb([car, road, [0, 0, 0], pole, [1, 2, 3], [1, 2, 3], [255, 255, 255]]));
    expect([...mask.classes]).toEqual([26, 7, 0, 17, 0, 0, 0]);
    expect(mask.unknown).toEqual([{ value: '#010203', pixels: 2 }, { value: '#ffffff', pixels: 1 }]);
  });

  it('that two classes share, as red in SemanticKITTI, stand for neither', async () => {
    // outlier and traffic-sign; car and moving-car share theirs too, but one is a kind of the other.
    const mask = await read('colours', rgb([[255, 0, 0], [100, 150, 245]]), { taxonomy: semanticKitti });
    expect([...mask.classes]).toEqual([0, 10]);
    expect(mask.unknown).toEqual([{ value: '#ff0000', pixels: 1 }]);
  });

  it('of a table, by name and id', async () => {
    const mask = await read('colours', rgb([[1, 2, 3], [0, 0, 0], car]), { table: { '#010203': 'rider', '#000000': 300 } });
    expect([...mask.classes]).toEqual([25, 300, 0]);
    await expect(read('colours', rgb([car]), { table: { '#010203': 'ridr' } })).rejects.toThrow(/table\.json.*#010203.*"ridr"/);
    await expect(read('colours', rgb([car]), { table: { red: 'rider' } })).rejects.toThrow(/table\.json.*red/);
  });

  it('in RGBA and in a palette; transparent pixels are void, half-transparent ones a mixture of nobody knows what', async () => {
    expect([...(await read('colours', rgb([[...car, 255], [...car, 0]]))).classes]).toEqual([26, 0]);
    await refused(read('colours', rgb([[...car, 255], [...car, 100]])), 'column 1, row 0');
    const mask = await read('colours', pngFile({ width: 2, height: 1, type: 3, depth: 1, value: (x) => x, palette: [[0, 0, 142], [128, 64, 128]] }));
    expect([...mask.classes]).toEqual([26, 7]);
  });

  it('are not numbers in 16 bits', () => refused(read('colours', grey([1])), 'RGB PNG'));
  it('beyond the palette are an error', () =>
    refused(read('colours', pngFile({ width: 1, height: 1, type: 3, depth: 2, value: () => 3, palette: [[0, 0, 142]] })), 'palette'));
});

describe('one PNG per instance', () => {
  it('covers its pixels with one class and number', async () => {
    const mask = await read('binary', grey([0, 255, 1, 0], 8), { className: 'car', instance: 9 });
    expect([[...mask.classes], [...mask.instances!]]).toEqual([[0, 26, 26, 0], [0, 9, 9, 0]]);
  });

  it('has a class that the masks know', () => refused(read('binary', grey([1]), { className: 'Car', instance: 1 }), 'Car'));
  it('lies over the others', () => expect(maskFormats.filter((f) => f.partial).map((f) => f.id)).toEqual(['binary']));
});

describe('COCO panoptic', () => {
  const taxonomy: Taxonomy = { name: 'mine', classes: [{ id: 5, name: 'car', colour: '#000000', kind: 'thing' }, { id: 6, name: 'sky', colour: '#000001', kind: 'stuff' }] };
  const segments = [{ id: 1, category_id: 1 }, { id: 256 * 2 + 3, category_id: 1 }, { id: 65536 * 4 + 1, category_id: 2 }, { id: 9, category_id: 1, iscrowd: 1 }];
  const categories = [{ id: 1, name: 'car' }, { id: 2, name: 'sky' }];
  const picture = rgb([[1, 0, 0], [3, 2, 0], [1, 0, 4], [9, 0, 0], [0, 0, 0], [200, 1, 0]]);

  it('finds its segments by their number in RGB, and its classes by name', async () => {
    const table = { annotations: [{ file_name: 'other.png', segments_info: [] }, { file_name: 'm.png', segments_info: segments }], categories };
    const mask = await read('coco-panoptic', picture, { taxonomy, table });
    expect([...mask.classes]).toEqual([5, 5, 6, 5, 0, 0]);
    expect([...mask.instances!]).toEqual([1, 2, 0, 0, 0, 0]);
    expect(mask.unknown).toEqual([{ value: 'segment 456', pixels: 1 }]);
  });

  it('keeps ids where names do not say', async () => {
    const mask = await read('coco-panoptic', picture, { taxonomy, table: { annotations: [{ segments_info: segments }] } });
    expect([...mask.classes]).toEqual([1, 1, 2, 1, 0, 0]);
  });

  it('needs its JSON, and its entry in it', async () => {
    await refused(read('coco-panoptic', picture, { taxonomy }), 'JSON');
    await expect(read('coco-panoptic', picture, { taxonomy, table: { annotations: [{ file_name: 'x.png', segments_info: [] }] } })).rejects.toThrow(/table\.json.*m\.png/);
    await expect(read('coco-panoptic', picture, { taxonomy, table: { annotations: [{ segments_info: [{ id: -1, category_id: 1 }] }] } }))
      .rejects.toThrow(/table\.json.*annotations\.0\.segments_info\.0\.id/);
  });
});

it('a format that is not there is refused with those that are', () => {
  expect(() => maskFormat('jpeg', 'a.jpg')).toThrow(/a\.jpg.*class-ids.*jpeg/);
  expect(new Set(maskFormats.map((f) => f.id)).size).toBe(maskFormats.length);
});
