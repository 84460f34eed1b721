import { BYTES } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { createPace } from './pace.ts';
import { fixedBytes } from './ply-header.ts';
import type { PlyElement, PlyHeader, PlyProperty } from './ply-header.ts';
import { readExactly, viewOf } from './read-bytes.ts';

const WINDOW = 1 << 20;
const LF = 10, SPACE = 32;

/** Where the records of `element` begin: behind the header and the elements that are listed before it. Throws DataError 'truncated'. */
export async function elementStart(
  source: ByteSource, header: PlyHeader, element: PlyElement, context: JobContext,
): Promise<{ byte: number; lines: number }> {
  const before = header.elements.slice(0, header.elements.indexOf(element));
  if (header.encoding === 'ascii') return skipLines(source, header, before.reduce((sum, e) => sum + e.count, 0), context);
  let byte = header.dataOffset;
  for (const other of before) {
    const fixed = fixedBytes(other);
    byte = fixed === null ? await skipLists(source, byte, other, header.encoding === 'binary_little_endian', context) : byte + fixed * other.count;
    if (byte > source.size) throw tooShort(source, other, byte);
  }
  return { byte, lines: header.lines };
}

/** One record per line; lines without words do not count. */
async function skipLines(source: ByteSource, { dataOffset, lines }: PlyHeader, count: number, context: JobContext): Promise<{ byte: number; lines: number }> {
  const pace = createPace({ signal: context.signal }, 0);
  let byte = dataOffset, left = count, line = lines, hasWords = false;
  while (left > 0) {
    const bytes = await source.read(byte, byte + WINDOW, context.signal);
    if (bytes.length === 0) throw new DataError('truncated', 'the file ends before its points do', { file: source.name, where: `line ${line + 1}`, expected: `${left} more lines before the vertices`, found: 'the end' });
    let pos = 0;
    for (; pos < bytes.length && left > 0; pos++) {
      if (bytes[pos] > SPACE) hasWords = true;
      if (bytes[pos] !== LF) continue;
      line++;
      if (hasWords) left--;
      hasWords = false;
    }
    byte += pos;
    await pace.step(0);
  }
  return { byte, lines: line };
}

/** Records with lists have to be walked: each says how long it is. */
async function skipLists(source: ByteSource, begin: number, element: PlyElement, littleEndian: boolean, context: JobContext): Promise<number> {
  const pace = createPace({ signal: context.signal }, 0);
  let byte = begin;
  let windowStart = begin, window = viewOf(new Uint8Array(0));
  const ensure = async (n: number) => {
    if (byte + n > source.size) throw tooShort(source, element, byte + n);
    if (byte >= windowStart && byte + n <= windowStart + window.byteLength) return;
    windowStart = byte;
    window = viewOf(await readExactly(source, byte, Math.min(source.size, byte + WINDOW), context.signal));
    await pace.step(0);
  };
  for (let i = 0; i < element.count; i++)
    for (const property of element.properties) {
      let values = 1;
      if (property.countType !== null) {
        await ensure(BYTES[property.countType]);
        values = countAt(window, byte - windowStart, property, littleEndian);
        if (values < 0)
          throw new DataError('malformed', 'a list has a negative length', { file: source.name, where: `byte ${byte}`, expected: `the length of ${property.name}`, found: `${values}` });
        byte += BYTES[property.countType];
      }
      byte += values * BYTES[property.type];
    }
  return byte;
}

function countAt(view: DataView, at: number, { countType }: PlyProperty, littleEndian: boolean): number {
  switch (countType) {
    case 'int8': return view.getInt8(at);
    case 'uint8': return view.getUint8(at);
    case 'int16': return view.getInt16(at, littleEndian);
    case 'uint16': return view.getUint16(at, littleEndian);
    case 'int32': return view.getInt32(at, littleEndian);
    case 'uint32': return view.getUint32(at, littleEndian);
    case 'int64': return Number(view.getBigInt64(at, littleEndian));
    default: return Number(view.getBigUint64(at, littleEndian));
  }
}

function tooShort(source: ByteSource, { name, count }: PlyElement, byte: number): DataError {
  return new DataError('truncated', 'the file ends before its points do', {
    file: source.name, where: `element ${name}`, expected: `${count} of them, to byte ${byte} at least`, found: `${source.size} bytes`,
  });
}
