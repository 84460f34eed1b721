import { DataError } from '#src/core/errors.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { LabelFormat } from './format.ts';
import { readNpzArrays, writeNpzArrays } from './npz-arrays.ts';
import { cannotWrite, highestClass, highestInstance, requireCount, wholeNumbers } from './values.ts';

const DIVISOR = 1000, MAX = 0xffff;
/** The highest category of which every instance fits. */
const MAX_CLASS = Math.floor((MAX + 1) / DIVISOR) - 1, MAX_INSTANCE = DIVISOR - 1;

/** nuScenes panoptic `.npz`: one uint16 per point under `data`, category index * 1000 + instance (nuscenes-devkit, docs/instructions_panoptic.md). */
export const nuscenesPanoptic: LabelFormat = {
  id: 'nuscenes-panoptic',
  name: 'nuScenes panoptic .npz',
  extensions: ['npz'],

  async read(source, pointCount) {
    const data = (await readNpzArrays(source, ['data'], pointCount)).get('data');
    if (data === undefined) throw new DataError('missing', 'has no panoptic labels', { file: source.name, expected: 'an array called data', found: 'none' });
    const values = wholeNumbers(data.values, MAX, source.name);
    requireCount(source.name, values.length, pointCount);
    return values.map((v) => packLabel(Math.floor(v / DIVISOR), v % DIVISOR));
  },

  losses(labels) {
    const losses: string[] = [];
    if (highestClass(labels) > MAX_CLASS) losses.push(`classes above ${MAX_CLASS} cannot be written (the highest is ${highestClass(labels)})`);
    if (highestInstance(labels) > MAX_INSTANCE) losses.push(`instances above ${MAX_INSTANCE} cannot be written (the highest is ${highestInstance(labels)}): renumber them first`);
    return losses;
  },

  write(labels) {
    const point = labels.findIndex((label) => classOf(label) > MAX_CLASS || instanceOf(label) > MAX_INSTANCE);
    if (point >= 0)
      throw cannotWrite('nuScenes panoptic', `classes to ${MAX_CLASS} and instances to ${MAX_INSTANCE}`, `class ${classOf(labels[point])}, instance ${instanceOf(labels[point])}`, point);
    return writeNpzArrays({ data: new Uint16Array(labels.map((label) => classOf(label) * DIVISOR + instanceOf(label))) });
  },
};
