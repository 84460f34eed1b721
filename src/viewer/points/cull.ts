import type { Block } from './blocks.ts';

/** Row-major 4x4. */
export type Matrix = readonly number[];

export function multiply(a: Matrix, b: Matrix): number[] {
  const out = new Array<number>(16).fill(0);
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++)
      for (let k = 0; k < 4; k++) out[4 * row + column] += a[4 * row + k] * b[4 * k + column];
  return out;
}

/**
 * Sets `visible[k]` to 1 for each block whose box may hold a point in view, to 0 for the others. `clip` takes the frame of
 * the boxes to clip space; a block is out where its box lies behind one of the six planes as a whole.
 */
export function cull(blocks: readonly Block[], clip: Matrix, visible: Uint8Array): void {
  const planes: number[] = [];
  for (let axis = 0; axis < 3; axis++)
    for (const side of [1, -1]) for (let k = 0; k < 4; k++) planes.push(clip[12 + k] + side * clip[4 * axis + k]);
  blocks.forEach(({ box }, number) => {
    visible[number] = 1;
    for (let p = 0; p < 24; p += 4) {
      const a = planes[p], b = planes[p + 1], c = planes[p + 2];
      // The corner that is farthest along the plane's normal.
      const reach = a * box[a > 0 ? 3 : 0] + b * box[b > 0 ? 4 : 1] + c * box[c > 0 ? 5 : 2] + planes[p + 3];
      if (reach < 0) {
        visible[number] = 0;
        return;
      }
    }
  });
}
