import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readNpy } from '../npy.ts';
import { readGrey } from './grey.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How sure a mask is, 0 to 255 per pixel: a greyscale PNG of 8 or 16 bits over its full range, or an npy of shape (height, width)
 * with uint8, uint16 over their full range or floats from 0 to 1. Throws DataError 'mismatch' where its size is not the mask's.
 */
export async function readConfidence(source: ByteSource, size: Size): Promise<Uint8Array> {
  const { width, height, values } = source.name.toLowerCase().endsWith('.npy') ? await npyValues(source) : await pngValues(source);
  if (width !== size.width || height !== size.height)
    throw new DataError('mismatch', 'has not the size of the mask that it belongs to', {
      file: source.name, expected: `${size.width} x ${size.height}`, found: `${width} x ${height}`,
    });
  if (values instanceof Uint8Array) return values;
  return values instanceof Uint16Array ? Uint8Array.from(values, (x) => Math.round(x / 257)) : fromShares(values, width, source.name);
}

type Values = Size & { readonly values: Uint8Array | Uint16Array | Float32Array | Float64Array };

async function npyValues(source: ByteSource): Promise<Values> {
  const { shape, values } = await readNpy(source);
  if (shape.length !== 2)
    throw new DataError('mismatch', 'is not one number per pixel', { file: source.name, expected: 'shape (height, width)', found: `(${shape.join(', ')})` });
  return { height: shape[0], width: shape[1], values };
}

async function pngValues(source: ByteSource): Promise<Values> {
  const png = await readGrey(source);
  if (png.depth >= 8) return png;
  throw new DataError('unsupported', 'has too few bits for a confidence', { file: source.name, expected: '8 or 16', found: `${png.depth}` });
}

function fromShares(values: Float32Array | Float64Array, width: number, file: string): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= 0 && values[i] <= 1))
      throw new DataError('malformed', 'has a confidence out of range', {
        file, where: `column ${i % width}, row ${Math.floor(i / width)}`, expected: '0 to 1', found: String(values[i]),
      });
    out[i] = Math.round(255 * values[i]);
  }
  return out;
}
