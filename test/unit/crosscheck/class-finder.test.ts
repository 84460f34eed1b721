import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { ClassFinder, hasClassWithin } from '#src/core/crosscheck/mask-search.ts';

describe('ClassFinder', () => {
  it('answers what looking at every pixel within reach answers, whatever the mask\'s resolution', () => {
    const mask = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: width * height, maxLength: width * height }).map(
          (classes): IdMask => ({ width, height, classes: Uint16Array.from(classes), instances: null, confidence: null, unknown: [] }),
        ),
      );
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(mask, fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(share, share, fc.double({ min: 0, max: 20, noNaN: true })), { minLength: 1, maxLength: 20 }), (m, scale, asked) => {
        const image = { width: m.width * scale, height: m.height * scale };
        const accepts = (classId: number) => classId === 3;
        const finder = new ClassFinder(m, image, accepts);
        for (const [x, y, reach] of asked) {
          const u = x * image.width, v = y * image.height;
          expect(finder.isWithin(u, v, reach)).toBe(hasClassWithin(m, image, u, v, reach, accepts));
        }
      }),
    );
  });
});
