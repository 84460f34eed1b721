import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairCounter } from '#src/core/crosscheck/pairs.ts';
import { ReportBuilder } from '#src/core/crosscheck/report.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { maskIou } from '#src/core/metrics/iou.ts';

const none = { voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
const identity: ClassMap = { from: 'a', to: 'b', pairs: [1, 2, 3].map((id) => ({ label: id, mask: id })), ...none };

function taxonomy(name: string, names: readonly string[]): Taxonomy {
  return { name, classes: names.map((n, i) => ({ id: i + 1, name: n, colour: '#000000', kind: 'stuff' })) };
}

describe('maskIou', () => {
  it('is the usual one where classes correspond one to one, point by point', () => {
    const points = fc.array(fc.record({ label: fc.integer({ min: 1, max: 3 }), mask: fc.integer({ min: 1, max: 3 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(points, (all) => {
        const counter = new PairCounter();
        for (const { label, mask } of all) counter.add(label, mask);
        const iou = maskIou(counter.pairs(), compileClassMap(identity), [1, 2, 3]);
        for (const c of [1, 2, 3]) {
          const union = all.filter((p) => p.label === c || p.mask === c).length;
          const both = all.filter((p) => p.label === c && p.mask === c).length;
          expect(iou.get(c)).toBe(union === 0 ? undefined : both / union);
        }
      }),
    );
  });

  it('a label that agrees with one of its mask classes is not missing from the others; the unmapped and void count nowhere', () => {
    const map: ClassMap = { from: 'a', to: 'b', pairs: [{ label: 1, mask: 1 }, { label: 1, mask: 2 }, { label: 2, mask: 3 }], ...none, voidMask: [9] };
    const pairs = [
      { label: 1, mask: 1, count: 6 }, { label: 1, mask: 2, count: 3 }, { label: 1, mask: 3, count: 1 }, { label: 2, mask: 3, count: 4 },
      { label: 2, mask: 1, count: 2 }, { label: 7, mask: 1, count: 100 }, { label: 1, mask: 8, count: 100 }, { label: 1, mask: 9, count: 100 },
    ];
    const iou = maskIou(pairs, compileClassMap(map), [1, 2, 3, 4]);
    // Class 1: 6 of 6 + 2 shown, and 1 whose label would agree; class 2: 3 of 3 shown and that same 1; class 3: 4 of 1 + 4 shown, and 2 missing.
    expect([...iou]).toEqual([[1, 6 / 9], [2, 3 / 4], [3, 4 / 7]]);
    // Where the masks never show class 2 of 1 and 2, nothing is missing from it; where they never show what label 2 asks for, all of it is.
    const never = [{ label: 1, mask: 1, count: 5 }, { label: 1, mask: 4, count: 2 }, { label: 2, mask: 1, count: 3 }];
    expect([...maskIou(never, compileClassMap({ ...map, loneMask: [4] }), [1, 2, 3, 4])]).toEqual([[1, 5 / 10], [3, 0], [4, 0]]);
  });
});

describe('ReportBuilder', () => {
  it('sums pictures up, by name, and lists what the map leaves out', () => {
    const map: ClassMap = { ...identity, pairs: [{ label: 1, mask: 1 }, { label: 2, mask: 2 }] };
    const builder = new ReportBuilder(map, taxonomy('a', ['road', 'car', 'kiosk']), taxonomy('b', ['street', 'vehicle', 'shop']));
    const counts = { points: 9, inside: 8, hidden: 1, seen: 7, unlabelled: 0, void: 0, unmapped: 3, agrees: 3, edge: 0, motion: 0, disagrees: 1 };
    builder.frame('000');
    builder.image('front', { counts, pairs: [{ label: 1, mask: 1, count: 2 }, { label: 3, mask: 3, count: 2 }] });
    builder.image('left', { counts, pairs: [{ label: 1, mask: 1, count: 1 }, { label: 1, mask: 2, count: 1 }, { label: 2, mask: 3, count: 1 }] });
    builder.frame('001');
    expect(builder.report()).toMatchObject({
      frames: [{ id: '000', cameras: [{ name: 'front', ...counts }, { name: 'left', ...counts }] }, { id: '001', cameras: [] }],
      pairs: [
        { label: 'road', mask: 'street', count: 3 }, { label: 'road', mask: 'vehicle', count: 1 }, { label: 'car', mask: 'shop', count: 1 },
        { label: 'kiosk', mask: 'shop', count: 2 },
      ],
      iou: { street: 3 / 4, vehicle: 0 },
      unmapped: [{ side: 'label', name: 'kiosk', count: 2 }, { side: 'mask', name: 'shop', count: 3 }],
    });
  });
});
