import type { Pixels } from '../geometry/units.ts';
import type { Camera, CameraFault, CameraModel, CameraSpec, RayTable } from './camera.ts';
import { RayCells } from './ray-cells.ts';

/** More nodes cost time with every picture, and bring nothing: between nodes 4 px apart a lens with 1,000 px of focal length bends by less than 0.01 px. */
export const MAX_NODES = 2 ** 18;
/** Neighbouring rays are at most so far apart: between them, the table is straight. Degrees. */
const MAX_CELL_ANGLE = 20;
const LEAST_COSINE = Math.cos((MAX_CELL_ANGLE * Math.PI) / 180);
/** Share of a triangle by which rounding may put a point on its edge beside it. */
const ON_EDGE = 1e-9;

/**
 * A lens of any kind, as the rays through the nodes of a grid over its picture: node (row, column) is the pixel
 * u = column (width - 1) / (columns - 1), v = row (height - 1) / (rows - 1), so that the corner nodes are the centres of the corner pixels.
 * Each cell is two triangles, and on each of them pixels go with rays linearly (of unit length): the same both ways, so that rays and
 * pixels fit together exactly. Valid region: the triangles whose three rays are there and turn the right way; where they are turned
 * over, the lens folds. Where two triangles see the same direction, one of them has it.
 */
class LookupTableCamera implements Camera {
  readonly depthKind = 'range';
  private readonly columns: number;
  private readonly rows: number;
  /** Unit rays, NaN where there is none. */
  private readonly rays: Float64Array;
  /** Pixels between nodes. */
  private readonly stepU: number;
  private readonly stepV: number;
  private readonly cells: RayCells;
  /** The triangle that was found last: its nodes, at the right angle, beside it and above or below it; which way these two lie; the point's shares of them. */
  private n0 = 0;
  private n1 = 0;
  private n2 = 0;
  private sign = 1;
  private share1 = 0;
  private share2 = 0;

  constructor(readonly spec: CameraSpec, table: RayTable) {
    ({ columns: this.columns, rows: this.rows } = table);
    this.rays = normalized(table.rays);
    this.stepU = (spec.width - 1) / (this.columns - 1);
    this.stepV = (spec.height - 1) / (this.rows - 1);
    this.cells = new RayCells((this.columns - 1) * (this.rows - 1), this.cornersOf);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    if (!this.locate(x, y, z)) return false;
    const column = this.n0 % this.columns, row = (this.n0 - column) / this.columns;
    out[0] = (column + this.sign * this.share1) * this.stepU;
    out[1] = (row + this.sign * this.share2) * this.stepV;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    const { columns, rays } = this;
    const across = u / this.stepU, down = v / this.stepV;
    if (!(across >= 0 && across <= columns - 1 && down >= 0 && down <= this.rows - 1)) return false;
    const column = Math.min(columns - 2, Math.floor(across)), row = Math.min(this.rows - 2, Math.floor(down));
    const isUpper = across - column + down - row <= 1;
    this.triangle(row * columns + column, isUpper, columns);
    const s1 = isUpper ? across - column : column + 1 - across, s2 = isUpper ? down - row : row + 1 - down, s0 = 1 - s1 - s2;
    const a = 3 * this.n0, b = 3 * this.n1, c = 3 * this.n2;
    if (!(determinant(rays, a, b, c) > 0)) return false;
    const x = s0 * rays[a] + s1 * rays[b] + s2 * rays[c];
    const y = s0 * rays[a + 1] + s1 * rays[b + 1] + s2 * rays[c + 1];
    const z = s0 * rays[a + 2] + s1 * rays[b + 2] + s2 * rays[c + 2];
    const length = Math.sqrt(x * x + y * y + z * z);
    out[0] = x / length;
    out[1] = y / length;
    out[2] = z / length;
    return true;
  }

  /**
   * In a triangle of rays r0, r1, r2, with a1 = (r2 x r0) p, a2 = (r0 x r1) p and s their sum with a0, the shares are a1 / s and a2 / s:
   * d(a1 / s) = (r2 x r0 - a1 / s (r1 x r2 + r2 x r0 + r0 x r1)) / s.
   */
  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    if (!this.locate(x, y, z)) return false;
    const r = this.rays, a = 3 * this.n0, b = 3 * this.n1, c = 3 * this.n2;
    const x0 = r[b + 1] * r[c + 2] - r[b + 2] * r[c + 1], y0 = r[b + 2] * r[c] - r[b] * r[c + 2], z0 = r[b] * r[c + 1] - r[b + 1] * r[c];
    const x1 = r[c + 1] * r[a + 2] - r[c + 2] * r[a + 1], y1 = r[c + 2] * r[a] - r[c] * r[a + 2], z1 = r[c] * r[a + 1] - r[c + 1] * r[a];
    const x2 = r[a + 1] * r[b + 2] - r[a + 2] * r[b + 1], y2 = r[a + 2] * r[b] - r[a] * r[b + 2], z2 = r[a] * r[b + 1] - r[a + 1] * r[b];
    const xs = x0 + x1 + x2, ys = y0 + y1 + y2, zs = z0 + z1 + z2, sum = xs * x + ys * y + zs * z;
    const perU = (this.sign * this.stepU) / sum, perV = (this.sign * this.stepV) / sum;
    out[0] = perU * (x1 - this.share1 * xs);
    out[1] = perU * (y1 - this.share1 * ys);
    out[2] = perU * (z1 - this.share1 * zs);
    out[3] = perV * (x2 - this.share2 * xs);
    out[4] = perV * (y2 - this.share2 * ys);
    out[5] = perV * (z2 - this.share2 * zs);
    return true;
  }

  /** Finds the triangle that sees the point and leaves it in the fields. */
  private locate(x: number, y: number, z: number): boolean {
    const range = Math.sqrt(x * x + y * y + z * z);
    return range > 0 && range < Infinity && this.cells.find(x / range, y / range, z / range, this.cellHolds);
  }

  private readonly cellHolds = (cell: number, x: number, y: number, z: number): boolean => {
    const across = this.columns - 1, node = Math.floor(cell / across) * this.columns + (cell % across);
    return this.triangleHolds(node, true, x, y, z) || this.triangleHolds(node, false, x, y, z);
  };

  private triangleHolds(node: number, isUpper: boolean, x: number, y: number, z: number): boolean {
    this.triangle(node, isUpper, this.columns);
    const r = this.rays, a = 3 * this.n0, b = 3 * this.n1, c = 3 * this.n2;
    if (!(determinant(r, a, b, c) > 0)) return false;
    const a0 = x * (r[b + 1] * r[c + 2] - r[b + 2] * r[c + 1]) + y * (r[b + 2] * r[c] - r[b] * r[c + 2]) + z * (r[b] * r[c + 1] - r[b + 1] * r[c]);
    const a1 = x * (r[c + 1] * r[a + 2] - r[c + 2] * r[a + 1]) + y * (r[c + 2] * r[a] - r[c] * r[a + 2]) + z * (r[c] * r[a + 1] - r[c + 1] * r[a]);
    const a2 = x * (r[a + 1] * r[b + 2] - r[a + 2] * r[b + 1]) + y * (r[a + 2] * r[b] - r[a] * r[b + 2]) + z * (r[a] * r[b + 1] - r[a + 1] * r[b]);
    const sum = a0 + a1 + a2, least = -ON_EDGE * sum;
    if (!(sum > 0 && a0 >= least && a1 >= least && a2 >= least)) return false;
    this.share1 = a1 / sum;
    this.share2 = a2 / sum;
    return true;
  }

  /** The cell whose upper left node is `node`: its upper left half, or its lower right one. */
  private triangle(node: number, isUpper: boolean, columns: number): void {
    this.n0 = isUpper ? node : node + columns + 1;
    this.n1 = isUpper ? node + 1 : node + columns;
    this.n2 = isUpper ? node + columns : node + 1;
    this.sign = isUpper ? 1 : -1;
  }

  private readonly cornersOf = (cell: number, out: Float64Array): boolean => {
    const across = this.columns - 1, node = Math.floor(cell / across) * this.columns + (cell % across);
    let missing = 0;
    for (const [k, n] of [node, node + 1, node + this.columns, node + this.columns + 1].entries()) {
      for (let axis = 0; axis < 3; axis++) out[3 * k + axis] = this.rays[3 * n + axis];
      if (Number.isNaN(out[3 * k])) missing = missing === 0 ? k + 1 : 5;
    }
    if (missing === 5) return false;
    // Three rays are half a cell: one of them stands in for the missing one.
    const spare = missing === 1 ? 3 : 0;
    if (missing > 0) for (let axis = 0; axis < 3; axis++) out[3 * (missing - 1) + axis] = out[3 * spare + axis];
    return true;
  };
}

/** r0 (r1 x r2) of the rays that begin at a, b and c: above 0 where they turn as pixels do; NaN where one is missing. */
function determinant(r: Float64Array, a: number, b: number, c: number): number {
  return r[a] * (r[b + 1] * r[c + 2] - r[b + 2] * r[c + 1]) + r[a + 1] * (r[b + 2] * r[c] - r[b] * r[c + 2]) + r[a + 2] * (r[b] * r[c + 1] - r[b + 1] * r[c]);
}

function normalized(rays: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rays.length);
  for (let k = 0; k < rays.length; k += 3) {
    const length = Math.hypot(rays[k], rays[k + 1], rays[k + 2]), usable = length > 0 && length < Infinity;
    for (let axis = 0; axis < 3; axis++) out[k + axis] = usable ? rays[k + axis] / length : NaN;
  }
  return out;
}

/** What is wrong with the table of a camera, or null. */
function tableFault({ table, width, height }: CameraSpec): CameraFault | null {
  if (table === undefined) return { what: 'table', expected: 'a table of rays', found: 'none' };
  const { columns, rows, rays } = table, found = `${rows} x ${columns}`;
  if (!(columns >= 2 && rows >= 2 && columns <= width && rows <= height)) return { what: 'table', expected: 'rows and columns from 2 to the pixels of the picture', found };
  if (columns * rows > MAX_NODES) return { what: 'table', expected: `at most ${MAX_NODES} rays: keep every fourth or so`, found };
  if (rays.length !== 3 * columns * rows) return { what: 'table', expected: `${3 * columns * rows} numbers`, found: String(rays.length) };
  const unit = normalized(rays);
  let triangles = 0;
  for (let node = 0; node < (rows - 1) * columns; node++) {
    if (node % columns === columns - 1) continue;
    for (const next of [node + 1, node + columns, node + columns + 1]) {
      const a = 3 * node, b = 3 * next, cosine = unit[a] * unit[b] + unit[a + 1] * unit[b + 1] + unit[a + 2] * unit[b + 2];
      if (cosine < LEAST_COSINE)
        return { what: 'table', expected: `neighbouring rays within ${MAX_CELL_ANGLE} degrees`, found: `row ${Math.floor(node / columns)}, column ${node % columns}` };
    }
    const a = 3 * node, b = a + 3, c = a + 3 * columns;
    if (determinant(unit, a, b, c) > 0) triangles++;
    if (determinant(unit, c + 3, c, b) > 0) triangles++;
  }
  return triangles > 0 ? null : { what: 'table', expected: 'rays as x right, y down, z forward', found: 'none that turn as the pixels do' };
}

export const lookupTable: CameraModel = {
  id: 'lookup-table',
  name: 'Table of rays',
  coefficientCounts: [0],
  distortionOnly: false,
  fault: tableFault,
  create: (spec) => new LookupTableCamera(spec, spec.table!),
};

/** The pinhole that is nearest to a table in the middle of the picture; the middle, and a field of 90 degrees, where nothing is seen there. */
export function nearestPinhole(table: RayTable | undefined, width: Pixels, height: Pixels): Pick<CameraSpec, 'fx' | 'fy' | 'cx' | 'cy'> {
  const unknown = { fx: width / 2, fy: width / 2, cx: (width - 1) / 2, cy: (height - 1) / 2 };
  const spec: CameraSpec = { model: 'lookup-table', width, height, ...unknown, coefficients: [], table };
  if (table === undefined || tableFault(spec) !== null) return unknown;
  const camera = new LookupTableCamera(spec, table), pixel = new Float64Array(2), slope = new Float64Array(6);
  if (!camera.project(0, 0, 1, pixel) || !camera.jacobian(0, 0, 1, slope)) return unknown;
  return { fx: Math.abs(slope[0]), fy: Math.abs(slope[4]), cx: pixel[0], cy: pixel[1] };
}
