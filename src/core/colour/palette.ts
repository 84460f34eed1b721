import { CANNOT_TELL_CLASS, classOf, instanceOf, MAX_CLASS } from '../labels/label.ts';
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

/**
 * RGBA bytes for each of the 65,536 class ids: a lookup texture, so that a new palette or a hidden class costs no point
 * upload. Alpha is 255 for classes that `shown` says are shown, 0 for the others.
 */
export function classTable(taxonomy: Taxonomy, shown: (classId: number) => boolean = () => true): Uint8Array {
  const table = new Uint8Array(CLASS_TABLE_SIDE * CLASS_TABLE_SIDE * 4).fill(0xb0);
  const put = (id: number, hex: string) => table.set(parseColour(hex).map((c) => Math.round(c * 255)), id * 4);
  put(0, UNLABELLED_COLOUR);
  for (const c of taxonomy.classes) put(c.id, c.colour);
  for (let id = 0; id <= MAX_CLASS; id++) table[4 * id + 3] = shown(id) ? 255 : 0;
  return table;
}

/** Classes that may share an instance id in the table of hidden objects. */
const SHARING = 4;
/** No class: "cannot tell" has no instances. */
const NOBODY = CANNOT_TELL_CLASS;

/**
 * Four class ids for each of the 65,536 instance ids: those whose object of that id is hidden, 65,535 where there is none.
 * Instance ids are unique in a sequence by right, and some sources number each class from 1: up to four may share one.
 */
export function hiddenObjectTable(hidden: Iterable<number>): Uint16Array {
  const table = new Uint16Array(CLASS_TABLE_SIDE * CLASS_TABLE_SIDE * SHARING).fill(NOBODY);
  for (const label of hidden) {
    const at = SHARING * instanceOf(label);
    const free = table.subarray(at, at + SHARING).indexOf(NOBODY);
    if (free >= 0) table[at + free] = classOf(label);
  }
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
