import { allocate, BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { decodeLz4Frame } from '../lz4.ts';
import { float16 } from '../npy.ts';
import { decodeZstd } from '../zstd.ts';
import { damaged, within } from './arrow-batches.ts';
import type { ArrowBatch, ArrowFile } from './arrow-batches.ts';
import { arrowColumns } from './arrow-schema.ts';
import type { ArrowColumn } from './arrow-schema.ts';
import { allocating } from './cloud-builder.ts';
import { uniqueName } from './field-names.ts';
import type { SourceColumn } from './from-columns.ts';
import { readExactly, viewOf } from './read-bytes.ts';

/** The columns of numbers of a table, each read when it is asked for; the others are named in `warnings`. Throws DataError. */
export function arrowTable(source: ByteSource, { schema, batches }: ArrowFile, warnings: string[], signal?: AbortSignal): { count: number; columns: SourceColumn[] } {
  const listed = within(source, 'the schema', () => arrowColumns(schema));
  const count = batches.reduce((sum, b) => sum + b.rows, 0);
  const used = new Set<string>();
  const columns: SourceColumn[] = [];
  for (const column of listed) {
    const nulls = batches.some((b) => column.validity.some(({ node }) => (b.nodes[node]?.nulls ?? 0) > 0));
    // Doubles hold every whole number of 32 bits, and NaN.
    const lost = column.type === null || Number.isNaN(column.data) || (nulls && (column.count > 1 || /^u?int64$/.test(column.type)));
    if (lost) {
      warnings.push(`column ${column.name} (${column.typeName}${nulls ? ' with missing values' : ''}) was not read`);
      continue;
    }
    if (nulls) warnings.push(`column ${column.name} has missing values, which are NaN here`);
    const type = nulls && !column.type!.startsWith('float') ? 'float64' : column.type!;
    const field: FieldInfo = { name: uniqueName(column.name, used, warnings), type, count: column.count };
    columns.push({ field, load: () => loadColumn(source, batches, column, field, count, signal) });
  }
  return { count, columns };
}

async function loadColumn(source: ByteSource, batches: readonly ArrowBatch[], column: ArrowColumn, field: FieldInfo, count: number, signal?: AbortSignal): Promise<ColumnArray> {
  // Every buffer is held against its rows before anything is allocated for them.
  const parts: Uint8Array[] = [];
  for (const batch of batches) parts.push(await dataOf(source, batch, column, signal));
  const out = allocating(source.name, count, () => allocate(field.type, count * field.count));
  let at = 0;
  for (const [b, batch] of batches.entries()) {
    put(parts[b], column, batch.rows * column.count, out, at);
    for (const { node, buffer } of column.validity) {
      if (batch.nodes[node].nulls === 0) continue;
      const bits = await bufferOf(source, batch, buffer, signal);
      if (bits.length * 8 < batch.rows) throw tooShort(source, column, batch.rows, bits.length * 8);
      for (let i = 0; i < batch.rows; i++) if (((bits[i >> 3] >> (i & 7)) & 1) === 0) out[at + i] = NaN as never;
    }
    at += batch.rows * column.count;
  }
  return out;
}

async function dataOf(source: ByteSource, batch: ArrowBatch, column: ArrowColumn, signal?: AbortSignal): Promise<Uint8Array> {
  const values = batch.rows * column.count, length = batch.nodes[column.node]?.length ?? -1;
  if (length !== values) throw tooShort(source, column, values, length);
  const bytes = await bufferOf(source, batch, column.data, signal);
  const needed = column.stored === 'bool' ? Math.ceil(values / 8) : values * (column.stored === 'float16' ? 2 : BYTES[column.type!]);
  if (bytes.length < needed) throw tooShort(source, column, needed, bytes.length);
  return bytes.subarray(0, needed);
}

/** A buffer, unpacked: the length of what it becomes (int64; -1 where it is not packed) stands before it. */
export async function bufferOf(source: ByteSource, { buffers, compression }: ArrowBatch, k: number, signal?: AbortSignal): Promise<Uint8Array> {
  const buffer = buffers[k];
  if (buffer === undefined) throw damaged(source, 'a record batch', `buffer ${k}`, `${buffers.length} buffers`);
  const bytes = await readExactly(source, buffer.begin, buffer.end, signal);
  if (compression === 'none' || bytes.length === 0) return bytes;
  const where = `the packed buffer at byte ${buffer.begin}`;
  if (bytes.length < 8) throw damaged(source, where, 'a length of 8 bytes', `${bytes.length} bytes`);
  const size = Number(viewOf(bytes).getBigInt64(0, true)), packed = bytes.subarray(8);
  if (size === -1) return packed;
  try {
    return compression === 'lz4' ? decodeLz4Frame(packed, size) : decodeZstd(packed, size);
  } catch (error) {
    throw damaged(source, where, `${size} bytes from ${packed.length}`, error instanceof Error ? error.message : String(error));
  }
}

function put(bytes: Uint8Array, { type, stored }: ArrowColumn, n: number, out: ColumnArray, at: number): void {
  if (stored === 'bool') {
    for (let i = 0; i < n; i++) out[at + i] = ((bytes[i >> 3] >> (i & 7)) & 1) as never;
    return;
  }
  if (stored === 'float16') {
    const view = viewOf(bytes);
    for (let i = 0; i < n; i++) out[at + i] = float16(view.getUint16(2 * i, true)) as never;
    return;
  }
  const same = allocate(type!, n);
  new Uint8Array(same.buffer).set(bytes);
  if (same.constructor === out.constructor) out.set(same as never, at);
  else for (let i = 0; i < n; i++) out[at + i] = Number(same[i]) as never;
}

function tooShort(source: ByteSource, column: ArrowColumn, expected: number, found: number) {
  return damaged(source, `column ${column.name}`, `${expected} values or bytes`, `${found}`);
}
