import type { ByteSource } from '#src/core/io/bytes.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { CloudPreview } from './format.ts';
import { kittiBin, presumedColumns } from './kitti-bin.ts';
import { KNOWN_LAYOUTS, parseRawLayout } from './raw-layout.ts';

/** What a file without a header comes to with some columns: enough to see whether they are the right ones. */
export interface RawTrial {
  /** Whole records in the file. */
  readonly count: number;
  /** Bytes after the last whole record: not 0 says that the columns are wrong, or that the file was cut off. */
  readonly leftover: number;
  /** Every column's value in the first records. */
  readonly rows: readonly (readonly (number | bigint)[])[];
  /** Points from all over the file. */
  readonly preview: CloudPreview;
}

const ROWS = 5;

/** Reads parts of a file with the columns that somebody tries. Throws DataError where these are no columns, and as reading does. */
export async function tryRawColumns(source: ByteSource, layout: readonly string[], signal?: AbortSignal): Promise<RawTrial> {
  const { columns, stride } = parseRawLayout(layout, source.name);
  const count = Math.floor(source.size / stride);
  const shown = Math.min(ROWS, count);
  const head = memorySource(source.name, await source.read(0, shown * stride, signal));
  const first = await kittiBin.read(head, { layout, columns: 'all' }, { signal });
  const rows = Array.from({ length: shown }, (_, i) => columns.map(({ field }) => first.columns[field.name].values[i]));
  // Whole records only: what is left over is said, and keeps nobody from looking.
  const whole: ByteSource = { name: source.name, size: count * stride, read: (begin, end, stop) => source.read(begin, end, stop) };
  const preview = await kittiBin.preview!(whole, { layout }, { signal });
  return { count, leftover: source.size - count * stride, rows, preview: preview! };
}

/** The columns that a file is read with while nobody says otherwise, and those that people's files are known to have. */
export function rawColumnChoices({ name, size }: Pick<ByteSource, 'name' | 'size'>): { presumed: readonly string[]; known: readonly { of: string; columns: readonly string[]; fits: boolean }[] } {
  const known = KNOWN_LAYOUTS.map(({ of, columns }) => ({ of, columns, fits: size % parseRawLayout(columns, name).stride === 0 }));
  return { presumed: presumedColumns(name), known };
}
