import { zipSync } from 'fflate';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { readNpy, writeNpy } from '../npy.ts';
import { listZip, readZipEntry } from '../zip.ts';
import type { LabelFormat } from './format.ts';

const ENTRY = 'data.npy';
const INSTANCES = 1000;
/** A fixed date, the zip's own first one, so that the same labels give the same bytes. */
const DATE = new Date(1980, 0, 1);

/**
 * nuScenes-panoptic `.npz`: an array `data` of uint16, the index of the category times 1000 plus the instance
 * (nuscenes-devkit, docs/instructions_panoptic.md).
 */
export const nuscenesPanoptic: LabelFormat = {
  id: 'nuscenes-panoptic',
  name: 'nuScenes panoptic .npz',
  extensions: ['npz'],

  async read(source, pointCount) {
    const entry = (await listZip(source)).find((e) => e.name === ENTRY);
    if (entry === undefined) throw new DataError('missing', 'has no array of labels', { file: source.name, expected: ENTRY });
    // The header of an npy has a few hundred bytes; anything much larger than its labels is none of theirs.
    if (entry.size > 2 * pointCount + 65536) throw wrongCount(source.name, pointCount, Math.floor(entry.size / 2));
    const { values } = await readNpy(memorySource(source.name, await readZipEntry(source, entry)));
    if (!(values instanceof Uint16Array)) throw new DataError('unsupported', 'has labels of another type', { file: source.name, where: ENTRY, expected: 'uint16' });
    if (values.length !== pointCount) throw wrongCount(source.name, pointCount, values.length);
    return Uint32Array.from(values, (value) => packLabel(Math.floor(value / INSTANCES), value % INSTANCES));
  },

  write(labels) {
    const values = new Uint16Array(labels.length);
    labels.forEach((label, i) => {
      const category = label & 0xffff, instance = label >>> 16, value = category * INSTANCES + instance;
      if (instance >= INSTANCES || value > 0xffff)
        throw new DataError('unsupported', 'cannot hold a label', {
          file: 'panoptic', where: `point ${i}`, expected: 'a class up to 65 and an instance up to 999', found: `class ${category}, instance ${instance}`,
        });
      values[i] = value;
    });
    return zipSync({ [ENTRY]: [writeNpy([labels.length], "'<u2'", new Uint8Array(values.buffer)), { level: 6, mtime: DATE }] });
  },
};

function wrongCount(file: string, expected: number, found: number): DataError {
  return new DataError('mismatch', 'the labels do not belong to these points', { file, expected: `${expected} labels`, found: `${found} labels` });
}
