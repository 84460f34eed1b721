/** Six numbers that size a shape; each shape says what they are. Unused ones are 0. */
export type ShapeSize = readonly [number, number, number, number, number, number];

/** One kind of surface that a ray can meet, in its own frame. A new one is one file and one line in the index. */
export interface Shape {
  /**
   * Distance to where the ray enters the shape, in units of the direction's length, or Infinity where it misses or starts inside.
   * `sizes` holds the shape's six numbers from `at` on.
   */
  enter(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, sizes: Float64Array, at: number): number;
  /** Outward unit normal at a point of the surface, written to out[0..2]. */
  normal(x: number, y: number, z: number, sizes: Float64Array, at: number, out: Float64Array): void;
  /** Half the size of the axis-aligned box around the shape, which is centred on its origin. */
  halfExtents(size: ShapeSize): [number, number, number];
}
