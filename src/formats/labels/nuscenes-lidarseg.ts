import { DataError } from '#src/core/errors.ts';
import type { LabelFormat } from './format.ts';

/** nuScenes-lidarseg `.bin`: one uint8 per point, the `index` of its category; no instances (nuscenes-devkit, docs/instructions_lidarseg.md). */
export const nuscenesLidarseg: LabelFormat = {
  id: 'nuscenes-lidarseg',
  name: 'nuScenes lidarseg .bin',
  extensions: ['bin'],

  async read(source, pointCount) {
    if (source.size !== pointCount)
      throw new DataError('mismatch', 'the labels do not belong to these points', {
        file: source.name, expected: `${pointCount} labels`, found: `${source.size} labels (one byte each)`,
      });
    const bytes = await source.read(0, source.size);
    if (bytes.length !== source.size)
      throw new DataError('truncated', 'the file ends too early', { file: source.name, expected: `${source.size} bytes`, found: `${bytes.length}` });
    return Uint32Array.from(bytes);
  },

  write(labels) {
    const unfit = labels.findIndex((label) => label > 255);
    if (unfit < 0) return Uint8Array.from(labels);
    throw new DataError('unsupported', 'cannot hold a label', {
      file: 'lidarseg', where: `point ${unfit}`, expected: 'a class from 0 to 255 and no instance', found: `class ${labels[unfit] & 0xffff}, instance ${labels[unfit] >>> 16}`,
    });
  },
};
