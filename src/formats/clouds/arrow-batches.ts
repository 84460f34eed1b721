import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { FlatTable } from '../flatbuffer.ts';
import { readExactly, viewOf } from './read-bytes.ts';

/** A record batch: how many rows, and where the buffers of its columns are. */
export interface ArrowBatch {
  readonly rows: number;
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  /** Bytes of the file, [begin, end). */
  readonly buffers: readonly { readonly begin: number; readonly end: number }[];
  readonly compression: 'none' | 'lz4' | 'zstd';
}

export interface ArrowFile {
  readonly schema: FlatTable;
  readonly batches: readonly ArrowBatch[];
}

export const FILE_MAGIC = 'ARROW1';
/** MessageHeader in Message.fbs. */
const SCHEMA = 1, DICTIONARY = 2, RECORD_BATCH = 3;
const CONTINUATION = 0xffffffff;
const LONG_PAIR = [{ at: 0, long: true }, { at: 8, long: true }];
const BLOCK = [{ at: 0, long: true }, { at: 8, long: false }, { at: 16, long: true }];

/** Lists the batches of an IPC file by its footer, without reading them. Throws DataError. */
export async function listArrowFile(source: ByteSource, signal?: AbortSignal): Promise<ArrowFile> {
  const tail = source.size - FILE_MAGIC.length - 4;
  const end = tail < 8 ? new Uint8Array(10) : await readExactly(source, tail, source.size, signal);
  if (new TextDecoder().decode(end.subarray(4)) !== FILE_MAGIC)
    throw new DataError('truncated', 'is an Arrow file without its end', { file: source.name, where: `byte ${source.size}`, expected: FILE_MAGIC, found: 'other bytes' });
  const length = viewOf(end).getInt32(0, true);
  if (length <= 0 || length > tail) throw damaged(source, `byte ${tail}`, `a footer of 1 to ${tail} bytes`, `${length}`);
  const bytes = await readExactly(source, tail - length, tail, signal);
  const { schema, blocks } = within(source, `byte ${tail - length}`, () => {
    const footer = FlatTable.root(bytes);
    return { schema: footer.table(1), blocks: footer.structs(3, 24, BLOCK) };
  });
  if (schema === null) throw damaged(source, 'the footer', 'a schema', 'none');
  const batches: ArrowBatch[] = [];
  let after = 0;
  for (const [offset, , bodyLength] of blocks) {
    // Batches that overlap would make a small file into any number of rows.
    if (offset < after) throw damaged(source, `byte ${offset}`, `a batch behind byte ${after}`, 'one that overlaps');
    const message = await readMessage(source, offset, signal);
    if (message === null || message.type !== RECORD_BATCH || message.bodyLength !== bodyLength) throw damaged(source, `byte ${offset}`, 'the record batch of the footer', 'another message');
    batches.push(batchOf(source, message));
    after = message.bodyBegin + message.bodyLength;
  }
  return { schema, batches };
}

/** Lists the batches of an IPC stream, message by message. `ended` says whether it has its end mark. Throws DataError. */
export async function listArrowStream(source: ByteSource, signal?: AbortSignal): Promise<ArrowFile & { ended: boolean }> {
  let schema: FlatTable | null = null;
  const batches: ArrowBatch[] = [];
  for (let at = 0; at < source.size; ) {
    const message = await readMessage(source, at, signal);
    if (message === null) {
      if (schema === null) break;
      return { schema, batches, ended: true };
    }
    if (message.type === SCHEMA && schema === null) schema = message.header;
    else if (message.type === RECORD_BATCH && schema !== null) batches.push(batchOf(source, message));
    else if (message.type !== DICTIONARY) throw damaged(source, `byte ${at}`, 'a schema, then record batches', `a message of type ${message.type}`);
    at = message.bodyBegin + message.bodyLength;
  }
  if (schema === null) throw damaged(source, 'byte 0', 'a schema', 'none');
  return { schema, batches, ended: false };
}

interface Message {
  readonly at: number;
  readonly type: number;
  readonly header: FlatTable;
  readonly bodyBegin: number;
  readonly bodyLength: number;
}

/** An encapsulated message: [continuation], length of the metadata, metadata, body. Null for the end of a stream. */
async function readMessage(source: ByteSource, at: number, signal?: AbortSignal): Promise<Message | null> {
  const head = await readExactly(source, at, Math.min(source.size, at + 8), signal);
  if (head.length < 4) throw truncated(source, at);
  const modern = viewOf(head).getUint32(0, true) === CONTINUATION;
  if (modern && head.length < 8) throw truncated(source, at);
  // Before version 0.15 there was no continuation mark.
  const length = viewOf(head).getInt32(modern ? 4 : 0, true), begin = at + (modern ? 8 : 4);
  if (length === 0) return null;
  if (length < 0) throw damaged(source, `byte ${at}`, 'a length', `${length}`);
  if (begin + length > source.size) throw truncated(source, at);
  const bytes = await readExactly(source, begin, begin + length, signal);
  const { type, header, bodyLength } = within(source, `byte ${begin}`, () => {
    const message = FlatTable.root(bytes);
    return { type: message.byte(1), header: message.table(2), bodyLength: message.long(3) };
  });
  if (header === null) throw damaged(source, `byte ${begin}`, 'a message with a header', 'none');
  if (begin + length + bodyLength > source.size) throw truncated(source, at);
  return { at, type, header, bodyBegin: begin + length, bodyLength };
}

function batchOf(source: ByteSource, { at, header, bodyBegin, bodyLength }: Message): ArrowBatch {
  const where = `the record batch at byte ${at}`;
  const { rows, nodes, buffers, codec } = within(source, where, () => ({
    rows: header.long(0), nodes: header.structs(1, 16, LONG_PAIR), buffers: header.structs(2, 16, LONG_PAIR), codec: header.table(3)?.byte(0) ?? null,
  }));
  for (const [offset, length] of buffers) if (offset + length > bodyLength) throw damaged(source, where, `buffers within ${bodyLength} bytes`, `bytes ${offset} to ${offset + length}`);
  if (codec !== null && codec > 1) throw new DataError('unsupported', 'is packed in a way that is not known', { file: source.name, where, expected: 'LZ4 or Zstandard', found: `codec ${codec}` });
  return {
    rows, compression: codec === null ? 'none' : codec === 0 ? 'lz4' : 'zstd',
    nodes: nodes.map(([length, nulls]) => ({ length, nulls })),
    buffers: buffers.map(([offset, length]) => ({ begin: bodyBegin + offset, end: bodyBegin + offset + length })),
  };
}

/** Metadata that leads out of its bytes is the file's fault. */
export function within<T>(source: ByteSource, where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(source, where, 'metadata of Arrow', error.message);
  }
}

function truncated(source: ByteSource, at: number): DataError {
  return new DataError('truncated', 'is an Arrow table that was cut off', { file: source.name, where: `byte ${at}`, expected: 'a whole message', found: `the end at byte ${source.size}` });
}

export function damaged(source: ByteSource, where: string, expected: string, found: string): DataError {
  return new DataError('malformed', 'is a damaged Arrow table', { file: source.name, where, expected, found });
}
