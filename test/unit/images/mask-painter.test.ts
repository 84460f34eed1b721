import { describe, expect, it } from 'vitest';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { paintMask } from '#src/images/mask-painter.ts';

const taxonomy: Taxonomy = { name: 't', classes: [{ id: 1, name: 'a', colour: '#ff0000', kind: 'thing' }, { id: 2, name: 'b', colour: '#0000ff', kind: 'stuff' }] };

function maskOf(width: number, classes: number[], instances: number[] | null = null): IdMask {
  return {
    width, height: classes.length / width, classes: Uint16Array.from(classes),
    instances: instances === null ? null : Uint16Array.from(instances), confidence: null, unknown: [],
  };
}

/** What each display pixel shows: '.' clear, lower case an area, upper case an edge. */
function painted(mask: IdMask, picture: { width: number; height: number }, view: { scale: number; x: number; y: number }, size: [number, number], outline = true): string[] {
  const words = new Uint32Array(size[0] * size[1]).fill(7);
  paintMask({ width: size[0], height: size[1], words }, mask, picture, view, taxonomy, { opacity: 0.5, outline });
  const letter = (word: number) => {
    if (word === 0) return '.';
    const name = (word & 0xff) === 255 ? 'a' : 'b';
    return word >>> 24 === 255 ? name.toUpperCase() : name;
  };
  return Array.from({ length: size[1] }, (_, y) => [...words.subarray(y * size[0], (y + 1) * size[0])].map(letter).join(''));
}

describe('mask painter', () => {
  const square = { width: 4, height: 4 };
  const mask = maskOf(4, [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 2, 2, 0, 0, 2, 2]);

  it('shows areas at the opacity, edges between classes in full, and void not at all', () => {
    expect(painted(mask, square, { scale: 1, x: 0, y: 0 }, [4, 4])).toEqual(['....', '.aA.', '.Abb', '..bb']);
    expect(painted(mask, square, { scale: 1, x: 0, y: 0 }, [4, 4], false)).toEqual(['....', '.aa.', '.abb', '..bb']);
  });

  it('follows the view, and leaves what is beside the picture clear', () => {
    expect(painted(mask, square, { scale: 1, x: 2, y: -1 }, [4, 4], false)).toEqual(['...a', '...a', '....', '....']);
    expect(painted(mask, square, { scale: 0.5, x: 0, y: 0 }, [3, 3], false)).toEqual(['a..', '.b.', '...']);
  });

  it('lies over a picture of another size', () => {
    expect(painted(maskOf(2, [1, 0, 0, 2]), square, { scale: 1, x: 0, y: 0 }, [4, 4], false)).toEqual(['aa..', 'aa..', '..bb', '..bb']);
  });

  it('draws the edge between two instances of one class', () => {
    expect(painted(maskOf(4, [1, 1, 1, 1], [1, 1, 2, 2]), { width: 4, height: 1 }, { scale: 1, x: 0, y: 0 }, [4, 1])).toEqual(['aAaa']);
  });
});
