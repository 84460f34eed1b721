import type { Pixels } from '../geometry/units.ts';

/** What a picture shows, pixel by pixel: row by row from the top left, `width * height` values each. */
export interface IdMask {
  readonly width: Pixels;
  readonly height: Pixels;
  /** Class ids in the masks' own taxonomy; 0 is void: nobody said what is there. */
  readonly classes: Uint16Array;
  /** 0 is no instance; other numbers are unique within the picture, over all classes. Null where the mask tells none apart. */
  readonly instances: Uint16Array | null;
  /** 0 not at all sure, 255 sure. Null where the mask does not say. */
  readonly confidence: Uint8Array | null;
  /** What the file holds and no table explains: such pixels are void, and are counted here. */
  readonly unknown: readonly UnknownValue[];
}

/** A colour or an id that a mask uses and nothing explains. */
export interface UnknownValue {
  /** As a person would look for it: '#1f77b4', 'segment 4711'. */
  readonly value: string;
  readonly pixels: number;
}

/** The values of several masks, each once with all its pixels, the most frequent first. */
export function summedUnknown(values: Iterable<UnknownValue>): UnknownValue[] {
  const sums = new Map<string, number>();
  for (const { value, pixels } of values) sums.set(value, (sums.get(value) ?? 0) + pixels);
  return [...sums].map(([value, pixels]) => ({ value, pixels })).sort((a, b) => b.pixels - a.pixels);
}

interface Size {
  readonly width: Pixels;
  readonly height: Pixels;
}

/**
 * Whether a mask can be laid over a picture: its sides are the picture's times one factor, each rounded either way by less than
 * a pixel.
 */
export function fitsImage(mask: Size, image: Size): boolean {
  return Math.abs(mask.width / image.width - mask.height / image.height) < 1 / image.width + 1 / image.height;
}

/**
 * Index into a mask's arrays of the pixel under (u, v) of a picture of `image`'s size, 0 <= u < width, 0 <= v < height as
 * `projectSweep` gives them; the mask may be larger or smaller than the picture.
 */
export function maskIndex(mask: Size, image: Size, u: Pixels, v: Pixels): number {
  const x = Math.min(mask.width - 1, Math.floor((u * mask.width) / image.width));
  const y = Math.min(mask.height - 1, Math.floor((v * mask.height) / image.height));
  return y * mask.width + x;
}
