import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { instanceFieldOf } from '#src/formats/clouds/label-field.ts';
import { labelsOfCloud } from '#src/formats/labels/cloud-fields.ts';
import { extensionOf, folderOf, nameOf } from '../paths.ts';
import { readSweepAsWritten } from '../read-sweep.ts';
import { filesByName } from './by-name.ts';
import type { NamedFile } from './by-name.ts';
import type { Importer, ImportFrom, LabelsFound } from './importer.ts';

const EXTENSIONS = ['pcd', 'las', 'laz', 'ply', 'parquet', 'feather'];
/** Our Parquet has it, one boolean for each point. */
const DRAFT = 'draft';
/** Formats round coordinates, to a LAS file's steps or to Float32: farther than this, in metres, it is another point. */
const TOLERANCE = 0.01;
const FLOAT32_STEP = 2 ** -23;

/**
 * Clouds with a field of classes, and one of instances where they have any. Label i is for point i of the sweep: the files' points must be
 * the sweep's, in its order, and are held against them one by one.
 */
export const cloudImport: Importer = {
  id: 'clouds',
  title: 'clouds with labels (PCD, LAS, LAZ, PLY, Parquet, Feather)',

  async find(input) {
    // A single file is found for its frame also without its name: what its path says goes before that.
    const parts = partitions(input), taken = new Set(parts.map((part) => part.path));
    const files = [...EXTENSIONS.flatMap((extension) => filesByName(input, extension)).filter(({ path }) => !taken.has(path)), ...parts];
    // Clouds lie beside many labels and have none themselves.
    if (files.length === 0 || (await labelledCloud(input, files[0].path)) === null) return { labels: [], boxes: [] };
    return { boxes: [], labels: files.map((file): LabelsFound => found(input, file)) };
  },
};

function found(input: ImportFrom, { path, ...at }: NamedFile): LabelsFound {
  let drafts: Uint8Array | null = null;
  return {
    ...at,
    file: path,
    async read(count) {
      const cloud = await labelledCloud(input, path);
      if (cloud === null) throw new DataError('missing', 'has no field of classes', { file: path, expected: 'label, classification, class, semantic, …' });
      if (cloud.count !== count) throw new DataError('mismatch', 'the labels do not belong to these points', { file: path, expected: `${count} labels`, found: `${cloud.count} labels` });
      requireSamePoints(await readSweepAsWritten(input.tree, at.sweep, {}, []), cloud, path);
      const own = cloud.columns[DRAFT];
      drafts = own === undefined ? null : Uint8Array.from(own.values as ArrayLike<number>, Number);
      return labelsOfCloud(cloud)!;
    },
    drafts: () => drafts,
  };
}

/** The cloud with what its labels need; null where it has no field of classes. */
async function labelledCloud({ from }: ImportFrom, path: string): Promise<PointCloud | null> {
  const source = await from.open(path);
  const { fields, labelField } = await readCloud(source, { columns: [], positions: false });
  if (labelField === null) return null;
  const wanted = [labelField, instanceFieldOf(fields), ...fields.filter((f) => f.name === DRAFT && f.count === 1).map((f) => f.name)];
  return readCloud(source, { columns: wanted.filter((name) => name !== null) });
}

/** Throws DataError 'mismatch' with the first point that is another one, and how many are. */
function requireSamePoints(sweep: PointCloud, cloud: PointCloud, file: string): void {
  let first = -1, others = 0;
  for (let i = 0; i < sweep.count; i++) {
    if (isSame(sweep, cloud, i)) continue;
    if (first < 0) first = i;
    others++;
  }
  if (first >= 0)
    throw new DataError('mismatch', 'has other points than the sweep, or has them in another order', {
      file, where: `point ${first}`, expected: pointAt(sweep, first).join(', '), found: `${pointAt(cloud, first).join(', ')}; ${others} of ${sweep.count} points differ`,
      hint: 'labels are taken point by point: export them in the order of the source',
    });
}

function isSame(a: PointCloud, b: PointCloud, i: number): boolean {
  for (let k = 0; k < 3; k++) {
    const x = a.origin[k] + a.positions[3 * i + k], y = b.origin[k] + b.positions[3 * i + k];
    if (Number.isFinite(x) !== Number.isFinite(y) || Math.abs(x - y) > TOLERANCE + FLOAT32_STEP * Math.abs(x)) return false;
  }
  return true;
}

/** Parts of a table that is partitioned as Hive does: sequence=S/sensor=T/frame=F/part.parquet, as our export writes it. */
function partitions({ scene, paths }: ImportFrom): NamedFile[] {
  const sweeps = new Map<string, Omit<NamedFile, 'path'>>(allFrames(scene).flatMap(({ sequence, frame }) =>
    frame.sweeps.map((sweep: Sweep) => [JSON.stringify([sequence.id, sweep.sensor, frame.id]), { sequence, frame, sweep }] as const)));
  return paths.flatMap((path): NamedFile[] => {
    if (extensionOf(path) !== 'parquet' || !nameOf(path).startsWith('part')) return [];
    const keys = Object.fromEntries(folderOf(path).split('/').map((folder) => folder.split('=', 2)).filter((pair) => pair.length === 2)) as Record<string, string>;
    const at = sweeps.get(JSON.stringify(['sequence', 'sensor', 'frame'].map((key) => unescaped(keys[key] ?? ''))));
    return at === undefined ? [] : [{ path, ...at }];
  });
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
