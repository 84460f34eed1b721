import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { AsciiTable } from './ascii-table.ts';
import type { ReadCloudOptions } from './format.ts';
import { createPace } from './pace.ts';
import type { PcdHeader } from './pcd-header.ts';
import { readExactly, requireBytes } from './read-bytes.ts';

const SLICE_BYTES = 1 << 20;
/** A line of text this long is not a point. */
const MAX_LINE = 1 << 24;
const LF = 10, SPACE = 32;

/** `ascii`: one point per line. Words that nobody asked for are stepped over unread. */
export async function readPcdAscii(
  source: ByteSource, header: PcdHeader, options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const { points: count, dataOffset } = header;
  const words = header.fields.reduce((sum, f) => sum + f.count, 0);
  // The shortest point is single digits with one character after each; the last needs none.
  requireBytes(source, dataOffset, Math.max(0, 2 * words * count - 1), `at least, for ${count} lines of ${words} numbers`);
  const table = new AsciiTable(source.name, header, options);
  const pace = createPace(context, count);
  await pace.step(0);

  let rest: Uint8Array = new Uint8Array(0);
  let at = dataOffset;
  while (at < source.size && !table.full) {
    const end = Math.min(source.size, at + SLICE_BYTES);
    const bytes = joined(rest, await readExactly(source, at, end, context.signal));
    at = end;
    const whole = at === source.size ? bytes.length : bytes.lastIndexOf(LF) + 1;
    const used = table.parse(bytes, whole);
    rest = bytes.subarray(used);
    if (!table.full && rest.length > MAX_LINE)
      throw new DataError('malformed', 'a line never ends', { file: source.name, where: `line ${table.line}`, expected: `at most ${MAX_LINE} bytes` });
    await pace.step(table.rows);
  }
  if (!table.full)
    throw new DataError('truncated', 'the file ends before its points do', {
      file: source.name, where: `line ${table.line}`, expected: `${count} points`, found: `${table.rows}`,
    });
  return table.finish([...header.warnings, ...warningsAboutTheEnd(at < source.size || rest.some((b) => b > SPACE), table)]);
}

function warningsAboutTheEnd(trailing: boolean, table: AsciiTable): string[] {
  if (trailing) return ['what follows the last point was ignored'];
  // 12.5 cut off after the 2 is a number too.
  return table.endedOpen ? ['the last line has no end; its last number may have been cut off'] : [];
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
