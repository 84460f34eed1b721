import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Visibility } from '#src/core/labels/visibility.ts';
import { hidesSomething } from '#src/core/labels/visibility.ts';
import type { LinkedPlace } from '#src/session/links.ts';
import { formatPlace, parsePlace } from '#src/session/links.ts';
import { ONE_FRAME } from '#src/session/together.ts';

const classId = fc.integer({ min: 0, max: 0xffff }), label = fc.integer({ min: 0, max: 0xffffffff });
const filter: fc.Arbitrary<Visibility> = fc.record({
  hiddenClasses: fc.uniqueArray(classId, { maxLength: 5 }).map((ids) => new Set(ids)),
  hiddenObjects: fc.uniqueArray(label, { maxLength: 5 }).map((ids) => new Set(ids)),
  onlyClass: fc.option(classId),
  onlyObject: fc.option(label),
  hideLabelled: fc.boolean(),
  hideUnlabelled: fc.boolean(),
  hideDrafts: fc.boolean(),
});

const place: fc.Arbitrary<LinkedPlace> = fc.record({
  sequence: fc.string({ unit: 'grapheme' }),
  frame: fc.string({ unit: 'grapheme' }),
  together: fc.oneof(fc.constant(ONE_FRAME), fc.record({ frames: fc.integer({ min: 2, max: 999_999 }), step: fc.integer({ min: 1, max: 999_999 }) })),
  point: fc.option(fc.record({ sweep: fc.string({ unit: 'grapheme' }), index: fc.nat() })),
  object: fc.option(fc.integer({ min: 0, max: 0xffffffff })),
  filter: filter.map((v) => (hidesSomething(v) ? v : null)),
  finding: fc.option(fc.string({ unit: 'grapheme' })),
});

describe('links', () => {
  it('say a place so that it is found again, whatever things are called', () => {
    fc.assert(fc.property(place, (there) => {
      expect(parsePlace(`#${formatPlace(there)}`)).toEqual(there);
    }));
  });

  it('that were cut or changed by hand open what of them makes sense', () => {
    expect(parsePlace('')).toBeNull();
    expect(parsePlace('#sequence=a')).toBeNull();
    const plain = { sequence: 'a', frame: 'b', together: ONE_FRAME, point: null, object: null, filter: null, finding: null };
    for (const rest of ['', '&together=0x1', '&together=5', '&point=3', '&sweep=s&point=-3', '&object=99999999999', '&object=x', '&filter=', '&filter=c70000', '&filter=c1-x', '&filter=l-'])
      expect(parsePlace(`#sequence=a&frame=b${rest}`)).toEqual(plain);
  });
});
