import type { MaskFormat } from './format.ts';
import { readGrey } from './grey.ts';

/** Greyscale PNG whose values are instances and say nothing about classes: those come from another file of the same picture. */
export const instanceIds: MaskFormat = {
  id: 'instance-ids',
  name: 'PNG of instance ids',
  partial: false,

  async read(source) {
    const { width, height, values } = await readGrey(source);
    return { width, height, classes: new Uint16Array(values.length), instances: new Uint16Array(values), confidence: null, unknown: [] };
  },
};
