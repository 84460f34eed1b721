import { DataError } from '#src/core/errors.ts';
import { binary } from './binary.ts';
import { cityscapesTrainIdMask } from './cityscapes-train-ids.ts';
import { classIds } from './class-ids.ts';
import { cocoInstances } from './coco-instances.ts';
import { cocoPanoptic } from './coco-panoptic.ts';
import { colours } from './colours.ts';
import type { MaskFormat } from './format.ts';
import { instanceIds } from './instance-ids.ts';
import { palette } from './palette.ts';
import { cityscapesInstanceIds, kitti360InstanceIds } from './thousands.ts';

/** Every mask format: one file and one line. */
export const maskFormats: readonly MaskFormat[] = [
  classIds, instanceIds, binary, palette, colours, cityscapesInstanceIds, cityscapesTrainIdMask, kitti360InstanceIds, cocoPanoptic, cocoInstances,
];

/** The format of this id. Throws DataError 'unsupported' that names those there are; `file` is the mask that asks for it. */
export function maskFormat(id: string, file: string): MaskFormat {
  const format = maskFormats.find((f) => f.id === id);
  if (format !== undefined) return format;
  throw new DataError('unsupported', 'is a mask of a kind that cannot be read', {
    file, expected: `one of ${maskFormats.map((f) => f.id).join(', ')}`, found: id,
  });
}
