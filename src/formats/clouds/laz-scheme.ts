import { DataError } from '#src/core/errors.ts';
import type { LasHeader } from './las-header.ts';
import { findVlr } from './las-vlr.ts';
import type { Vlr } from './las-vlr.ts';
import { viewOf } from './read-bytes.ts';

/** How the points of a LAZ file are compressed. */
export interface LazScheme {
  /** False for the first LASzip versions, which wrote all points as one stream. */
  readonly chunked: boolean;
  /** Null where chunks vary and the chunk table says. */
  readonly pointsPerChunk: number | null;
  /** Layers per chunk, each compressed apart; 0 where points are coded one after the other. */
  readonly layers: number;
  /** Item version 4 with colours or extra bytes: laz-perf decodes those wrongly where scanner channels alternate. */
  readonly contextsMayDiffer: boolean;
}

const POINTWISE = 1, POINTWISE_CHUNKED = 2, LAYERED_CHUNKED = 3;
const VARIABLE = 0xffffffff;

/** Item types of LASzip that each point format is made of, before extra bytes (laszip.cpp, LASzip::setup). */
const ITEMS: Record<number, readonly number[]> = { 0: [6], 1: [6, 7], 2: [6, 8], 3: [6, 7, 8], 6: [10], 7: [10, 11], 8: [10, 12] };
const POINT14 = 10;
const EXTRA_BYTES = 0, EXTRA_BYTES_14 = 14;
/** Layers of POINT14, RGB14 and RGBNIR14; extra bytes have one each. */
const LAYERS: Record<number, number> = { 10: 9, 11: 1, 12: 2 };
const WAVE_FORMATS = [4, 5, 9, 10];

/** Reads LASzip's own record (user "laszip encoded", record 22204). Refuses by name what laz-perf cannot decode. */
export function readLazScheme(vlrs: readonly Vlr[], header: LasHeader, file: string): LazScheme {
  const { pointFormat: format, recordLength } = header;
  const refuse = (problem: string, expected: string, found: string) =>
    new DataError('unsupported', problem, { file, where: 'the "laszip encoded" record', expected, found, hint: 'convert it to LAS, for example with laszip' });
  if (WAVE_FORMATS.includes(format))
    throw new DataError('unsupported', `LAZ with point format ${format} (wave packets)`, {
      file, where: 'byte 104', expected: 'point format 0 to 3 or 6 to 8', found: `${format}`, hint: 'convert it to LAS, for example with laszip',
    });
  const data = findVlr(vlrs, 'laszip encoded', 22204)?.data;
  if (data === undefined || data.length < 34)
    throw new DataError('malformed', 'compressed points without a "laszip encoded" record', { file, where: `byte ${header.headerSize}` });
  const view = viewOf(data);
  const compressor = view.getUint16(0, true), coder = view.getUint16(2, true), chunkSize = view.getUint32(12, true);
  const itemCount = view.getUint16(32, true);
  if (data.length < 34 + 6 * itemCount)
    throw new DataError('malformed', 'the "laszip encoded" record is too short', { file, expected: `${itemCount} items`, found: `${data.length} bytes` });

  const layered = format >= 6;
  const wanted = layered ? [LAYERED_CHUNKED] : [POINTWISE, POINTWISE_CHUNKED];
  if (!wanted.includes(compressor) || coder !== 0) throw refuse('unknown compression', `compressor ${wanted.join(' or ')}, coder 0`, `${compressor}, ${coder}`);
  const items = Array.from({ length: itemCount }, (_, i) => [0, 2, 4].map((b) => view.getUint16(34 + 6 * i + b, true)));
  const types = items.map(([type]) => type);
  const extra = types.at(-1) === (layered ? EXTRA_BYTES_14 : EXTRA_BYTES) ? items.at(-1)![1] : 0;
  const standard = extra > 0 ? types.slice(0, -1) : types;
  if (standard.join() !== ITEMS[format].join()) throw refuse('unknown compressed items', `items ${ITEMS[format].join(', ')}`, types.join(', '));
  const size = items.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (size !== recordLength)
    throw new DataError('malformed', 'the compressed items are not as large as the points', { file, expected: `${recordLength} bytes`, found: `${size}` });
  const versions = layered ? [3, 4] : [2];
  const odd = items.find(([, , version]) => !versions.includes(version));
  if (odd !== undefined) throw refuse(`item version ${odd[2]}`, `version ${versions.join(' or ')}`, `${odd[2]}`);
  if (chunkSize === 0 && compressor !== POINTWISE) throw new DataError('malformed', 'chunks of no points', { file, expected: 'at least 1', found: '0' });

  return {
    chunked: compressor !== POINTWISE,
    pointsPerChunk: chunkSize === VARIABLE ? null : chunkSize,
    layers: layered ? standard.reduce((sum, type) => sum + LAYERS[type], extra) : 0,
    contextsMayDiffer: items.some(([type, , version]) => version === 4 && type !== POINT14),
  };
}
