import { DataError } from '#src/core/errors.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { LabelFormat } from './format.ts';
import { readNpzArrays, writeNpzArrays } from './npz-arrays.ts';
import { requireCount, wholeNumbers } from './values.ts';

/**
 * numpy arrays `label` (uint32, packed as in `.label`), `class` and `instance` (uint16), one number per point each. Read by `class` and
 * `instance` where they are there (`instance` may be missing), else by `label`.
 */
export const npzLabels: LabelFormat = {
  id: 'npz',
  name: 'NumPy arrays of labels',
  extensions: ['npz'],

  async read(source, pointCount) {
    const arrays = await readNpzArrays(source, ['label', 'class', 'instance'], pointCount);
    const numbers = (name: string, max: number) => {
      const array = arrays.get(name);
      if (array === undefined) return null;
      requireCount(`${source.name}/${name}.npy`, array.values.length, pointCount);
      return wholeNumbers(array.values, max, `${source.name}/${name}.npy`);
    };
    const classes = numbers('class', 0xffff), instances = numbers('instance', 0xffff), packed = numbers('label', 0xffffffff);
    if (classes !== null) return classes.map((c, i) => packLabel(c, instances?.[i] ?? 0));
    if (packed !== null) return packed;
    throw new DataError('missing', 'has no labels', { file: source.name, expected: 'an array called label or class', found: 'none' });
  },

  losses: () => [],

  write: (labels) => writeNpzArrays({ label: labels, class: new Uint16Array(labels.map(classOf)), instance: new Uint16Array(labels.map(instanceOf)) }),
};
