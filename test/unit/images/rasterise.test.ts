import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawPoints, word } from '#src/images/rasterise.ts';

const AS_IS = { scale: 1, x: 0, y: 0 };
const RED = word(1, 0, 0), GREEN = word(0, 1, 0);

interface Point {
  readonly u: number;
  readonly v: number;
  readonly colour: number;
}

function drawn(width: number, height: number, points: readonly Point[], size: number, view = AS_IS): Uint32Array {
  const words = new Uint32Array(width * height);
  drawPoints(
    { width, height, words },
    {
      u: Float32Array.from(points, (p) => p.u),
      v: Float32Array.from(points, (p) => p.v),
      colours: Uint32Array.from(points, (p) => p.colour),
      order: Uint32Array.from(points.keys()),
    },
    view,
    size,
  );
  return words;
}

/** The raster as text, one letter per pixel. */
function picture(words: Uint32Array, width: number): string[] {
  const letters = [...words].map((w) => (w === 0 ? '.' : w === RED ? 'r' : w === GREEN ? 'g' : '?')).join('');
  return letters.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

describe('projected points as pixels', () => {
  it('keeps the bytes of a colour in the order red, green, blue, alpha', () => {
    const bytes = new Uint8Array(drawn(1, 1, [{ u: 0, v: 0, colour: word(1, 0.4, 0) }], 1).buffer);
    expect([...bytes]).toEqual([255, 102, 0, 255]);
  });

  it('takes (0, 0) as the centre of the first pixel', () => {
    expect(picture(drawn(4, 2, [{ u: 2.49, v: 1.49, colour: RED }, { u: 0.51, v: -0.49, colour: GREEN }], 1), 4)).toEqual(['.g..', '..r.']);
  });

  it('centres odd squares on the pixel', () => {
    expect(picture(drawn(5, 5, [{ u: 2, v: 2, colour: RED }], 3), 5)).toEqual(['.....', '.rrr.', '.rrr.', '.rrr.', '.....']);
  });

  it('centres even squares on the nearest corner', () => {
    expect(picture(drawn(4, 3, [{ u: 1.4, v: 0.6, colour: RED }], 2), 4)).toEqual(['.rr.', '.rr.', '....']);
  });

  it('lets later points cover earlier ones', () => {
    expect(picture(drawn(4, 2, [{ u: 1, v: 1, colour: RED }, { u: 2, v: 1, colour: GREEN }], 3), 4)).toEqual(['rggg', 'rggg']);
    expect(picture(drawn(4, 2, [{ u: 2, v: 1, colour: GREEN }, { u: 1, v: 1, colour: RED }], 3), 4)).toEqual(['rrrg', 'rrrg']);
  });

  it('clips at every edge and never wraps into the next row', () => {
    const corners = [[0, 0], [3, 0], [0, 3], [3, 3]].map(([u, v]) => ({ u, v, colour: RED }));
    expect(picture(drawn(4, 4, corners, 3), 4)).toEqual(['rrrr', 'rrrr', 'rrrr', 'rrrr']);
    expect(picture(drawn(4, 4, [{ u: 3, v: 1, colour: RED }], 3), 4)).toEqual(['..rr', '..rr', '..rr', '....']);
    expect(picture(drawn(3, 3, [{ u: -9, v: 1, colour: RED }, { u: 1, v: 40, colour: RED }, { u: 3.6, v: 1, colour: RED }], 1), 3)).toEqual(['...', '...', '...']);
  });

  it('scales about the corner of the picture and then moves', () => {
    // Pixel (1, 0) covers [1, 2) of the picture, hence [2, 4) at scale 2, and its centre is at 3, then at 4.
    expect(picture(drawn(6, 3, [{ u: 1, v: 0, colour: RED }], 2, { scale: 2, x: 1, y: 0 }), 6)).toEqual(['...rr.', '...rr.', '......']);
  });

  it('fills exactly the pixels of each clipped square, whatever the view', () => {
    const point = fc.record({ u: fc.integer({ min: -8, max: 40 }), v: fc.integer({ min: -8, max: 40 }) });
    const view = fc.record({ scale: fc.constantFrom(0.5, 1, 2, 3), x: fc.integer({ min: -20, max: 20 }), y: fc.integer({ min: -20, max: 20 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 8 }), view, fc.integer({ min: 1, max: 7 }), (points, at, size) => {
        const width = 17, height = 13;
        const words = drawn(width, height, points.map((p) => ({ ...p, colour: RED })), size, at);
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) {
            // A pixel is covered where its centre lies in the half-open square of the point, itself snapped to pixels.
            const covered = points.some(({ u, v }) => {
              const left = Math.floor((u + 0.5) * at.scale + at.x - (size - 1) / 2), top = Math.floor((v + 0.5) * at.scale + at.y - (size - 1) / 2);
              return column >= left && column < left + size && row >= top && row < top + size;
            });
            expect(words[row * width + column] !== 0).toBe(covered);
          }
      }),
    );
  });
});
