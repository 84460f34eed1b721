import { invert } from '#src/core/geometry/rigid.ts';
import { SHAPES } from '../shapes/index.ts';
import type { Shape } from '../shapes/shape.ts';
import { BoundsTree, type ItemVisitor } from './bounds-tree.ts';
import type { Part } from './part.ts';

/** The parts of one object, or of all objects that share a model, in the object's frame and ready for rays. */
export class ObjectTree {
  /** Min x y z, max x y z over all parts, metres. */
  readonly bounds = Float64Array.from([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]);
  /** The part that the last ray met, -1 for none. */
  met = -1;
  private readonly shapes: Shape[];
  /** Per part 12 numbers: rotation and translation of partFromObject. */
  private readonly partFromObject: Float64Array;
  private readonly sizes: Float64Array;
  private readonly tree: BoundsTree;
  private readonly local = new Float64Array(6);
  private readonly ray = new Float64Array(6);
  private readonly nearestPart: ItemVisitor = {
    visit: (part, nearest) => {
      const t = this.enter(part);
      if (t >= nearest) return nearest;
      this.met = part;
      return t;
    },
  };
  private readonly anyPart: ItemVisitor = {
    visit: (part, nearest) => {
      if (this.enter(part) >= nearest) return nearest;
      this.met = part;
      return -1;
    },
  };

  constructor(readonly parts: readonly Part[]) {
    this.shapes = parts.map((part) => SHAPES[part.shape]);
    this.sizes = Float64Array.from(parts.flatMap((part) => part.size));
    this.partFromObject = new Float64Array(12 * parts.length);
    const bounds = new Float64Array(6 * parts.length);
    parts.forEach(({ size, objectFromPart }, i) => {
      const inverse = invert(objectFromPart);
      this.partFromObject.set([...inverse.r, ...inverse.t], 12 * i);
      const half = this.shapes[i].halfExtents(size);
      for (let k = 0; k < 3; k++) {
        const reach = Math.abs(objectFromPart.r[3 * k]) * half[0] + Math.abs(objectFromPart.r[3 * k + 1]) * half[1]
          + Math.abs(objectFromPart.r[3 * k + 2]) * half[2];
        bounds[6 * i + k] = objectFromPart.t[k] - reach;
        bounds[6 * i + 3 + k] = objectFromPart.t[k] + reach;
        this.bounds[k] = Math.min(this.bounds[k], bounds[6 * i + k]);
        this.bounds[3 + k] = Math.max(this.bounds[3 + k], bounds[6 * i + 3 + k]);
      }
    });
    this.tree = new BoundsTree(bounds);
  }

  /** Distance to the nearest part along a ray in the object's frame, `limit` where none is closer; `met` is its index. */
  nearest(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): number {
    this.aim(ox, oy, oz, dx, dy, dz);
    return this.tree.walk(ox, oy, oz, dx, dy, dz, limit, this.nearestPart);
  }

  /** True where any part stands closer than `limit`. */
  blocked(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): boolean {
    this.aim(ox, oy, oz, dx, dy, dz);
    this.tree.walk(ox, oy, oz, dx, dy, dz, limit, this.anyPart);
    return this.met >= 0;
  }

  /** Takes a point of a part from the object's frame into the part's, and gives the normal there in both. */
  describe(part: number, x: number, y: number, z: number, localPoint: Float64Array, localNormal: Float64Array, normal: Float64Array): void {
    const m = this.partFromObject, k = 12 * part, p = localPoint, n = localNormal;
    for (let i = 0; i < 3; i++) p[i] = m[k + 3 * i] * x + m[k + 3 * i + 1] * y + m[k + 3 * i + 2] * z + m[k + 9 + i];
    this.shapes[part].normal(p[0], p[1], p[2], this.sizes, 6 * part, n);
    for (let i = 0; i < 3; i++) normal[i] = m[k + i] * n[0] + m[k + 3 + i] * n[1] + m[k + 6 + i] * n[2];
  }

  private aim(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
    const ray = this.ray;
    ray[0] = ox;
    ray[1] = oy;
    ray[2] = oz;
    ray[3] = dx;
    ray[4] = dy;
    ray[5] = dz;
    this.met = -1;
  }

  /** Distance to where the ray enters a part. */
  private enter(part: number): number {
    const m = this.partFromObject, k = 12 * part, l = this.local, ray = this.ray;
    const ox = ray[0], oy = ray[1], oz = ray[2], dx = ray[3], dy = ray[4], dz = ray[5];
    l[0] = m[k] * ox + m[k + 1] * oy + m[k + 2] * oz + m[k + 9];
    l[1] = m[k + 3] * ox + m[k + 4] * oy + m[k + 5] * oz + m[k + 10];
    l[2] = m[k + 6] * ox + m[k + 7] * oy + m[k + 8] * oz + m[k + 11];
    l[3] = m[k] * dx + m[k + 1] * dy + m[k + 2] * dz;
    l[4] = m[k + 3] * dx + m[k + 4] * dy + m[k + 5] * dz;
    l[5] = m[k + 6] * dx + m[k + 7] * dy + m[k + 8] * dz;
    return this.shapes[part].enter(l[0], l[1], l[2], l[3], l[4], l[5], this.sizes, 6 * part);
  }
}
