import { DataError } from '#src/core/errors.ts';

/** Lines of exactly `count` numbers, as poses.txt and times.txt are. Throws DataError that names the line. Empty lines at the end are none. */
export function numberRows(text: string, count: number, file: string): number[][] {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.map((line, i) => {
    const numbers = line.split(/[\s,]+/).filter((word) => word !== '').map(Number);
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    throw new DataError('malformed', 'has a line of something else', {
      file, where: `line ${i + 1}`, expected: `${count} number${count === 1 ? '' : 's'}`, found: line.slice(0, 60),
    });
  });
}
