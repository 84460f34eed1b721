import { CITYSCAPES_IGNORED_TRAIN_ID, cityscapesTrainIds } from '#src/core/labels/presets/cityscapes.ts';
import type { MaskFormat } from './format.ts';
import { readGrey } from './grey.ts';
import { UnknownValues } from './unknown-values.ts';

/** Cityscapes' `_labelTrainIds`: 0 (road) to 18 (bicycle), 255 for the rest. Gives Cityscapes' class ids. */
export const cityscapesTrainIdMask: MaskFormat = {
  id: 'cityscapes-train-ids',
  name: 'Cityscapes labelTrainIds',
  partial: false,

  async read(source) {
    const { width, height, values } = await readGrey(source);
    const classes = new Uint16Array(values.length);
    const unknown = new UnknownValues();
    for (let i = 0; i < values.length; i++) {
      const id = cityscapesTrainIds.get(values[i]);
      if (id !== undefined) classes[i] = id;
      else if (values[i] !== CITYSCAPES_IGNORED_TRAIN_ID) unknown.add(values[i]);
    }
    return { width, height, classes, instances: null, confidence: null, unknown: unknown.list((value) => `train id ${value}`) };
  },
};
