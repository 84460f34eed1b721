import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { FileTree } from '#src/core/io/bytes.ts';
import { openDataset } from '#src/datasets/index.ts';
import { writeNpy } from '#src/formats/npy.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const floats = (n: number) => new Uint8Array(new Float32Array(n).buffer);
/** (10, 4) floats. */
const points = writeNpy([10, 4], "'<f4'", floats(40));
/** One number per point. */
const labels = writeNpy([10], "'<u4'", new Uint8Array(40));
/** As wide as points, but what a network says of ten points and five classes. */
const scores = writeNpy([10, 5], "'<f4'", floats(50));
const depth = writeNpy([480, 640], "'<f4'", floats(480 * 640));
const zip = (files: Record<string, Uint8Array>) => zipSync(files, { level: 0, mtime: '2020-01-01' });
const parquet = (...names: string[]) => new Uint8Array(parquetWriteBuffer({ columnData: names.map((name) => ({ name, data: new Float32Array(10), type: 'FLOAT' as const })) }));
const feather = (...names: string[]) => tableToIPC(tableFromArrays(Object.fromEntries(names.map((name) => [name, new Float32Array(10)]))), 'file');

async function cloudsOf(files: Readonly<Record<string, unknown>>) {
  const scene = await openDataset(memoryTree(files));
  return { layout: scene.layout, clouds: scene.sequences.flatMap((s) => s.frames.flatMap((f) => f.sweeps.map((sweep) => sweep.cloud.file))), warnings: scene.warnings };
}

describe('a folder of clouds takes for clouds what is one', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['clouds beside label and mask arrays', { 'a.pcd': '', 'b.pcd': '', 'labels/a.npy': labels, 'labels/b.npy': labels, 'masks/front/a.npz': zip({ 'mask.npy': depth }) }, ['a.pcd', 'b.pcd']],
    ['arrays of points, and of labels under no telling name', { 'pts/0.npy': points, 'pts/1.npy': points, 'other/0.npy': labels, 'other/1.npy': labels }, ['pts/0.npy', 'pts/1.npy']],
    ['predictions that are as wide as points', { 'velodyne/0.bin': '', 'velodyne/1.bin': '', 'predictions/0.npy': scores, 'predictions/1.npy': scores }, ['velodyne/0.bin', 'velodyne/1.bin']],
    ['arrays side by side, told apart by the ends of their names', { '0.npy': points, '0_scores.npy': scores, '1.npy': points, '1_scores.npy': scores }, ['0.npy', '1.npy']],
    ['depth maps', { 'a.las': '', 'b.las': '', 'out/a.npy': depth, 'out/b.npy': depth }, ['a.las', 'b.las']],
    ['npz with points, and with labels only', { '0.npz': zip({ 'xyz.npy': writeNpy([10, 3], "'<f4'", floats(30)), 'label.npy': labels }), '1.npz': zip({ 'xyz.npy': writeNpy([10, 3], "'<f4'", floats(30)) }), 'p/0.npz': zip({ 'data.npy': labels }) }, ['0.npz', '1.npz']],
    ['tables that are no clouds', { '0.parquet': parquet('x', 'y', 'z'), '1.parquet': parquet('x', 'y', 'z'), 'index.parquet': parquet('frame', 'time'), 'city.feather': feather('tx', 'ty') }, ['0.parquet', '1.parquet']],
    ['tables that are', { 'a.feather': feather('x', 'y', 'z'), 'b.arrow': feather('x', 'y', 'z') }, ['a.feather', 'b.arrow']],
  ])('%s', async (_name, files, expected) => {
    const got = await cloudsOf(files);
    expect(got).toMatchObject({ layout: 'cloud-folder', clouds: expected });
    const others = Object.keys(files).filter((path) => !expected.includes(path)).length;
    expect(got.warnings).toEqual(others === 0 ? [] : [expect.stringContaining(`${others} file`)]);
  });

  it('one cloud among labels is a cloud file', async () => {
    expect(await cloudsOf({ 'a.las': '', 'labels/a.npy': labels })).toMatchObject({ layout: 'cloud-file', clouds: ['a.las'] });
  });

  it('a damaged array stays in the list, so that its error is seen', async () => {
    expect((await cloudsOf({ '0.npy': points.subarray(0, 150), '1.npy': points })).clouds).toEqual(['0.npy', '1.npy']);
  });

  it('nothing but labels is nothing to open; a file that is named is opened all the same', async () => {
    await expect(cloudsOf({ 'labels/0.npy': labels, 'labels/1.npy': labels })).rejects.toThrow(/is nothing that Pointweld can open/);
    const scene = await openDataset(memoryTree({ 'labels/0.npy': scores }), { layout: 'cloud-file' });
    expect(scene.sequences[0].frames).toHaveLength(1);
  });

  it('asks one file of each kind, and reads little of it', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `scan/${String(i).padStart(6, '0')}.npy`), opened: string[] = [];
    const tree: FileTree = { ...memoryTree(Object.fromEntries(names.map((name) => [name, points]))) };
    const scene = await openDataset({ ...tree, open: (path) => (opened.push(path), tree.open(path)) });
    expect([scene.sequences[0].frames.length, opened]).toEqual([1000, ['scan/000000.npy']]);
  });
});
