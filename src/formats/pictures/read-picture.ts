import jpeg from 'jpeg-js';
import { DataError, errorMessage } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readPng } from '../masks/png.ts';
import type { PngValues } from '../masks/png.ts';
import type { Picture } from './picture.ts';

/** A decoder's work is bounded: larger pictures than any camera of a vehicle takes are refused. */
const MOST_MEGAPIXELS = 100, MOST_MEGABYTES = 2000;

/**
 * Decodes a JPEG (baseline or progressive) or a PNG, where there is no browser to do it. Throws DataError: 'unsupported' for anything else,
 * 'malformed' where the bytes are broken.
 */
export async function readPicture(source: ByteSource): Promise<Picture> {
  const head = await source.read(0, 4);
  if (head[0] === 0xff && head[1] === 0xd8) return readJpeg(source);
  if (head[0] === 0x89 && head[1] === 0x50 && head[2] === 0x4e && head[3] === 0x47) return rgbOf(await readPng(source));
  throw new DataError('unsupported', 'is not a picture that can be read here', { file: source.name, expected: 'PNG or JPEG' });
}

/** A JPEG of this quality, 1 to 100. */
export function writeJpeg({ width, height, rgb }: Picture, quality: number): Uint8Array {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return jpeg.encode({ width, height, data }, quality).data;
}

async function readJpeg(source: ByteSource): Promise<Picture> {
  const bytes = await source.read(0, source.size);
  try {
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true, formatAsRGBA: false, tolerantDecoding: true, maxResolutionInMP: MOST_MEGAPIXELS, maxMemoryUsageInMB: MOST_MEGABYTES,
    });
    return { width, height, rgb: data };
  } catch (error) {
    throw new DataError('malformed', 'is a broken JPEG', { file: source.name, found: errorMessage(error) });
  }
}

/** Without transparency; 16 bits by their upper 8. */
function rgbOf({ width, height, depth, channels, values, palette }: PngValues): Picture {
  const rgb = new Uint8Array(3 * width * height), grey = channels < 3;
  const scale = depth === 16 ? 1 / 257 : 255 / (2 ** depth - 1);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++)
      rgb[3 * i + c] = palette === null ? values[channels * i + (grey ? 0 : c)] * scale : (palette[values[i]]?.[c] ?? 0);
  return { width, height, rgb };
}
