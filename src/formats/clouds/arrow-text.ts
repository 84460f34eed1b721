import type { ByteSource } from '#src/core/io/bytes.ts';
import { damaged, within } from './arrow-batches.ts';
import type { ArrowFile } from './arrow-batches.ts';
import { arrowColumns } from './arrow-schema.ts';
import { bufferOf } from './arrow-table.ts';
import { viewOf } from './read-bytes.ts';

/**
 * A column of text (utf8) of a small table: names of sensors, classes. Null where the table has no such column of this type. A missing
 * value is ''. Throws DataError where its bytes contradict it.
 */
export async function arrowText(source: ByteSource, { schema, batches }: ArrowFile, name: string, signal?: AbortSignal): Promise<string[] | null> {
  const column = within(source, 'the schema', () => arrowColumns(schema)).find((c) => c.name === name && c.typeName === 'utf8');
  if (column === undefined || column.count !== 1 || Number.isNaN(column.data)) return null;
  const out: string[] = [], decoder = new TextDecoder();
  for (const batch of batches) {
    // Columnar.rst: int32 offsets, one more than rows, then the characters.
    const offsets = viewOf(await bufferOf(source, batch, column.data, signal)), text = await bufferOf(source, batch, column.data + 1, signal);
    if (batch.rows > 0 && offsets.byteLength < 4 * (batch.rows + 1)) throw damaged(source, `column ${name}`, `${batch.rows + 1} offsets`, `${offsets.byteLength} bytes`);
    for (let i = 0; i < batch.rows; i++) {
      const begin = offsets.getInt32(4 * i, true), end = offsets.getInt32(4 * i + 4, true);
      if (begin < 0 || end < begin || end > text.length) throw damaged(source, `column ${name}, row ${i}`, `text within ${text.length} bytes`, `bytes ${begin} to ${end}`);
      out.push(decoder.decode(text.subarray(begin, end)));
    }
  }
  return out;
}
