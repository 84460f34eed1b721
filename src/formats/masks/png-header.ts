import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly colour: PngColour;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly channels: 1 | 2 | 3 | 4;
  readonly interlaced: boolean;
}

export type PngColour = 'grey' | 'rgb' | 'palette' | 'grey+alpha' | 'rgb+alpha';

/** Colour types with the depths that each may have (PNG specification, table 11.1). */
const COLOURS: Readonly<Record<number, { colour: PngColour; channels: PngHeader['channels']; depths: readonly number[] }>> = {
  0: { colour: 'grey', channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { colour: 'rgb', channels: 3, depths: [8, 16] },
  3: { colour: 'palette', channels: 1, depths: [1, 2, 4, 8] },
  4: { colour: 'grey+alpha', channels: 2, depths: [8, 16] },
  6: { colour: 'rgb+alpha', channels: 4, depths: [8, 16] },
};

const HEADER_BYTES = 33;

/** The header alone, by one small read. Throws DataError where the file is no PNG. */
export async function readPngHeader(source: ByteSource): Promise<PngHeader> {
  return parsePngHeader(await source.read(0, HEADER_BYTES), source.name);
}

/** Signature and IHDR, which comes first (PNG specification, 5.2 and 11.2.2). Throws DataError that names what is not as it says. */
export function parsePngHeader(bytes: Uint8Array, file: string): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a)
    throw new DataError('unsupported', 'is not a PNG', { file, expected: 'a PNG: a mask is numbers, and other picture formats change them' });
  if (bytes.length < HEADER_BYTES)
    throw new DataError('truncated', 'ends within the PNG header', { file, expected: `at least ${HEADER_BYTES} bytes`, found: `${bytes.length}` });
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) throw new DataError('malformed', 'is a PNG without a header', { file, where: 'byte 8' });
  const width = view.getUint32(16), height = view.getUint32(20);
  const depth = view.getUint8(24), type = view.getUint8(25), interlace = view.getUint8(28);
  const known = COLOURS[type];
  if (width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff)
    throw new DataError('malformed', 'is a PNG without a size', { file, found: `${width} x ${height}` });
  if (known === undefined || !known.depths.includes(depth) || interlace > 1)
    throw new DataError('malformed', 'is a PNG of a kind that does not exist', {
      file, where: 'byte 24', found: `colour type ${type} with ${depth} bits, interlace ${interlace}`,
    });
  return { width, height, colour: known.colour, channels: known.channels, depth: depth as PngHeader['depth'], interlaced: interlace === 1 };
}
