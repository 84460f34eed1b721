import type { ClassMap } from '../labels/class-map.ts';
import { compileClassMap } from '../labels/class-map.ts';
import type { UnmappedClass } from '../labels/class-map-unmapped.ts';
import { unmappedClasses } from '../labels/class-map-unmapped.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import { maskIou } from '../metrics/iou.ts';
import type { PairCount } from './pairs.ts';

/** What pairs of classes come to, in the app as in the terminal. */
export interface PairTotals {
  /** By mask class; see `maskIou`. */
  readonly iou: ReadonlyMap<number, number>;
  readonly unmapped: readonly UnmappedClass[];
}

export function pairTotals(pairs: readonly PairCount[], map: ClassMap, labels: Taxonomy, masks: Taxonomy): PairTotals {
  const maskClasses = new Set([...masks.classes.map((c) => c.id), ...pairs.map((p) => p.mask)]);
  return {
    iou: maskIou(pairs, compileClassMap(map), maskClasses),
    unmapped: unmappedClasses(map, labels, summed(pairs, 'label'), masks, summed(pairs, 'mask')),
  };
}

function summed(pairs: readonly PairCount[], side: 'label' | 'mask'): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + pair.count);
  return counts;
}
