/** Side of the square cells whose pixels are counted, in pixels: 4 or 8, since rows are counted in words of four bytes. */
const CELL = 4;

/** A set of a picture's pixels, held for the rectangle around them only; the rest of the picture is not in it. */
export interface PixelMask {
  /** Column and row of the rectangle's first pixel in the picture. */
  readonly x: number;
  readonly y: number;
  /** Size of the rectangle in pixels: whole cells. It may reach over the picture's right and lower edge; no pixel there is inside. */
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, row by row: 1 = inside. */
  readonly inside: Uint8Array;
  /** Summed-area table over cells: (width / CELL + 1) * (height / CELL + 1) counts of the pixels inside above and left of a cell's corner. */
  readonly sums: Uint32Array;
}

/** Sets columns [from, to) of a row; of columns and rows outside the rectangle nothing. */
export type FillSpan = (row: number, from: number, to: number) => void;

/**
 * The mask of what `draw` fills, of a picture's pixels between two corners (x, y; fractions, also outside the picture; both
 * included). `draw` is told the rows [first, end) that there are.
 */
export function drawMask(
  picture: { readonly width: number; readonly height: number },
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  draw: (fill: FillSpan, first: number, end: number) => void,
): PixelMask {
  const x = Math.max(0, Math.floor(x0)), y = Math.max(0, Math.floor(y0));
  const right = Math.min(picture.width, Math.floor(x1) + 1), bottom = Math.min(picture.height, Math.floor(y1) + 1);
  // Written so that NaN ends here as well.
  if (!(right > x && bottom > y)) return { x: 0, y: 0, width: 0, height: 0, inside: new Uint8Array(0), sums: new Uint32Array(1) };
  const across = CELL * Math.ceil((right - x) / CELL), down = CELL * Math.ceil((bottom - y) / CELL);
  const inside = new Uint8Array(across * down);
  draw(
    (row, from, to) => {
      const begin = Math.max(from, x), end = Math.min(to, right);
      if (begin < end && row >= y && row < bottom) inside.fill(1, (row - y) * across + begin - x, (row - y) * across + end - x);
    },
    y,
    bottom,
  );
  return { x, y, width: across, height: down, inside, sums: sumCells(inside, across, down) };
}

function sumCells(inside: Uint8Array, width: number, height: number): Uint32Array {
  const words = new Uint32Array(inside.buffer);
  const wordsAcross = width >> 2;
  const cells = width / CELL;
  const stride = cells + 1;
  const sums = new Uint32Array(stride * (height / CELL + 1));
  for (let cellY = 0; cellY < height / CELL; cellY++) {
    let row = 0;
    for (let cellX = 0; cellX < cells; cellX++) {
      let bytes = 0;
      for (let y = 0; y < CELL; y++)
        for (let word = 0; word < CELL >> 2; word++) bytes += words[(cellY * CELL + y) * wordsAcross + cellX * (CELL >> 2) + word];
      // Each byte holds a small count of its own: this adds the four.
      row += Math.imul(bytes, 0x01010101) >>> 24;
      sums[(cellY + 1) * stride + cellX + 1] = sums[cellY * stride + cellX + 1] + row;
    }
  }
  return sums;
}

/**
 * What holds for all pixels of the picture from column x0 to x1 and from row y0 to y1, both included; any numbers, the pixels
 * are those that they fall on. 0 = none is inside, 2 = all are, 1 = it was not worth finding out.
 */
export function pixelsInside({ x, y, width, height, sums }: PixelMask, x0: number, y0: number, x1: number, y1: number): 0 | 1 | 2 {
  const left = x0 - x, top = y0 - y, right = x1 - x, bottom = y1 - y;
  if (!(right >= 0 && bottom >= 0 && left < width && top < height)) return 0;
  const cut = left < 0 || top < 0 || right >= width || bottom >= height;
  // Cutting off fractions rounds down, since nothing is negative any more.
  const cx0 = left > 0 ? (left | 0) / CELL | 0 : 0, cx1 = ((right < width ? right | 0 : width - 1) / CELL | 0) + 1;
  const cy0 = top > 0 ? (top | 0) / CELL | 0 : 0, cy1 = ((bottom < height ? bottom | 0 : height - 1) / CELL | 0) + 1;
  const stride = width / CELL + 1;
  const hits = sums[cy1 * stride + cx1] - sums[cy0 * stride + cx1] - sums[cy1 * stride + cx0] + sums[cy0 * stride + cx0];
  if (hits === 0) return 0;
  return !cut && hits === (cx1 - cx0) * (cy1 - cy0) * CELL * CELL ? 2 : 1;
}
