import type { PairCount } from '../crosscheck/pairs.ts';
import type { CompiledClassMap } from '../labels/class-map.ts';
import { RELATION } from '../labels/class-map.ts';

/**
 * Intersection over union of projected labels and masks, per class of the masks. Of the points with a mapped label on a mapped mask:
 *
 * - intersection of class m: the mask shows m, and the label agrees with it;
 * - union of class m: the mask shows m, or the label would agree with m and disagrees with what the mask shows.
 *
 * With one label class per mask class that is the usual definition; where the map pairs a label with several mask classes, a point that
 * agrees with one of them is not missing from the others, and a class that the masks never show misses only labels that agree with none that they
 * do show. Classes of `maskClasses`
 * with an empty union are left out.
 */
export function maskIou(pairs: readonly PairCount[], classMap: CompiledClassMap, maskClasses: Iterable<number>): Map<number, number> {
  const compared = pairs.filter(({ label, mask }) => isCompared(classMap.relation(label, mask)));
  const disagreeing = compared.filter(({ label, mask }) => classMap.relation(label, mask) === RELATION.disagrees);
  const shownClasses = [...new Set(compared.map(({ mask }) => mask))];
  const homeless = disagreeing.filter(({ label }) => !shownClasses.some((mask) => classMap.relation(label, mask) === RELATION.agrees));
  const out = new Map<number, number>();
  for (const m of maskClasses) {
    const shown = compared.filter(({ mask }) => mask === m);
    const intersection = total(shown.filter(({ label }) => classMap.relation(label, m) === RELATION.agrees));
    const missing = total((shown.length > 0 ? disagreeing : homeless).filter(({ label, mask }) => mask !== m && classMap.relation(label, m) === RELATION.agrees));
    const union = total(shown) + missing;
    if (union > 0) out.set(m, intersection / union);
  }
  return out;
}

function isCompared(relation: number): boolean {
  return relation === RELATION.agrees || relation === RELATION.disagrees;
}

function total(pairs: readonly PairCount[]): number {
  return pairs.reduce((sum, { count }) => sum + count, 0);
}
