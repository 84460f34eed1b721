import { describe, expect, it } from 'vitest';
import { applyDelta } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { findExporter } from '#src/datasets/export/index.ts';
import { findImport } from '#src/datasets/import/index.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { cloudWriter } from '#src/formats/clouds/writers.ts';
import { writeLas } from '#test/support/las-writer.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { exported, imported, nobodyHere, POINTS, sceneOf, sweepsOf } from './export-scene.ts';

const LABELS = Uint32Array.of(packLabel(10, 1), 40, 0, packLabel(10, 1), packLabel(30, 2), 43);
const PATH = '00/clouds/000000.pcd';

/** The sweep of frame 00/000000 as a file of another program. */
async function fileOf(writer: string, data = sceneOf({ sensors: ['top'] }), change = (points: Float32Array) => points): Promise<Uint8Array> {
  const source = await data.tree.open('00/top/000000.bin'), points = change(new Float32Array((await source.read(0, source.size)).buffer));
  const cloud = await readCloud(memorySource('a.bin', new Uint8Array(points.slice().buffer)), { columns: 'all', format: 'kitti-bin' });
  return collect(cloudWriter(writer)!.write({ cloud, labels: LABELS.slice(0, cloud.count) }, {}, {}));
}

describe('labels in clouds', () => {
  it('are refused with the point and the number of others, where points were sorted, moved or left out', async () => {
    const data = sceneOf({ sensors: ['top'] });
    const refused = async (change: (points: Float32Array) => Float32Array) => imported({ [PATH]: await fileOf('pcd-binary', data, change) }, data, 'clouds');
    await expect(refused((p) => Float32Array.from([5, 4, 3, 2, 1, 0].flatMap((i) => Array.from(p.slice(4 * i, 4 * i + 4)))))).rejects.toThrow(
      /000000\.pcd: has other points than the sweep, or has them in another order, at point 0, expected 0, 0\.14285\d+, .*; 6 of 6 points differ \(labels are taken point by point/);
    await expect(refused((p) => p.with(9, p[9] + 0.02))).rejects.toThrow(/at point 2, .*; 1 of 6 points differ/);
    await expect(refused((p) => p.with(9, NaN))).rejects.toThrow(/at point 2, .*NaN.*; 1 of 6 points differ/);
    await expect(refused((p) => p.slice(4))).rejects.toThrow(/000000\.pcd: the labels do not belong to these points, expected 6 labels, found 5 labels/);
    // Rounded coordinates are the same points, and a colour is none.
    expect((await imported({ [PATH]: await fileOf('pcd-binary', data, (p) => p.with(9, p[9] + 0.004).with(3, 99)) }, data, 'clouds')).get('00/000000/top')).toEqual(LABELS);
  });

  it('are not looked for in clouds without a field of classes', async () => {
    const data = sceneOf({ sensors: ['top'] }), cloud = await readCloud(await data.tree.open('00/top/000000.bin'), { columns: 'all', format: 'kitti-bin' });
    const bare = await collect(cloudWriter('ply')!.write({ cloud, labels: null }, {}, {})), from = memoryTree({ '00/clouds/000000.ply': bare });
    expect(await findImport({ ...data, from, paths: await from.list() })).toBeNull();
  });

  it('of a LAS file come from its classes and the instance beside them', async () => {
    const points = Array.from({ length: POINTS }, (_, i): [number, number, number] => [500000 + i, 5e6 - 0.25 * i, i]);
    const bytes = writeLas(points, { pointFormat: 3, scale: [0.001, 0.001, 0.001] }), tree = memoryTree({ 'a.las': bytes });
    const sweep = { id: 's/a/lidar', sensor: 'lidar', cloud: { file: 'a.las' }, labels: null, timeNs: null, worldFromSweep: identity<'world', 'sweep'>() };
    const scene: Scene = { ...sceneOf().scene, sequences: [{ id: 's', posed: false, frames: [{ id: 'a', timeNs: null, sweeps: [sweep], images: [], boxes: [] }] }] };
    const low = Uint32Array.of(packLabel(10, 1), 30, 0, packLabel(10, 1), packLabel(30, 2), 31);
    const { files } = await exported(findExporter('las')!, { scene, tree }, new Map([[sweep.id, low]]));
    expect(Object.keys(files)).toEqual(['s/clouds/a.las']);
    expect((await imported(files, { scene, tree }, 'clouds')).get(sweep.id)).toEqual(low);
  });

  it('of our Parquet bring drafts along as drafts', async () => {
    const data = sceneOf({ sensors: ['top'] }), [sweep] = sweepsOf(data.scene), drafts = Uint8Array.of(0b101010);
    const { files } = await exported(findExporter('parquet')!, data, new Map([[sweep.id, LABELS]]), { draftBits: new Map([[sweep.id, drafts]]), drafts: 'keep' });
    const from = memoryTree(files), match = (await findImport({ ...data, from, paths: await from.list() }))!, present = new SweepLabels(LABELS.slice());
    const plan = await planImport(data.scene, match.found, match.importer.id, { labels: async () => present, cuboid: () => undefined, instances: nobodyHere() });
    // Only what nobody has accepted is different from what is here.
    expect([match.importer.id, plan.changed]).toEqual(['clouds', 3]);
    for (const delta of plan.sweeps) applyDelta(delta, present);
    expect([present.labels, [...present.draftBytes()!]]).toEqual([LABELS, [...drafts]]);
  });
});
