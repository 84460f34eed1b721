import { DataError } from '#src/core/errors.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';

/** Throws DataError 'mismatch' with both numbers unless there is one label for each point. */
export function requireCount(file: string, found: number, pointCount: number): void {
  if (found !== pointCount)
    throw new DataError('mismatch', 'the labels do not belong to these points', { file, expected: `${pointCount} labels`, found: `${found} labels` });
}

/** Whole numbers from 0 to `max`, as they are. Throws DataError 'malformed' that names the first other one. */
export function wholeNumbers(values: ArrayLike<number>, max: number, file: string): Uint32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(Number.isInteger(value) && value >= 0 && value <= max))
      throw new DataError('malformed', 'has a value that is no label', { file, where: `point ${i}`, expected: `a whole number from 0 to ${max}`, found: String(value) });
    out[i] = value;
  }
  return out;
}

export function highestClass(labels: Uint32Array): number {
  return labels.reduce((top, label) => Math.max(top, classOf(label)), 0);
}

export function highestInstance(labels: Uint32Array): number {
  return labels.reduce((top, label) => Math.max(top, instanceOf(label)), 0);
}

/** The first point whose label a format has no way to write. */
export function cannotWrite(format: string, expected: string, found: string, point: number): DataError {
  return new DataError('unsupported', 'the labels do not fit', { file: format, where: `point ${point}`, expected, found, hint: 'map the classes first' });
}
