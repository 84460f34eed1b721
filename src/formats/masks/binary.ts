import { DataError } from '#src/core/errors.ts';
import type { MaskFormat, ReadMaskOptions } from './format.ts';
import { readGrey } from './grey.ts';

/**
 * One PNG per instance: anything but 0 belongs to it. What it is stands beside it: number and class name. Without a class its
 * pixels are void, but still told apart.
 */
export const binary: MaskFormat = {
  id: 'binary',
  name: 'one PNG per instance',
  partial: true,

  async read(source, options) {
    const classId = binaryClass(options, source.name);
    const instance = options.instance ?? 0;
    const { width, height, values } = await readGrey(source);
    const classes = new Uint16Array(values.length), instances = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++)
      if (values[i] !== 0) {
        classes[i] = classId;
        instances[i] = instance;
      }
    return { width, height, classes, instances, confidence: null, unknown: [] };
  },
};

function binaryClass({ className, taxonomy }: ReadMaskOptions, file: string): number {
  if (className === undefined) return 0;
  const known = taxonomy.classes.find((c) => c.name === className);
  if (known !== undefined) return known.id;
  throw new DataError('missing', 'shows a class that the masks\' classes do not have', {
    file, expected: `a class of ${taxonomy.name}`, found: className,
  });
}
