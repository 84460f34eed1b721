import { classOf, instanceOf } from '#src/core/labels/label.ts';
import type { LabelFormat } from './format.ts';
import { cannotWrite, highestClass, requireCount } from './values.ts';

const MAX = 255;

/** nuScenes lidarseg `.bin`: the category's index of each point as one byte (nuscenes-devkit, docs/instructions_lidarseg.md). No instances. */
export const nuscenesLidarseg: LabelFormat = {
  id: 'nuscenes-lidarseg',
  name: 'nuScenes lidarseg .bin',
  extensions: ['bin'],

  async read(source, pointCount) {
    requireCount(source.name, source.size, pointCount);
    const bytes = await source.read(0, source.size);
    requireCount(source.name, bytes.length, pointCount);
    return Uint32Array.from(bytes);
  },

  losses(labels) {
    const losses: string[] = [];
    const instances = labels.reduce((n, label) => n + Number(instanceOf(label) !== 0), 0);
    if (instances > 0) losses.push(`nuScenes lidarseg has no instances: those of ${instances} points are left out`);
    if (highestClass(labels) > MAX) losses.push(`classes above ${MAX} cannot be written (the highest is ${highestClass(labels)})`);
    return losses;
  },

  write(labels) {
    const point = labels.findIndex((label) => classOf(label) > MAX);
    if (point >= 0) throw cannotWrite('nuScenes lidarseg', `classes from 0 to ${MAX}`, `class ${classOf(labels[point])}`, point);
    return new Uint8Array(labels.map(classOf));
  },
};
