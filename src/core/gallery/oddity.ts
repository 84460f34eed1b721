import { classOf } from '../labels/label.ts';
import type { GalleryObject } from './gallery-object.ts';
import { bestPortrait } from './gallery-object.ts';

/** How unlike the others of its class an object is. */
export interface Oddity {
  /** 0 = like the others; above `ODD` it is worth a look. */
  readonly score: number;
  /** What is unlike: "3.1 m high, others 1.5"; null where nothing is. */
  readonly why: string | null;
}

/** So many median deviations from the median of the class: of a normal distribution 1 in 400 lies beyond. */
export const ODD = 3;
/** With fewer of a class nothing is usual. */
const LEAST_OBJECTS = 5;
/** With fewer points, and farther away, extents say where the beams fell and not how large a thing is. */
const LEAST_POINTS = 20;
/** Deviations below this are no deviation: extents are as coarse as beams are apart. In ln(metres): 10 %. */
const LEAST_DEVIATION = 0.1;
/** The median absolute deviation of a normal distribution is its standard deviation divided by this. */
const NORMAL = 1.4826;

const MEASURES = ['long', 'wide', 'high'] as const;

/**
 * The oddity of each object, by key: how many robust standard deviations its length, width and height in the sweep that shows it best are
 * from the median of its class, on a logarithmic scale. Objects of a few points are odd to no degree.
 */
export function oddities(objects: readonly GalleryObject[]): Map<string, Oddity> {
  const byClass = new Map<number, GalleryObject[]>();
  for (const object of objects) byClass.set(classOf(object.label), [...(byClass.get(classOf(object.label)) ?? []), object]);
  const out = new Map<string, Oddity>();
  for (const group of byClass.values()) {
    const solid = group.filter((o) => bestPortrait(o).points >= LEAST_POINTS);
    const usual = solid.length < LEAST_OBJECTS ? null : MEASURES.map((_, k) => spread(solid.map((o) => logOf(o, k))));
    for (const object of group) out.set(object.key, usual === null || !solid.includes(object) ? { score: 0, why: null } : oddityOf(object, usual));
  }
  return out;
}

interface Spread {
  readonly median: number;
  readonly deviation: number;
}

function oddityOf(object: GalleryObject, usual: readonly Spread[]): Oddity {
  const scores = usual.map(({ median, deviation }, k) => Math.abs(logOf(object, k) - median) / deviation);
  const worst = scores.indexOf(Math.max(...scores)), score = scores[worst];
  const metres = (value: number) => value.toFixed(1);
  return { score, why: score < ODD ? null : `${metres(bestPortrait(object).size[worst])} m ${MEASURES[worst]}, others ${metres(Math.exp(usual[worst].median))}` };
}

/** ln of an extent; at least 5 cm, so that a thing seen by one beam has a height. */
function logOf(object: GalleryObject, measure: number): number {
  return Math.log(Math.max(0.05, bestPortrait(object).size[measure]));
}

function spread(values: readonly number[]): Spread {
  const median = medianOf(values);
  return { median, deviation: Math.max(LEAST_DEVIATION, NORMAL * medianOf(values.map((v) => Math.abs(v - median)))) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
