import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { lasWriter } from '#src/formats/clouds/write-las.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { writeLas } from '#test/support/las-writer.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { writePcd } from '#test/support/pcd-writer.ts';
import type { TestField } from '#test/support/pcd-writer.ts';
import { writePly } from '#test/support/ply-writer.ts';

const POINTS = 12;
const CLASSES = Uint8Array.from({ length: POINTS }, (_, i) => i % 5);
/** Two points in three belong to something. */
const INSTANCES = Int32Array.from({ length: POINTS }, (_, i) => (i % 3 === 0 ? -1 : 100 + i));
const PACKED = Uint32Array.from(CLASSES, (c, i) => packLabel(c, Math.max(0, INSTANCES[i])));

const axis = (name: string): TestField => ({ name, type: 'float32', count: 1, values: Float32Array.from({ length: POINTS }, (_, i) => i) });
const fields = (classes = 'label', instances = 'instance'): TestField[] => [
  ...['x', 'y', 'z', 'intensity'].map(axis), { name: classes, type: 'uint8', count: 1, values: CLASSES }, { name: instances, type: 'int32', count: 1, values: INSTANCES },
];

/** A LAS file whose points all carry flags beside their class, and the instance as extra bytes. */
async function las(): Promise<Uint8Array> {
  const source = memorySource('a.las', writeLas(Array.from(CLASSES, (_, i): [number, number, number] => [i, i, i]), { pointFormat: 1 }));
  return collect(lasWriter.write({ source, cloud: await readCloud(source, { columns: 'all' }), labels: PACKED }, {}, {}));
}

async function labelsIn(files: Readonly<Record<string, unknown>>): Promise<(Uint32Array | null)[]> {
  const tree = memoryTree(files), scene = await openDataset(tree);
  return Promise.all(scene.sequences[0].frames.map(async ({ sweeps: [sweep] }) => loadFrameLabels(tree, sweep, await readSweep(tree, sweep))));
}

describe('labels in the cloud files of a folder', () => {
  it('come with their instances: PCD, PLY', async () => {
    const files = {
      'a.pcd': writePcd(fields(), { data: 'binary', points: POINTS }), 'b.pcd': writePcd(fields('class', 'instance_id'), { data: 'ascii', points: POINTS }),
      'c.ply': writePly(fields('semantic'), { format: 'binary_little_endian', points: POINTS }), 'd.ply': writePly(['x', 'y', 'z'].map(axis), { format: 'ascii', points: POINTS }),
    };
    expect(await labelsIn(files)).toEqual([PACKED, PACKED, PACKED, null]);
  });

  it('come with their instances from extra bytes of LAS, whose flags stay out of the class', async () => {
    const bytes = await las(), cloud = await readCloud(memorySource('a.las', bytes), { columns: 'all' });
    expect(['synthetic', 'key_point', 'withheld'].some((flag) => Array.from(cloud.columns[flag].values as Uint8Array).includes(1))).toBe(true);
    expect(await labelsIn({ 'a.las': bytes, 'b.las': bytes })).toEqual([PACKED, PACKED]);
  });

  it('refuse an instance that ours cannot be, with its point', async () => {
    const large = fields().map((f) => (f.name === 'instance' ? { ...f, values: INSTANCES.with(7, 65536) } : f));
    await expect(labelsIn({ 'a.pcd': writePcd(large, { data: 'binary', points: POINTS }) })).rejects.toThrow(/a\.pcd: has a label that is no instance id, at field instance, point 7, .* found 65536/);
  });

  it('are the field that scene.json names, whatever it is called, with the instances; its intensity is loaded too', async () => {
    const file = {
      schemaVersion: 1, name: 'named', taxonomy: 'driving', sensors: [{ id: 'lidar', kind: 'lidar' }],
      sequences: [{ id: '0', frames: [{ id: '0', sweeps: [{ sensor: 'lidar', file: 'a.pcd', labels: { field: 'what' } }] }] }],
    };
    const tree = memoryTree({ 'scene.json': file, 'a.pcd': writePcd(fields('what'), { data: 'binary', points: POINTS }) });
    const [sweep] = (await openDataset(tree)).sequences[0].frames[0].sweeps;
    const cloud = await readSweep(tree, sweep);
    expect(Object.keys(cloud.columns).sort()).toEqual(['instance', 'intensity', 'what']);
    expect(await loadFrameLabels(tree, sweep, cloud)).toEqual(PACKED);
    expect(await loadFrameLabels(tree, { labels: { ...sweep.labels!, classesOnly: true } }, cloud)).toEqual(Uint32Array.from(CLASSES));
  });
});
