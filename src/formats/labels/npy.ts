import { DataError } from '#src/core/errors.ts';
import { npyDescr, readNpy, writeNpy } from '../npy.ts';
import type { LabelFormat } from './format.ts';
import { requireCount, wholeNumbers } from './values.ts';

/** A numpy array of one label per point: uint32, packed as in `.label`; small types hold classes only. */
export const npyLabels: LabelFormat = {
  id: 'npy',
  name: 'NumPy array of labels',
  extensions: ['npy'],

  async read(source, pointCount) {
    const { shape, values } = await readNpy(source);
    if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1)))
      throw new DataError('mismatch', 'is not one label per point', { file: source.name, expected: `shape (${pointCount},)`, found: `(${shape.join(', ')})` });
    requireCount(source.name, values.length, pointCount);
    return wholeNumbers(values, 0xffffffff, source.name);
  },

  losses: () => [],

  write: (labels) => writeNpy([labels.length], `'${npyDescr('uint32')}'`, new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)),
};
