import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap, RELATION } from '#src/core/labels/class-map.ts';
import type { ClassRule } from '#src/core/labels/class-map-edit.ts';
import { ruleOf, withRule } from '#src/core/labels/class-map-edit.ts';

const empty: ClassMap = { from: 'a', to: 'b', pairs: [], voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
const id = fc.integer({ min: 1, max: 6 });
const side = fc.constantFrom('label' as const, 'mask' as const);
const rule: fc.Arbitrary<ClassRule> = fc.oneof(
  fc.uniqueArray(id, { minLength: 1, maxLength: 3 }).map((partners) => ({ kind: 'agrees' as const, with: partners })),
  fc.constantFrom({ kind: 'void' as const }, { kind: 'lone' as const }, { kind: 'unmapped' as const }),
);

describe('editing a class map', () => {
  it('a rule that was set is the rule that is there, and the map never contradicts itself', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(side, id, rule), { maxLength: 20 }), (edits) => {
        let map = empty;
        for (const [s, c, r] of edits) {
          map = withRule(map, s, c, r);
          const now = ruleOf(map, s, c);
          expect(now.kind).toBe(r.kind);
          if (now.kind === 'agrees' && r.kind === 'agrees') expect([...now.with].sort()).toEqual([...r.with].sort());
          const compiled = compileClassMap(map);
          if (r.kind === 'agrees') for (const partner of r.with) expect(s === 'label' ? compiled.relation(c, partner) : compiled.relation(partner, c)).toBe(RELATION.agrees);
        }
      }),
    );
  });

  it('a class whose last partner is taken away contradicts what it lies on, instead of saying nothing', () => {
    const map = withRule(withRule(empty, 'label', 1, { kind: 'agrees', with: [5] }), 'label', 1, { kind: 'agrees', with: [6] });
    expect(ruleOf(map, 'mask', 5)).toEqual({ kind: 'lone' });
  });
});
