import type { PixelMask } from '../geometry/pixel-mask.ts';
import { pixelsInside } from '../geometry/pixel-mask.ts';
import type { BoxVerdict, RegionTester } from './region.ts';
import { MIXED, OUT } from './region.ts';
import { reach, ScreenRect } from './screen-rect.ts';

/** Far above what the rounding of a sum of four products can be, as a share of its terms. */
const ROUNDING = 1e-14;

/**
 * Points that a view shows on pixels of a mask, however deep. A point belongs to the pixel that it falls on, computed in
 * Float64 in one order of operations; boxes are given the room that rounding needs.
 */
export class MaskTester implements RegionTester {
  private readonly rect: ScreenRect;
  /** What rounding scales with: per metre of a box's reach, and constant; of pixel coordinates times w, and of w. */
  private readonly pixelSlope: number;
  private readonly pixelConstant: number;
  private readonly depthSlope: number;
  private readonly depthConstant: number;
  /** Largest pixel coordinate of the mask. */
  private readonly size: number;

  /** `m` as `pixelsFromSweep` makes it. */
  constructor(private readonly mask: PixelMask, private readonly m: Float64Array) {
    const right = mask.x + mask.width, bottom = mask.y + mask.height;
    const slope = (row: number) => Math.abs(m[row]) + Math.abs(m[row + 1]) + Math.abs(m[row + 2]);
    this.rect = new ScreenRect(m, mask.x, mask.y, right, bottom);
    this.pixelSlope = Math.max(slope(0), slope(4));
    this.pixelConstant = Math.max(Math.abs(m[3]), Math.abs(m[7]));
    this.depthSlope = slope(8);
    this.depthConstant = Math.abs(m[11]);
    this.size = Math.max(right, bottom);
  }

  keepInside(positions: Float32Array, bits: Uint32Array): void {
    const { x: left, y: top, width, height, inside } = this.mask;
    const right = left + width, bottom = top + height;
    const { m } = this;
    const a0 = m[0], a1 = m[1], a2 = m[2], a3 = m[3], b0 = m[4], b1 = m[5], b2 = m[6], b3 = m[7];
    const w0 = m[8], w1 = m[9], w2 = m[10], w3 = m[11];
    for (let word = 0; word < bits.length; word++) {
      let kept = 0;
      for (let rest = bits[word] | 0; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        const k = 3 * (32 * word + bit);
        const x = positions[k], y = positions[k + 1], z = positions[k + 2];
        const w = w0 * x + w1 * y + w2 * z + w3;
        const perDepth = 1 / w;
        const u = (a0 * x + a1 * y + a2 * z + a3) * perDepth;
        const v = (b0 * x + b1 * y + b2 * z + b3) * perDepth;
        // One test after all the arithmetic, not three between: points come from all over memory, and a branch that is guessed
        // wrong gives up the reads behind it. NaN fails it. Nothing negative comes through: cutting off the fraction rounds down.
        if (w > 0 && u >= left && u < right && v >= top && v < bottom) kept |= inside[((v | 0) - top) * width + (u | 0) - left] << bit;
      }
      bits[word] = kept;
    }
  }

  classifyBox(boxes: Float32Array, at: number): BoxVerdict {
    const x0 = boxes[at], y0 = boxes[at + 1], z0 = boxes[at + 2], x1 = boxes[at + 3], y1 = boxes[at + 4], z1 = boxes[at + 5];
    const m = this.m;
    const w0 = m[8], w1 = m[9], w2 = m[10], w3 = m[11];
    // Rounding is monotone: in the points' own order of operations the corners bound what is computed of any point.
    if (!(w0 * (w0 > 0 ? x1 : x0) + w1 * (w1 > 0 ? y1 : y0) + w2 * (w2 > 0 ? z1 : z0) + w3 > 0)) return OUT;
    const nearest = w0 * (w0 > 0 ? x0 : x1) + w1 * (w1 > 0 ? y0 : y1) + w2 * (w2 > 0 ? z0 : z1) + w3;
    const far = reach(x0, y0, z0, x1, y1, z1);
    const depthScale = this.depthSlope * far + this.depthConstant;
    // A box that reaches behind the eye, or so near to it that rounding would show, has no bounded picture.
    if (!(nearest > 1e3 * ROUNDING * depthScale)) return this.rect.isOutside(boxes, at) ? OUT : MIXED;

    // With u of the centre, nu - u * w is linear and zero there: over the box at most the sum of its slopes times half the box's
    // sides. Divided by w it is how far a point's own u can be from the centre's.
    const a0 = m[0], a1 = m[1], a2 = m[2], b0 = m[4], b1 = m[5], b2 = m[6];
    const x = (x0 + x1) / 2, y = (y0 + y1) / 2, z = (z0 + z1) / 2;
    const hx = (x1 - x0) / 2, hy = (y1 - y0) / 2, hz = (z1 - z0) / 2;
    const perDepth = 1 / (w0 * x + w1 * y + w2 * z + w3);
    const u = (a0 * x + a1 * y + a2 * z + m[3]) * perDepth;
    const v = (b0 * x + b1 * y + b2 * z + m[7]) * perDepth;
    const slack = ROUNDING * (this.pixelSlope * far + this.pixelConstant + (Math.abs(u) + Math.abs(v) + this.size) * depthScale);
    const most = 1 / nearest;
    const du = most * (Math.abs(a0 - u * w0) * hx + Math.abs(a1 - u * w1) * hy + Math.abs(a2 - u * w2) * hz + slack);
    const dv = most * (Math.abs(b0 - v * w0) * hx + Math.abs(b1 - v * w1) * hy + Math.abs(b2 - v * w2) * hz + slack);
    return pixelsInside(this.mask, u - du, v - dv, u + du, v + dv);
  }
}
