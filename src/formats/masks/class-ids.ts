import type { MaskFormat } from './format.ts';
import { readGrey } from './grey.ts';

/** Greyscale PNG of up to 16 bits whose values are class ids: Cityscapes' `_labelIds`, and most of what networks write. */
export const classIds: MaskFormat = {
  id: 'class-ids',
  name: 'PNG of class ids',
  partial: false,

  async read(source) {
    const { width, height, values } = await readGrey(source);
    return { width, height, classes: new Uint16Array(values), instances: null, confidence: null, unknown: [] };
  },
};
