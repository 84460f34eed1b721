import type { Pixels } from '../../geometry/units.ts';
import type { CompiledClassMap } from '../../labels/class-map.ts';
import { RELATION } from '../../labels/class-map.ts';
import type { IdMask } from '../id-mask.ts';

/** How much of nothing is mixed into a share: where a mask says next to nothing, neither does the share. Of the box's area. */
const DOUBT = 0.04;

/**
 * For one class of labels and one mask: which share of the pixels around a place agree with it, of those that say anything. Summed-area
 * tables (Crow 1984): one pass over the mask, then the same few steps for a box of any size.
 */
export class LocalAgreement {
  private readonly agreeing: Uint32Array;
  private readonly contradicting: Uint32Array;
  private readonly stride: number;

  constructor(private readonly mask: IdMask, private readonly image: { readonly width: Pixels; readonly height: Pixels }, classMap: CompiledClassMap, labelClass: number) {
    const { width, height, classes } = mask;
    this.stride = width + 1;
    this.agreeing = new Uint32Array(this.stride * (height + 1));
    this.contradicting = new Uint32Array(this.agreeing.length);
    // Neighbours are mostly of one class: ask once per run.
    let asked = -1, agrees = 0, contradicts = 0;
    for (let y = 0; y < height; y++) {
      let agreeing = 0, contradicting = 0;
      for (let x = 0, cell = (y + 1) * this.stride + 1; x < width; x++, cell++) {
        const maskClass = classes[y * width + x];
        if (maskClass !== asked) {
          const relation = classMap.relation(labelClass, maskClass);
          asked = maskClass;
          agrees = relation === RELATION.agrees ? 1 : 0;
          contradicts = relation === RELATION.disagrees ? 1 : 0;
        }
        agreeing += agrees;
        contradicting += contradicts;
        this.agreeing[cell] = this.agreeing[cell - this.stride] + agreeing;
        this.contradicting[cell] = this.contradicting[cell - this.stride] + contradicting;
      }
    }
  }

  /** Whether pixels of both kinds lie within a square of 2 * `reach` around (u, v): only then may an offset change what the mask says. */
  hasBorderWithin(u: Pixels, v: Pixels, reach: Pixels): boolean {
    const box = this.box(u, v, reach);
    return this.sum(this.agreeing, box) > 0 && this.sum(this.contradicting, box) > 0;
  }

  /** Whether the mask's pixel at (u, v) contradicts the label. */
  contradictsAt(u: Pixels, v: Pixels): boolean {
    return this.sum(this.contradicting, this.box(u, v, 0.5)) > 0;
  }

  /**
   * Shares of agreeing pixels around (u, v): of squares of 2 * `softness` around places that are `step` apart, 2 * `reach` + 1 of them in either
   * direction, row by row to `out` from `at` on. 0 where all pixels in a square contradict, 255 where all agree, near 127 where none says
   * anything. The same numbers as of a `box` each, in less than a tenth of the time.
   */
  patch(u: Pixels, v: Pixels, step: Pixels, reach: number, softness: Pixels, out: Uint8Array, at: number): void {
    const { agreeing, contradicting, stride } = this, side = 2 * reach + 1;
    const columns = new Int32Array(2 * side), rows = new Int32Array(2 * side);
    for (let k = 0; k < side; k++) {
      const [left, top, right, bottom] = this.box(u + (k - reach) * step, v + (k - reach) * step, softness);
      columns[2 * k] = left;
      columns[2 * k + 1] = right;
      rows[2 * k] = top * stride;
      rows[2 * k + 1] = bottom * stride;
    }
    const perU = this.mask.width / this.image.width, doubt = DOUBT * (2 * softness * perU) ** 2;
    for (let y = 0, cell = at; y < side; y++) {
      const top = rows[2 * y], bottom = rows[2 * y + 1];
      for (let x = 0; x < side; x++, cell++) {
        const a = top + columns[2 * x], b = top + columns[2 * x + 1], c = bottom + columns[2 * x], d = bottom + columns[2 * x + 1];
        const agrees = agreeing[d] - agreeing[b] - agreeing[c] + agreeing[a];
        const contradicts = contradicting[d] - contradicting[b] - contradicting[c] + contradicting[a];
        out[cell] = (255 * (agrees + doubt / 2)) / (agrees + contradicts + doubt) + 0.5;
      }
    }
  }

  /** Columns and rows of the mask, from left and top to right and bottom exclusive, at least one pixel inside the picture. (u, v) in pixel centres. */
  private box(u: Pixels, v: Pixels, reach: Pixels): readonly [number, number, number, number] {
    const { width, height } = this.mask, perU = width / this.image.width, perV = height / this.image.height;
    const clamp = (x: number, most: number): number => Math.max(0, Math.min(most, Math.round(x)));
    const left = clamp((u + 0.5 - reach) * perU, width - 1), top = clamp((v + 0.5 - reach) * perV, height - 1);
    return [left, top, Math.max(left + 1, clamp((u + 0.5 + reach) * perU, width)), Math.max(top + 1, clamp((v + 0.5 + reach) * perV, height))];
  }

  private sum(table: Uint32Array, [left, top, right, bottom]: readonly [number, number, number, number]): number {
    const { stride } = this;
    return table[bottom * stride + right] - table[top * stride + right] - table[bottom * stride + left] + table[top * stride + left];
  }
}
