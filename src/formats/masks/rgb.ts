import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { PngValues } from './png.ts';
import { readPng } from './png.ts';

/** A PNG that holds one 24-bit number per pixel; red is the highest byte. */
export interface RgbValues {
  readonly width: number;
  readonly height: number;
  /** 0xrrggbb, or `TRANSPARENT`. */
  readonly values: Uint32Array;
}

/** No pixel at all: above every 24-bit colour. */
export const TRANSPARENT = 0x1000000;

/** Reads an RGB, RGBA or palette PNG of 8 bits as colours. Throws DataError 'unsupported' for 16 bits, grey, and half-transparent pixels. */
export async function readRgb(source: ByteSource): Promise<RgbValues> {
  const png = await readPng(source);
  const { width, height } = png;
  if (png.depth === 16 || png.colour === 'grey' || png.colour === 'grey+alpha')
    throw new DataError('unsupported', 'holds no colours that stand for something', {
      file: source.name, expected: 'an RGB PNG of 8 bits per channel', found: `a ${png.colour} PNG of ${png.depth} bits`,
    });
  const values = new Uint32Array(width * height);
  const colourAt = png.colour === 'palette' ? paletteColour(png, source.name) : pixelColour(png);
  for (let i = 0; i < values.length; i++) {
    const colour = colourAt(i);
    if (colour < 0)
      throw new DataError('unsupported', 'has half-transparent pixels, whose colour is a mixture', {
        file: source.name, where: `column ${i % width}, row ${Math.floor(i / width)}`,
      });
    values[i] = colour;
  }
  return { width, height, values };
}

const MIXED = -1;

/** Colour of pixel i. */
type ColourAt = (i: number) => number;

function pixelColour({ values, channels }: PngValues): ColourAt {
  return (i) => {
    const at = channels * i;
    return packed(values[at], values[at + 1], values[at + 2], channels === 4 ? values[at + 3] : 255);
  };
}

function paletteColour({ values, palette }: PngValues, file: string): ColourAt {
  const colours = (palette ?? []).map(([r, g, b, alpha]) => packed(r, g, b, alpha ?? 255));
  return (i) => {
    if (values[i] < colours.length) return colours[values[i]];
    throw new DataError('malformed', 'uses a colour that its palette does not have', { file, expected: `0 to ${colours.length - 1}`, found: `${values[i]}` });
  };
}

function packed(r: number, g: number, b: number, alpha: number): number {
  if (alpha === 255) return (r << 16) | (g << 8) | b;
  return alpha === 0 ? TRANSPARENT : MIXED;
}
