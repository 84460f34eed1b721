import { zipSync } from 'fflate';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { npyDescr, readNpy, writeNpy } from '../npy.ts';
import type { NpyArray } from '../npy.ts';
import { listZip, readZipEntry } from '../zip.ts';

/** The same labels give the same bytes, whenever they are written. */
const MTIME = new Date('2000-01-01T00:00:00');

/** Bytes of an npy's header that nobody exceeds. */
const HEADER_BYTES = 1 << 16;

/**
 * The arrays of an npz that are called one of `names`. Throws DataError where the archive or one of them is damaged, and 'mismatch' for an
 * array that is too large to be one number for each of `pointCount` points, before it is unpacked.
 */
export async function readNpzArrays(source: ByteSource, names: readonly string[], pointCount: number): Promise<ReadonlyMap<string, NpyArray>> {
  const found = new Map<string, NpyArray>();
  for (const entry of await listZip(source)) {
    const name = entry.name.replace(/\.npy$/, '');
    if (!names.includes(name)) continue;
    if (entry.size > 8 * pointCount + HEADER_BYTES)
      throw new DataError('mismatch', 'the labels do not belong to these points', { file: source.name, where: entry.name, expected: `${pointCount} labels`, found: `${entry.size} bytes` });
    found.set(name, await readNpy(memorySource(`${source.name}/${entry.name}`, await readZipEntry(source, entry))));
  }
  return found;
}

/** An npz of one-dimensional arrays, deflated as numpy's savez_compressed does. */
export function writeNpzArrays(arrays: Readonly<Record<string, Uint16Array | Uint32Array>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, values]) => {
    const descr = npyDescr(values instanceof Uint16Array ? 'uint16' : 'uint32');
    return [`${name}.npy`, writeNpy([values.length], `'${descr}'`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))];
  });
  return zipSync(Object.fromEntries(files), { level: 6, mtime: MTIME });
}
