import type { Pixels } from '#src/core/geometry/units.ts';

/** A photograph as it is looked at. */
export interface Picture {
  readonly width: Pixels;
  readonly height: Pixels;
  /** Red, green, blue of each pixel, row by row from the top left. */
  readonly rgb: Uint8Array;
}
