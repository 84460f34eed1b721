import type { Rgb } from '../../colour/colour-mode.ts';
import type { Pixels } from '../../geometry/units.ts';
import type { IdMask } from '../id-mask.ts';
import { maskIndex } from '../id-mask.ts';
import type { CropFrame } from './crop-frame.ts';

interface Rgb8 {
  readonly width: Pixels;
  readonly height: Pixels;
  /** Red, green, blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
}

/** A part of a picture that things are drawn over, where there is no browser to do it. Places are in pixels of the whole picture. */
export class CropCanvas implements Rgb8 {
  readonly width: Pixels;
  readonly height: Pixels;
  readonly rgb: Uint8Array;

  /** Grey until the picture is drawn. */
  constructor(private readonly frame: CropFrame) {
    this.width = frame.width;
    this.height = frame.height;
    this.rgb = new Uint8Array(3 * frame.width * frame.height).fill(BLANK);
  }

  /**
   * Draws the picture, which may be of another size than `spec` says: smooth where it is enlarged, the mean of what falls on a pixel where it
   * is made smaller.
   */
  picture(picture: Rgb8, spec: { readonly width: Pixels; readonly height: Pixels }): void {
    const { width, height, rgb, frame } = this, su = picture.width / spec.width, sv = picture.height / spec.height;
    const columns = samples(width, frame.u * su, su / frame.scale, picture.width), rows = samples(height, frame.v * sv, sv / frame.scale, picture.height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let r = 0, g = 0, b = 0;
        for (const [row, weightV] of rows[y])
          for (const [column, weightU] of columns[x]) {
            const at = 3 * (row * picture.width + column), weight = weightU * weightV;
            r += weight * picture.rgb[at];
            g += weight * picture.rgb[at + 1];
            b += weight * picture.rgb[at + 2];
          }
        rgb.set([r + 0.5, g + 0.5, b + 0.5], 3 * (y * width + x));
      }
  }

  /** The edge of a class of the mask, or of one instance of it, inside it: a line of the colour with a dark one around. */
  outline(mask: IdMask, spec: { readonly width: Pixels; readonly height: Pixels }, maskClass: number, instance: number | null, colour: Rgb): void {
    const { width, height, frame } = this, ofInstance = instance !== null && mask.instances !== null;
    const inside = new Uint8Array(width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = maskIndex(mask, spec, frame.u + (x + 0.5) / frame.scale, frame.v + (y + 0.5) / frame.scale);
        if (mask.classes[at] === maskClass && (!ofInstance || mask.instances![at] === instance)) inside[y * width + x] = 1;
      }
    // What lies beyond the crop counts as the same: the crop's own edge is no edge of the mask.
    const same = (x: number, y: number, value: number): boolean => x < 0 || y < 0 || x >= width || y >= height || inside[y * width + x] === value;
    const border = (x: number, y: number, away: number): boolean => {
      const value = inside[y * width + x];
      return !(same(x - away, y, value) && same(x + away, y, value) && same(x, y - away, value) && same(x, y + away, value));
    };
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (inside[y * width + x] === 1 ? border(x, y, LINE) : border(x, y, 1)) this.blend(x, y, inside[y * width + x] === 1 ? colour : DARK, 1);
  }

  /** A disc at a place of the picture, and a rim around it where one is asked for; `radius` in pixels of the crop. */
  dot(u: Pixels, v: Pixels, radius: Pixels, colour: Rgb, rim: Rgb | null = null): void {
    const { frame } = this, x = (u - frame.u) * frame.scale, y = (v - frame.v) * frame.scale, reach = radius + (rim === null ? 0.5 : RIM);
    for (let row = Math.floor(y - reach); row <= y + reach; row++)
      for (let column = Math.floor(x - reach); column <= x + reach; column++) {
        const away = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        if (rim !== null) this.blend(column, row, rim, covered(reach - away));
        this.blend(column, row, colour, covered(radius - away));
      }
  }

  private blend(x: number, y: number, colour: Rgb, share: number): void {
    if (share <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = 3 * (y * this.width + x);
    for (let c = 0; c < 3; c++) this.rgb[at + c] += Math.round(share * (255 * colour[c] - this.rgb[at + c]));
  }
}

const BLANK = 0x48;
const DARK: Rgb = [0.04, 0.05, 0.07];
/** Pixels of the crop. */
const LINE = 2, RIM = 1.2;

/** Of a pixel whose middle is so far inside an edge: the share that it covers, about. */
function covered(inside: Pixels): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

/** For each of `count` pixels: the source's pixels that it shows along one axis, with weights that sum to 1. `step` source pixels make one. */
function samples(count: number, begin: Pixels, step: number, size: Pixels): [at: number, weight: number][][] {
  const last = size - 1, clamp = (at: number): number => Math.min(last, Math.max(0, at));
  return Array.from({ length: count }, (_, k) => {
    const from = begin + k * step, to = from + step;
    if (step <= 1) {
      const middle = (from + to) / 2 - 0.5, low = Math.floor(middle), share = middle - low;
      return [[clamp(low), 1 - share], [clamp(low + 1), share]];
    }
    const out: [number, number][] = [];
    for (let at = Math.floor(from); at < to; at++) out.push([clamp(at), (Math.min(to, at + 1) - Math.max(from, at)) / step]);
    return out;
  });
}
