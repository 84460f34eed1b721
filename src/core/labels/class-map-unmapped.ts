import type { ClassMap } from './class-map.ts';
import { compileClassMap } from './class-map.ts';
import type { Taxonomy } from './taxonomy.ts';
import { className } from './taxonomy.ts';

/** A class that occurs and that the class map does not mention. */
export interface UnmappedClass {
  readonly side: 'label' | 'mask';
  readonly id: number;
  readonly name: string;
  /** Points or pixels, whatever was counted. */
  readonly count: number;
}

/** Counts by class id. */
export type ClassCounts = ReadonlyMap<number, number>;

/** What of these counts the map leaves unexplained: labels before masks, the most frequent first. Nothing is dropped. */
export function unmappedClasses(
  map: ClassMap, labels: Taxonomy, labelCounts: ClassCounts, masks: Taxonomy, maskCounts: ClassCounts,
): UnmappedClass[] {
  const compiled = compileClassMap(map);
  const of = (side: UnmappedClass['side'], taxonomy: Taxonomy, counts: ClassCounts): UnmappedClass[] =>
    [...counts].filter(([id, count]) => count > 0 && compiled.isUnmapped(side, id))
      .map(([id, count]) => ({ side, id, name: className(taxonomy, id), count }))
      .sort((a, b) => b.count - a.count || a.id - b.id);
  return [...of('label', labels, labelCounts), ...of('mask', masks, maskCounts)];
}
