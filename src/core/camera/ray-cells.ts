/** Faces of a cube around the lens: the axis, and which way along it. */
const FACES = [[0, 1], [0, -1], [1, 1], [1, -1], [2, 1], [2, -1]] as const;
/** A cell whose rays are so far off a face's axis (cosine) does not reach it, as cells are small: see `MAX_CELL_ANGLE`. */
const LEAST_FORWARD = 0.05;

/** Bounds how many bins a face has along a side. */
const MIN_SIDE = 4;
const MAX_SIDE = 256;

/**
 * Which cells of a table of rays may hold a direction: the cube around the lens is divided into bins, and each lists the cells that reach
 * into it. A cell is a quadrilateral of rays with straight sides on the faces, and is listed by its bounding rectangles there.
 */
export class RayCells {
  private readonly side: number;
  private readonly starts: Uint32Array;
  private readonly cells: Uint32Array;

  /** `cornersOf` writes a cell's four unit rays to its argument, 12 numbers, and says false where the cell is not to be found. */
  constructor(count: number, cornersOf: (cell: number, out: Float64Array) => boolean) {
    this.side = Math.min(MAX_SIDE, Math.max(MIN_SIDE, Math.ceil(Math.sqrt(count / 3))));
    this.starts = new Uint32Array(FACES.length * this.side * this.side + 1);
    this.eachBin(count, cornersOf, (bin) => this.starts[bin + 1]++);
    for (let bin = 1; bin < this.starts.length; bin++) this.starts[bin] += this.starts[bin - 1];
    const at = this.starts.slice(), cells = new Uint32Array(this.starts[this.starts.length - 1]);
    this.eachBin(count, cornersOf, (bin, cell) => (cells[at[bin]++] = cell));
    this.cells = cells;
  }

  /** Calls `holds` with cells that may hold the direction until it says true; false where none does. The direction is not 0. */
  find(x: number, y: number, z: number, holds: (cell: number, x: number, y: number, z: number) => boolean): boolean {
    const ax = Math.abs(x), ay = Math.abs(y), az = Math.abs(z);
    let face: number, s: number, t: number;
    if (ax >= ay && ax >= az) { face = x > 0 ? 0 : 1; s = y / ax; t = z / ax; }
    else if (ay >= az) { face = y > 0 ? 2 : 3; s = z / ay; t = x / ay; }
    else { face = z > 0 ? 4 : 5; s = x / az; t = y / az; }
    const bin = this.binOf(face, this.place(s), this.place(t));
    for (let k = this.starts[bin], end = this.starts[bin + 1]; k < end; k++) if (holds(this.cells[k], x, y, z)) return true;
    return false;
  }

  private eachBin(count: number, cornersOf: (cell: number, out: Float64Array) => boolean, visit: (bin: number, cell: number) => void): void {
    const rays = new Float64Array(12);
    for (let cell = 0; cell < count; cell++) {
      if (!cornersOf(cell, rays)) continue;
      FACES.forEach(([axis, sign], face) => {
        let s0 = Infinity, s1 = -Infinity, t0 = Infinity, t1 = -Infinity;
        for (let k = 0; k < 12; k += 3) {
          const w = sign * rays[k + axis];
          if (w < LEAST_FORWARD) return;
          const s = rays[k + ((axis + 1) % 3)] / w, t = rays[k + ((axis + 2) % 3)] / w;
          s0 = Math.min(s0, s); s1 = Math.max(s1, s); t0 = Math.min(t0, t); t1 = Math.max(t1, t);
        }
        if (s0 > 1 || s1 < -1 || t0 > 1 || t1 < -1) return;
        for (let i = this.place(s0); i <= this.place(s1); i++)
          for (let j = this.place(t0); j <= this.place(t1); j++) visit(this.binOf(face, i, j), cell);
      });
    }
  }

  private place(s: number): number {
    return Math.min(this.side - 1, Math.max(0, Math.floor(((s + 1) / 2) * this.side)));
  }

  private binOf(face: number, i: number, j: number): number {
    return (face * this.side + i) * this.side + j;
  }
}
