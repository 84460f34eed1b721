import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { ExportIdsRecord } from '#src/core/labels/records.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { findExporter } from '#src/datasets/export/index.ts';
import { idRecordDiffs, idsOfRecords, INSTANCE_IDS_FILE, parseInstanceIds } from '#src/datasets/export/instance-ids.ts';
import { findImport } from '#src/datasets/import/index.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { applyDelta } from '#src/core/labels/change.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { exported, nobodyHere, POINTS, sceneOf, sweepsOf } from './export-scene.ts';

type Kept = Map<string, ExportIdsRecord>;

/** Imports files, and gives the labels and what the work remembers afterwards. */
async function importInto(data: ReturnType<typeof sceneOf>, files: Record<string, Uint8Array>, format: string, kept: Kept, records: ReadonlyMap<number, number> = new Map()) {
  const from = memoryTree(files), match = (await findImport({ ...data, from, paths: await from.list() }, format))!;
  const present = new Map(sweepsOf(data.scene).map((s) => [s.id, new SweepLabels(new Uint32Array(POINTS))]));
  const plan = await planImport(data.scene, match.found, format, {
    labels: async (sweep) => present.get(sweep.id)!, cuboid: () => undefined, instances: { ...nobodyHere(kept), classOf: (id) => records.get(id) },
  });
  for (const delta of plan.sweeps) applyDelta(delta, present.get(delta.sweep)!);
  const after: Kept = new Map(kept);
  for (const diff of plan.records) if (diff.table === 'exportIds') after.set(diff.id, diff.after!);
  return { plan, kept: after, labels: new Map([...present].map(([id, labels]) => [id, labels.labels.slice()])) };
}

const ofSweeps = (data: ReturnType<typeof sceneOf>, labels: readonly number[]) => new Map(sweepsOf(data.scene).map((s) => [s.id, Uint32Array.from(labels)]));
const numbered = fc.array(fc.tuple(fc.constantFrom(10, 30, 40), fc.integer({ min: 0, max: 4 })).map(([c, i]) => packLabel(c, i)), { minLength: POINTS, maxLength: POINTS });

describe('instances that are numbered from 1 in each class', () => {
  it.each(['nuscenes', 'semantickitti', 'npz'])('come in with ids of their own, and go out with those that they had: %s', async (format) => {
    const data = sceneOf({ sensors: ['top'] });
    await fc.assert(fc.asyncProperty(numbered, async (list) => {
      const outside = ofSweeps(data, list), { files } = await exported(findExporter(format)!, data, outside);
      const { labels, kept, plan } = await importInto(data, files, format, new Map());
      for (const own of labels.values()) {
        const owners = new Map<number, number>();
        for (const [i, label] of own.entries()) {
          expect(classOf(label)).toBe(classOf(list[i]));
          expect(instanceOf(label) === 0).toBe(instanceOf(list[i]) === 0);
          if (instanceOf(label) !== 0) expect(owners.get(instanceOf(label)) ?? classOf(label)).toBe(classOf(label));
          owners.set(instanceOf(label), classOf(label));
        }
      }
      const back = await exported(findExporter(format)!, data, labels, { ids: idsOfRecords(kept.values()) });
      const again = await importInto(data, back.files, format, new Map());
      const raw = await importInto(data, files, format, new Map());
      expect(again.labels).toEqual(raw.labels);
      for (const [path, bytes] of Object.entries(files)) if (path !== INSTANCE_IDS_FILE && /\.(label|bin)$/.test(path)) expect(back.files[path]).toEqual(bytes);
      // The same files once more change nothing.
      expect((await importInto(data, files, format, kept)).labels).toEqual(labels);
      expect(plan.renumbered).toBe(plan.records.flatMap((r) => (r.table === 'exportIds' ? Object.keys(r.after!.ids) : [])).length);
    }), { numRuns: 40 });
  });

  it.each(['pcd-binary', 'ply', 'parquet', 'cloud-npz'])('come in with a cloud, and go out with those that they had: %s', async (format) => {
    const data = sceneOf({ sensors: ['top'] }), exporter = findExporter(format)!;
    const outside = ofSweeps(data, [packLabel(10, 1), packLabel(30, 1), packLabel(30, 2), 40, 0, packLabel(10, 1)]), { files } = await exported(exporter, data, outside);
    const importer = format === 'cloud-npz' ? 'npz' : 'clouds';
    const { labels, kept, plan } = await importInto(data, files, importer, new Map());
    // One object in each of the two sequences has the id of another class.
    expect(plan.renumbered).toBe(2);
    const back = await exported(exporter, data, labels, { ids: idsOfRecords(kept.values()) });
    for (const path of Object.keys(files)) expect(back.files[path], path).toEqual(files[path]);
    expect(Object.keys(parseInstanceIds(new TextDecoder().decode(back.files[INSTANCE_IDS_FILE]), INSTANCE_IDS_FILE))).toEqual([importer]);
  });

  it('get back the ids that they had here, where an export of ours had to change them', async () => {
    const data = sceneOf({ sensors: ['top'] }), ours = ofSweeps(data, [packLabel(10, 2000), packLabel(10, 1), packLabel(30, 4000), 40, 40, 0]);
    const { files } = await exported(findExporter('nuscenes')!, data, ours);
    const diffs = idRecordDiffs(new Map(), parseInstanceIds(new TextDecoder().decode(files[INSTANCE_IDS_FILE]), INSTANCE_IDS_FILE));
    const kept: Kept = new Map(diffs.map((d) => [d.id, d.after as ExportIdsRecord]));
    expect((await importInto(data, files, 'nuscenes', kept)).labels).toEqual(ours);
    expect(idRecordDiffs(kept, idsOfRecords(kept.values()))).toEqual([]);
  });

  it('give way to the instances that are here, and stay what they are where they are here already', async () => {
    const data = sceneOf({ sensors: ['top'] }), { files } = await exported(findExporter('npy')!, data, ofSweeps(data, [packLabel(30, 7), packLabel(30, 8), 0, 0, 0, 0]));
    const { labels, plan } = await importInto(data, files, 'npy', new Map(), new Map([[7, 10], [8, 30]]));
    expect(labels.get('00/000000/top')).toEqual(Uint32Array.of(packLabel(30, 1), packLabel(30, 8), 0, 0, 0, 0));
    // One object in each of the two sequences.
    expect(plan.renumbered).toBe(2);
  });
});
