import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { PngValues } from './png.ts';
import { readPng } from './png.ts';

/** A PNG that holds one number per pixel. */
export interface GreyValues {
  readonly width: number;
  readonly height: number;
  readonly depth: PngValues['depth'];
  readonly values: Uint8Array | Uint16Array;
}

/**
 * Reads a greyscale PNG of 1 to 16 bits as numbers. Throws DataError 'unsupported' for colours, for palettes (whose numbers may
 * have been shuffled by whatever made the file smaller), and for transparency, which leaves open what a pixel is.
 */
export async function readGrey(source: ByteSource): Promise<GreyValues> {
  const png = await readPng(source);
  if (png.colour === 'grey') return png;
  if (png.colour === 'grey+alpha') return withoutAlpha(png, source.name);
  throw new DataError('unsupported', 'holds no plain numbers', {
    file: source.name, expected: 'a greyscale PNG', found: `a ${png.colour} PNG`,
    hint: png.colour === 'palette' ? "read it as 'palette' if its palette indices are the ids" : "read it as 'colours' if its colours stand for classes",
  });
}

function withoutAlpha(png: PngValues, file: string): GreyValues {
  const values = png.values.slice(0, png.width * png.height);
  const opaque = 2 ** png.depth - 1;
  for (let i = 0; i < values.length; i++) {
    if (png.values[2 * i + 1] !== opaque)
      throw new DataError('unsupported', 'has transparent pixels', {
        file, where: `column ${i % png.width}, row ${Math.floor(i / png.width)}`, expected: 'numbers without transparency',
      });
    values[i] = png.values[2 * i];
  }
  return { width: png.width, height: png.height, depth: png.depth, values };
}
