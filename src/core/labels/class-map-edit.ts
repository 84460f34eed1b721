import type { ClassMap } from './class-map.ts';

type Side = 'label' | 'mask';

/** What a map says of a class: that it is checked against these classes of the other side, or one of the three words. */
export type ClassRule =
  | { readonly kind: 'agrees'; readonly with: readonly number[] }
  | { readonly kind: 'void' | 'lone' | 'unmapped' };

/** The rule for one class. */
export function ruleOf(map: ClassMap, side: Side, id: number): ClassRule {
  if (voids(map, side).includes(id)) return { kind: 'void' };
  const other = side === 'label' ? 'mask' : 'label';
  const partners = map.pairs.filter((p) => p[side] === id).map((p) => p[other]);
  if (partners.length > 0) return { kind: 'agrees', with: partners };
  return { kind: (side === 'label' ? map.loneLabel : map.loneMask).includes(id) ? 'lone' : 'unmapped' };
}

/** The map with another rule for one class. A partner that was void or lone becomes mapped. */
export function withRule(map: ClassMap, side: Side, id: number, rule: ClassRule): ClassMap {
  const other = side === 'label' ? 'mask' : 'label';
  const partners = rule.kind === 'agrees' ? rule.with : [];
  const pairs = [
    ...map.pairs.filter((p) => p[side] !== id),
    ...partners.map((partner) => (side === 'label' ? { label: id, mask: partner } : { label: partner, mask: id })),
  ];
  const listed = (list: readonly number[], own: Side, kind: 'void' | 'lone') => {
    const kept = list.filter((c) => (own === side ? c !== id : !partners.includes(c)));
    return own === side && rule.kind === kind ? [...kept, id] : kept;
  };
  const next = {
    voidLabel: listed(map.voidLabel, 'label', 'void'),
    voidMask: listed(map.voidMask, 'mask', 'void'),
    loneLabel: listed(map.loneLabel, 'label', 'lone'),
    loneMask: listed(map.loneMask, 'mask', 'lone'),
  };
  // A partner that lost its last pair was in use: it contradicts what it is laid on rather than saying nothing.
  const orphans = map.pairs.filter((p) => p[side] === id && !partners.includes(p[other]) && !pairs.some((q) => q[other] === p[other])).map((p) => p[other]);
  const lone = other === 'label' ? 'loneLabel' : 'loneMask';
  return { ...map, ...next, pairs, [lone]: [...next[lone], ...orphans.filter((o) => !next[lone].includes(o))] };
}

function voids(map: ClassMap, side: Side): readonly number[] {
  return side === 'label' ? map.voidLabel : map.voidMask;
}
