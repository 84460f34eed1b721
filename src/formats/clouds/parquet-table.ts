import { parquetMetadataAsync } from 'hyparquet';
import type { AsyncBuffer, ColumnMetaData, CompressionCodec, FileMetaData, SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { allocate } from '#src/core/cloud/columns.ts';
import type { ColumnArray, ColumnType } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { decodeLz4Block } from '../lz4.ts';
import { decodeZstd } from '../zstd.ts';
import { allocating } from './cloud-builder.ts';
import { uniqueName } from './field-names.ts';
import type { SourceColumn } from './from-columns.ts';
import type { Physical } from './parquet-column.ts';
import { decodePages, MissingValue } from './parquet-column.ts';
import type { PageHead } from './parquet-pages.ts';
import { checkFooter, DATA_PAGE, DATA_PAGE_V2, pageHeads } from './parquet-pages.ts';
import { readExactly, viewOf } from './read-bytes.ts';

/** The most that each codec can make of a byte; generous for those whose blocks repeat. */
const MAX_RATIO: Partial<Record<CompressionCodec, number>> = { UNCOMPRESSED: 1, SNAPPY: 64, GZIP: 1032, LZ4: 255, LZ4_RAW: 255, ZSTD: 32768, BROTLI: 32768 };
/** Runs make a page of one value from a few bytes; more rows than this from so few bytes are no measured points. */
const MAX_ROWS_PER_BYTE = 4096;

/** The columns of numbers of a Parquet file, each read when it is asked for; the others are named in `warnings`. Throws DataError. */
export async function parquetTable(source: ByteSource, warnings: string[], signal?: AbortSignal): Promise<{ count: number; columns: SourceColumn[] }> {
  const file: AsyncBuffer = { byteLength: source.size, slice: async (begin, end = source.size) => exactBuffer(await readExactly(source, begin, end, signal)) };
  await guarded(source, async () => checkFooter(await footerBytes(source, signal)));
  const metadata = await guarded(source, () => parquetMetadataAsync(file, { geoparquet: false }));
  // What the library takes from a damaged footer need not have the shape that its types promise.
  const { count, elements } = await guarded(source, async () => ({ count: checkedRows(source, metadata), elements: topLevel(metadata) }));
  const used = new Set<string>();
  const columns: SourceColumn[] = [];
  for (const element of elements) {
    if (typeof element.name !== 'string') throw damaged(source, 'the footer', 'a name for each column', String(element.name));
    const type = columnType(element);
    if (type === null) warnings.push(`column ${element.name} (${element.logical_type?.type ?? element.converted_type ?? element.type ?? 'nested'}) was not read`);
    else {
      const field = { name: uniqueName(element.name, used, warnings), type, count: 1 };
      columns.push({ field, load: () => guarded(source, () => loadColumn(source, metadata, element, type, count, signal)) });
    }
  }
  return { count, columns };
}

/** The footer: before the last eight bytes, which are its length and the magic. */
async function footerBytes(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array> {
  const end = source.size - 8, length = viewOf(await readExactly(source, end, end + 4, signal)).getUint32(0, true);
  if (length > end - 4) throw damaged(source, `byte ${end}`, `a footer of at most ${end - 4} bytes`, `${length}`);
  return readExactly(source, end - length, end, signal);
}

/** Flat columns, and the heads of nested ones. */
function topLevel({ schema }: FileMetaData): SchemaElement[] {
  const out: SchemaElement[] = [];
  let at = 1;
  const step = () => {
    const children = schema[at++]?.num_children ?? 0;
    for (let i = 0; i < children && at < schema.length; i++) step();
  };
  for (let i = 0; i < (schema[0]?.num_children ?? 0) && at < schema.length; i++) {
    out.push(schema[at]);
    step();
  }
  return out;
}

function columnType({ type, converted_type: converted, logical_type: logical, repetition_type: repetition, num_children: children }: SchemaElement): ColumnType | null {
  if ((children ?? 0) > 0 || repetition === 'REPEATED') return null;
  if (type === 'FLOAT') return 'float32';
  if (type === 'DOUBLE') return 'float64';
  if (type === 'BOOLEAN') return 'uint8';
  if (type === 'FIXED_LEN_BYTE_ARRAY') return logical?.type === 'FLOAT16' ? 'float32' : null;
  if (type !== 'INT32' && type !== 'INT64') return null;
  if (logical?.type === 'INTEGER') return ![8, 16, 32, 64].includes(logical.bitWidth) ? null : `${logical.isSigned ? '' : 'u'}int${logical.bitWidth}` as ColumnType;
  const [, unsigned, bits] = /^(U?)INT_(8|16|32|64)$/.exec(converted ?? '') ?? [];
  if (bits !== undefined) return `${unsigned === 'U' ? 'u' : ''}int${bits}` as ColumnType;
  // Dates, times and decimals would come as objects.
  if (converted !== undefined || (logical !== undefined && logical.type !== 'NULL')) return null;
  return type === 'INT32' ? 'int32' : 'int64';
}

function checkedRows(source: ByteSource, { num_rows: rows, row_groups: groups }: FileMetaData): number {
  const count = Number(rows), sum = groups.reduce((total, g) => total + Number(g.num_rows), 0);
  if (count !== sum || groups.some((g) => g.num_rows < 0n)) throw damaged(source, 'the footer', `row groups of ${count} rows together`, `${sum}`);
  if (count > source.size * MAX_ROWS_PER_BYTE) throw damaged(source, 'the footer', `at most ${source.size * MAX_ROWS_PER_BYTE} rows in ${source.size} bytes`, `${count}`);
  return count;
}

async function loadColumn(
  source: ByteSource, metadata: FileMetaData, element: SchemaElement, type: ColumnType, count: number, signal?: AbortSignal,
): Promise<ColumnArray> {
  const { name } = element;
  const out = allocating(source.name, count, () => allocate(type, count));
  let first = 0;
  for (const group of metadata.row_groups) {
    const found = group.columns.filter((c) => c.meta_data?.path_in_schema[0] === name);
    const meta = found[0]?.meta_data;
    if (meta === undefined || found.length > 1) throw damaged(source, `column ${name}`, 'one part in every row group', `${found.length}`);
    const rows = Number(group.num_rows);
    const { chunk, heads } = await checkedChunk(source, name, meta, rows, signal);
    try {
      decodePages(chunk, heads, { physical: physicalOf(element), optional: element.repetition_type === 'OPTIONAL', unpack: (packed, size) => unpack(meta.codec, packed, size) }, out, first);
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
      throw new DataError('unsupported', 'has missing values in a column of whole numbers', { file: source.name, where: `column ${name}, row ${first + error.row}`, hint: 'load it without this column' });
    }
    first += rows;
  }
  return out;
}

function physicalOf({ type }: SchemaElement): Physical {
  return type === 'FIXED_LEN_BYTE_ARRAY' ? 'FLOAT16' : (type as Physical);
}

interface Chunk {
  readonly chunk: Uint8Array;
  readonly heads: readonly PageHead[];
}

/** The bytes of a column in a row group; what its pages announce is held against its rows and bytes, before a decoder believes them. */
async function checkedChunk(source: ByteSource, name: string, meta: ColumnMetaData, rows: number, signal?: AbortSignal): Promise<Chunk> {
  const begin = Number(meta.dictionary_page_offset || meta.data_page_offset), end = begin + Number(meta.total_compressed_size);
  const ratio = MAX_RATIO[meta.codec];
  if (ratio === undefined) throw new DataError('unsupported', 'is packed in a way that is not read', { file: source.name, where: `column ${name}`, expected: Object.keys(MAX_RATIO).join(', '), found: meta.codec });
  if (!(begin >= 4 && begin <= end && end <= source.size)) throw damaged(source, `column ${name}`, `bytes within ${source.size}`, `${begin} to ${end}`);
  const chunk = await readExactly(source, begin, end, signal), heads = pageHeads(chunk);
  let values = 0;
  for (const head of heads) {
    if (head.type === DATA_PAGE || head.type === DATA_PAGE_V2) values += head.values;
    // A dictionary has no more entries than there are rows that use them.
    if (head.values > rows || values > rows) throw damaged(source, `column ${name}`, `pages of ${rows} values`, `${Math.max(values, head.values)}`);
    if (head.unpacked > head.packed * ratio + 64) throw damaged(source, `column ${name}`, `a page that ${head.packed} bytes can become`, `${head.unpacked} bytes`);
  }
  if (values !== rows) throw damaged(source, `column ${name}`, `${rows} values`, `${values}`);
  return { chunk, heads };
}

const CODECS: typeof compressors = { ...compressors, LZ4_RAW: decodeLz4Block, ZSTD: decodeZstd };

function unpack(codec: CompressionCodec, packed: Uint8Array, size: number): Uint8Array {
  const bytes = codec === 'UNCOMPRESSED' ? packed : CODECS[codec]?.(packed, size);
  if (bytes?.length !== size) throw new RangeError(`a page of ${bytes?.length} bytes, and not of ${size}`);
  return bytes;
}

/** Whatever a library throws over these bytes is the file's fault. */
async function guarded<T>(source: ByteSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw damaged(source, 'its pages or footer', 'Parquet', error instanceof Error ? error.message.slice(0, 200) : String(error));
  }
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return (whole ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
}

function damaged(source: ByteSource, where: string, expected: string, found: string): DataError {
  return new DataError('malformed', 'is a damaged Parquet file', { file: source.name, where, expected, found });
}
