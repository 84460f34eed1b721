import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classTable, hiddenObjectTable } from '#src/core/colour/palette.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { Visibility } from '#src/core/labels/visibility.ts';
import { everythingShown, hidesSomething, isClassShown, isShown } from '#src/core/labels/visibility.ts';

const CAR = 10, PERSON = 20, ROAD = 40;
const only = (change: Partial<Visibility>): Visibility => ({ ...everythingShown, ...change });
const shown = (v: Visibility, labels: number[], draft = false) => labels.filter((label) => isShown(label, draft, v));

describe('what is shown', () => {
  const all = [0, packLabel(ROAD), packLabel(CAR), packLabel(CAR, 1), packLabel(PERSON, 1), packLabel(CAR, 2)];

  it('is everything at first', () => {
    expect(shown(everythingShown, all)).toEqual(all);
    expect(hidesSomething(everythingShown)).toBe(false);
  });

  it.each<[string, Partial<Visibility>, number[]]>([
    ['without a class', { hiddenClasses: new Set([CAR]) }, [0, packLabel(ROAD), packLabel(PERSON, 1)]],
    ['without an object, not its namesake of another class', { hiddenObjects: new Set([packLabel(CAR, 1)]) }, all.filter((l) => l !== packLabel(CAR, 1))],
    ['with one class alone', { onlyClass: CAR, hiddenClasses: new Set([CAR]) }, [packLabel(CAR), packLabel(CAR, 1), packLabel(CAR, 2)]],
    ['with one object alone', { onlyObject: packLabel(CAR, 2) }, [packLabel(CAR, 2)]],
    ['with the unlabelled alone', { hideLabelled: true }, [0]],
    ['without the unlabelled', { hideUnlabelled: true }, all.slice(1)],
  ])('%s', (_, change, expected) => {
    expect(shown(only(change), all)).toEqual(expected);
    expect(hidesSomething(only(change))).toBe(true);
  });

  it('without drafts is what people have accepted', () => {
    expect(shown(only({ hideDrafts: true }), all, true)).toEqual([]);
    expect(shown(only({ hideDrafts: true }), all)).toEqual(all);
  });

  it('is the same by the tables that the GPU reads', () => {
    const ids = fc.integer({ min: 0, max: 4 });
    const objects = fc.tuple(ids, fc.integer({ min: 1, max: 3 })).map(([c, i]) => packLabel(c, i));
    fc.assert(
      fc.property(fc.uniqueArray(ids), fc.uniqueArray(objects, { maxLength: 4 }), fc.option(ids), ids, fc.integer({ min: 0, max: 3 }), (classes, hidden, onlyClass, c, i) => {
        const v = only({ hiddenClasses: new Set(classes), hiddenObjects: new Set(hidden), onlyClass });
        const label = packLabel(c, i);
        const alpha = classTable({ name: 'test', classes: [] }, (id) => isClassShown(id, v))[4 * classOf(label) + 3];
        const sharing = hiddenObjectTable(v.hiddenObjects).subarray(4 * instanceOf(label), 4 * instanceOf(label) + 4);
        const byTable = alpha !== 0 && (i === 0 || !sharing.includes(classOf(label)));
        expect(byTable).toBe(isShown(label, false, v));
      }),
      { numRuns: 60 },
    );
  });
});
