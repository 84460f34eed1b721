import { instanceOf } from '../labels/label.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import { UNLABELLED_COLOUR } from '../labels/taxonomy.ts';
import type { Rgb } from './colour-mode.ts';

/** Side of the square class table: one texel per class id. */
export const CLASS_TABLE_SIDE = 256;

/** '#rrggbb' to 0..1. */
export function parseColour(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

/** RGBA bytes for each of the 65,536 class ids: a lookup texture, so that a new palette costs no point upload. */
export function classTable(taxonomy: Taxonomy): Uint8Array {
  const table = new Uint8Array(CLASS_TABLE_SIDE * CLASS_TABLE_SIDE * 4).fill(0xb0);
  const put = (id: number, hex: string) => {
    const [r, g, b] = parseColour(hex);
    table.set([r * 255, g * 255, b * 255, 255].map(Math.round), id * 4);
  };
  put(0, UNLABELLED_COLOUR);
  for (const c of taxonomy.classes) put(c.id, c.colour);
  return table;
}

/** Points without an instance, where instances are shown. */
export const NO_INSTANCE: Rgb = [0.3, 0.32, 0.35];

/**
 * A colour per object: hues a golden angle apart in instance order, so that neighbours in the list differ most. HSV with
 * three brightness steps; the magenta that means disagreement is skipped.
 */
export function objectColour(label: number): Rgb {
  const instance = instanceOf(label);
  if (instance === 0) return NO_INSTANCE;
  const turn = (instance * 0.618034) % 1;
  // 300 degrees of hue from 345 on: the 60 around magenta are left out.
  const hue = (345 / 360 + turn * (300 / 360)) % 1;
  const value = 1 - 0.17 * (instance % 3);
  return hsv(hue, 0.62, value);
}

/** All 0..1. */
export function hsv(h: number, s: number, v: number): Rgb {
  const channel = (n: number) => {
    const k = (n + h * 6) % 6;
    return v - v * s * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
