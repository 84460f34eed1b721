import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import { cityscapes, semanticKitti } from '#src/core/labels/presets/index.ts';
import { findExporter } from '#src/datasets/export/index.ts';
import { INSTANCE_IDS_FILE, parseInstanceIds, renumbered } from '#src/datasets/export/instance-ids.ts';
import { exportLosses } from '#src/datasets/export/losses.ts';
import { mappedTo, mappingRows, ownIds, withRows } from '#src/datasets/export/mapping.ts';
import type { Labels } from './export-scene.ts';
import { exported, imported, POINTS, sceneOf, sweepsOf, taxonomy } from './export-scene.ts';

/** What each format can hold of any label. */
const HOLDS: readonly (readonly [id: string, classes: number, instances: number, sensors: string[]])[] = [
  ['semantickitti', 0xffff, 0xffff, ['top', 'rear']],
  ['semantickitti-submission', 0xfffe, 0xffff, ['top']],
  ['nuscenes', 64, 999, ['top', 'rear']],
  ['npy', 0xffff, 0xffff, ['top', 'rear']],
  ['npz', 0xffff, 0xffff, ['top', 'rear']],
  ['segments', 0xffff, 0xffff, ['top']],
  ['pcd-ascii', 0xffff, 0xffff, ['top', 'rear']],
  ['pcd-binary', 0xffff, 0xffff, ['top', 'rear']],
  ['pcd-binary-compressed', 0xffff, 0xffff, ['top', 'rear']],
  ['ply', 0xffff, 0xffff, ['top', 'rear']],
  ['cloud-npz', 0xffff, 0xffff, ['top', 'rear']],
  ['parquet', 0xffff, 0xffff, ['top', 'rear']],
];

/** Exports that are read by an importer of another name. */
const IMPORTERS: Readonly<Record<string, string>> = {
  'semantickitti-submission': 'semantickitti', 'pcd-ascii': 'clouds', 'pcd-binary': 'clouds', 'pcd-binary-compressed': 'clouds', ply: 'clouds', parquet: 'clouds', 'cloud-npz': 'npz',
};

function labelsOf(sweeps: readonly { id: string }[], classes: number, instances: number): fc.Arbitrary<Labels> {
  const label = fc.tuple(fc.integer({ min: 0, max: classes }), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: instances }))).map(([c, i]) => packLabel(c, c === 0 ? 0 : i));
  // As ours are: an id belongs to one class. What becomes of others: imported-instances.test.ts.
  const unique = (list: readonly number[]): Uint32Array => {
    const owners = new Map<number, number>();
    return Uint32Array.from(list, (l) => {
      const owner = owners.get(instanceOf(l)) ?? classOf(l);
      owners.set(instanceOf(l), owner);
      return instanceOf(l) === 0 ? l : packLabel(owner, instanceOf(l));
    });
  };
  return fc.array(fc.array(label, { minLength: POINTS, maxLength: POINTS }), { minLength: sweeps.length, maxLength: sweeps.length })
    .map((all) => {
      const flat = unique(all.flat());
      return new Map(sweeps.map((s, k) => [s.id, flat.slice(k * POINTS, (k + 1) * POINTS)]));
    });
}

const ofAll = (data: ReturnType<typeof sceneOf>, labels: readonly number[]): Labels => new Map(sweepsOf(data.scene).map((s) => [s.id, Uint32Array.from(labels)]));

describe('exporting and importing again', () => {
  it.each(HOLDS)('is identity: %s', async (id, classes, instances, sensors) => {
    const data = sceneOf({ sensors }), exporter = findExporter(id)!;
    await fc.assert(fc.asyncProperty(labelsOf(sweepsOf(data.scene), classes, instances), async (labels) => {
      const { files, summary } = await exported(exporter, data, labels);
      expect(exportLosses(exporter, summary, ownIds(data.scene)).filter((line) => !/no nuScenes tables|no SemanticKITTI|unlabelled|cannot tell|only coordinates and labels/.test(line))).toEqual([]);
      expect(await imported(files, data, IMPORTERS[id] ?? id)).toEqual(labels);
    }), { numRuns: 40 });
  });

  it.each(['pcd-binary', 'pcd-ascii', 'ply', 'cloud-npz', 'cloud-npy', 'parquet'])('writes every cloud with its labels: %s', async (id) => {
    const data = sceneOf(), { made } = await exported(findExporter(id)!, data, ofAll(data, [0, packLabel(10, 1), packLabel(10, 70), 40, 43, 0]));
    expect(made.map((f) => f.points)).toEqual(Array.from({ length: 8 }, () => POINTS));
    expect(new Set(made.map((f) => f.path)).size).toBe(8);
  });

  it('gives source ids back that were moved, and says what that hides', async () => {
    const data = sceneOf({ classMap: { 0: 43 } }), labels = ofAll(data, [43, 10, 0, 40, 43, 30]), exporter = findExporter('semantickitti')!;
    const { files, summary } = await exported(exporter, data, labels);
    expect(new Uint32Array(files['sequences/00/labels/000000.label'].slice().buffer)).toEqual(Uint32Array.of(0, 10, 0, 40, 0, 30));
    expect(exportLosses(exporter, summary, ownIds(data.scene))).toEqual(['8 unlabelled points go out as 0, which is noise there']);
    expect((await imported(files, data)).get('00/000000/top')).toEqual(Uint32Array.of(43, 10, 43, 40, 43, 30));
  });

  it('maps classes, and says which become one, which could become several and which nothing', async () => {
    const data = sceneOf({ sensors: ['top'] }), exporter = findExporter('npy')!;
    const mapping = withRows(mappedTo(taxonomy, semanticKitti), new Map([[43, 10]]));
    const labels = ofAll(data, [packLabel(43, 5), packLabel(10, 5), 30, 40, 0xffff, 0]);
    const { files, summary } = await exported(exporter, data, labels, { mapping });
    expect((await imported(files, data)).get('00/000001/top')).toEqual(Uint32Array.of(packLabel(10, 5), packLabel(10, 5), 30, 40, 0, 0));
    expect(mappingRows(mapping, taxonomy, summary.source).map((r) => [r.name, r.to, r.toName, r.points])).toEqual([
      ['car', 10, 'car', 4], ['person', 30, 'person', 4], ['road', 40, 'road', 4], ['noise', 10, 'car', 4], ['cannot tell', null, 'unlabelled', 4],
    ]);
    expect(exportLosses(exporter, summary, mapping)).toEqual(['class 65535 becomes nothing: 4 points go out as unlabelled', 'classes 10, 43 become one: car']);
    expect(mappedTo(taxonomy, cityscapes).dropped.has(43)).toBe(true);
  });

  it('refuses drafts, keeps them, or drops them, as it is told', async () => {
    const data = sceneOf({ sensors: ['top'] }), labels = ofAll(data, [10, 10, 40, 0, 0, 0]), exporter = findExporter('npy')!;
    const draftBits = new Map([['00/000001/top', Uint8Array.of(0b110)]]);
    await expect(exported(exporter, data, labels, { draftBits })).rejects.toThrow(/scene: has 2 drafts, which nobody has accepted/);
    const kept = await exported(exporter, data, labels, { draftBits, drafts: 'keep' });
    expect(exportLosses(exporter, kept.summary, ownIds(data.scene))).toContain('2 drafts look like labels that somebody has accepted');
    const dropped = await exported(exporter, data, labels, { draftBits, drafts: 'drop' });
    expect((await imported(dropped.files, data)).get('00/000001/top')).toEqual(Uint32Array.of(10, 0, 0, 0, 0, 0));
  });

  it('refuses classes that do not fit, and a submission with a scan missing', async () => {
    const data = sceneOf({ sensors: ['top'] });
    await expect(exported(findExporter('nuscenes')!, data, ofAll(data, [700, 0, 0, 0, 0, 0]))).rejects.toThrow(/ids up to 64.*700/);
    const labels = new Map(ofAll(data, [10, 0, 0, 0, 0, 0]));
    labels.delete('00/000001/top');
    await expect(exported(findExporter('semantickitti-submission')!, data, labels)).rejects.toThrow(/00\/000001/);
  });
});

describe('instance ids of a format with fewer', () => {
  it('come out the same the second time, also when objects were added', async () => {
    const data = sceneOf({ sensors: ['top'] }), exporter = findExporter('nuscenes')!;
    const first = await exported(exporter, data, ofAll(data, [packLabel(10, 2000), packLabel(10, 1), packLabel(30, 4000), 40, 40, 40]));
    const ids = parseInstanceIds(new TextDecoder().decode(first.files[INSTANCE_IDS_FILE]), INSTANCE_IDS_FILE);
    expect(ids).toEqual({ nuscenes: { '00': { '10/1': 1, '10/2000': 2, '30/4000': 1 }, 'b/1': { '10/1': 1, '10/2000': 2, '30/4000': 1 } } });
    const second = await exported(exporter, data, ofAll(data, [packLabel(10, 2000), packLabel(10, 2), packLabel(10, 1500), packLabel(30, 4000), 40, 40]), { ids });
    expect((await imported(second.files, data, 'nuscenes')).get('00/000000/top')).toEqual(Uint32Array.of(packLabel(10, 2), packLabel(10, 3), packLabel(10, 4), packLabel(30, 1), 40, 40));
  });

  it('are unique in each class, stay in range and keep what fits', () => {
    const objects = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })).map(([c, i]) => packLabel(c, i)), { maxLength: 30 });
    fc.assert(fc.property(objects, objects, (a, b) => {
      const last = renumbered(a, 40, {}, 'x'), next = renumbered([...a, ...b], 40, last, 'x');
      for (const [key, id] of Object.entries(last)) expect(next[key]).toBe(id);
      expect(last).toEqual(Object.fromEntries(a.map((l) => [`${l & 0xffff}/${l >>> 16}`, l >>> 16])));
      const used = Object.entries(next).map(([key, id]) => `${key.split('/')[0]}/${id}`);
      expect(new Set(used).size).toBe(used.length);
    }));
    expect(() => renumbered([packLabel(1, 9), packLabel(1, 8)], 1, {}, 'x')).toThrow(/class 1 has more instances/);
  });

  it('are refused where their record is broken', () => {
    expect(() => parseInstanceIds('{"schemaVersion":1,"exports":{"nuscenes":{"a":{"10/1":0}}}}', 'ids.json')).toThrow(/ids\.json: is no record of instance ids/);
  });
});
