import { DataError } from '#src/core/errors.ts';
import type { MaskFormat } from './format.ts';
import { readPng } from './png.ts';

/** Palette PNG whose indices are class ids (Pascal VOC, ADE20K, Pillow's mode P); what colours they have does not matter. */
export const palette: MaskFormat = {
  id: 'palette',
  name: 'PNG with a palette, index = class id',
  partial: false,

  async read(source) {
    const { width, height, colour, values } = await readPng(source);
    if (colour !== 'palette')
      throw new DataError('unsupported', 'has no palette', { file: source.name, expected: 'a palette PNG', found: `a ${colour} PNG` });
    return { width, height, classes: new Uint16Array(values), instances: null, confidence: null, unknown: [] };
  },
};
