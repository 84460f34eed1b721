import type { MaskFormat } from './format.ts';
import { readGrey } from './grey.ts';

/**
 * Cityscapes' `_instanceIds`: 16 bits, class * 1000 + n with n from 0; below 1000 the class alone, where there are no instances
 * or they could not be told apart (cityscapesScripts, preparation/json2instanceImg.py). The number as a whole tells the
 * instance: car 0 is 26000.
 */
export const cityscapesInstanceIds: MaskFormat = {
  id: 'cityscapes-instance-ids',
  name: 'Cityscapes instanceIds',
  partial: false,
  read: (source) => readThousands(source, (value) => value < 1000),
};

/** KITTI-360's 16-bit instances: class * 1000 + n always, and n = 0 is no instance (kitti360Scripts, helpers/annotation.py). */
export const kitti360InstanceIds: MaskFormat = {
  id: 'kitti-360-instance-ids',
  name: 'KITTI-360 instance ids',
  partial: false,
  read: (source) => readThousands(source, (value) => value % 1000 === 0),
};

async function readThousands(source: Parameters<MaskFormat['read']>[0], hasNoInstance: (value: number) => boolean): ReturnType<MaskFormat['read']> {
  const { width, height, values } = await readGrey(source);
  const classes = new Uint16Array(values.length), instances = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    classes[i] = value < 1000 ? value : Math.floor(value / 1000);
    instances[i] = hasNoInstance(value) ? 0 : value;
  }
  return { width, height, classes, instances, confidence: null, unknown: [] };
}
