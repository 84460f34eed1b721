import { describe, expect, it } from 'vitest';
import type { ColumnArray, ColumnType } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { LabelsRef } from '#src/core/scene/scene.ts';
import type { LabelledCloud } from '#src/datasets/frame-labels.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

function cloud(type: ColumnType, values: ColumnArray): LabelledCloud {
  const field = { name: 'label', type, count: 1 };
  return { name: 'a.pcd', count: values.length, fields: [field], columns: { label: { field, values } }, labelField: 'label' };
}

function load(labels: LabelsRef | null, of: LabelledCloud, files: Record<string, unknown> = {}): Promise<Uint32Array | null> {
  return loadFrameLabels(memoryTree(files), { labels }, of);
}

const three = cloud('uint32', Uint32Array.of(0, 7, 65535));

describe('the labels of a sweep', () => {
  it('come from a field of any number type', async () => {
    expect(await load({ format: 'field' }, three)).toEqual(Uint32Array.of(0, 7, 65535));
    expect(await load({ format: 'field', field: 'label' }, cloud('float32', Float32Array.of(3, 0)))).toEqual(Uint32Array.of(3, 0));
    expect(await load({ format: 'field' }, cloud('uint64', BigUint64Array.of(9n)))).toEqual(Uint32Array.of(9));
  });

  it('come from a file, with their instances', async () => {
    const bytes = Uint8Array.of(10, 0, 2, 0, 0, 0, 0, 0, 255, 255, 255, 255);
    expect(await load({ format: 'semantickitti', file: 'a.label' }, three, { 'a.label': bytes })).toEqual(Uint32Array.of(0x2000a, 0, 0xffffffff));
  });

  it('are mapped where a class cannot keep its id; instances stay', async () => {
    const bytes = Uint8Array.of(0, 0, 5, 0, 1, 0, 0, 0, 255, 255, 255, 255);
    expect(await load({ format: 'semantickitti', file: 'a.label', classMap: { 0: 4 } }, three, { 'a.label': bytes })).toEqual(Uint32Array.of(0x50004, 1, 0xffffffff));
  });

  it('are none where there are none', async () => {
    expect(await load(null, three)).toBeNull();
    expect(await load({ format: 'field' }, { ...three, labelField: null })).toBeNull();
  });

  it.each([
    ['a class above 65535', { format: 'field' }, cloud('uint32', Uint32Array.of(1, 65536)), 'point 1'],
    ['a negative class', { format: 'field' }, cloud('int16', Int16Array.of(-1)), 'point 0'],
    ['a broken class', { format: 'field' }, cloud('float32', Float32Array.of(1.5)), '1.5'],
    ['no number', { format: 'field' }, cloud('float32', Float32Array.of(Number.NaN)), 'NaN'],
    ['a field that is not there', { format: 'field', field: 'class' }, three, 'class'],
    ['a wrong count', { format: 'semantickitti', file: 'a.label' }, three, '3 labels'],
    ['a missing file', { format: 'semantickitti', file: 'b.label' }, three, 'b.label'],
    ['an unknown format', { format: 'lidarseg', file: 'a.label' }, three, 'lidarseg'],
  ])('are refused with %s', async (_what, ref, of, found) => {
    const error: unknown = await load(ref, of, { 'a.label': new Uint8Array(8) }).then(() => null, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toContain(found);
  });
});
