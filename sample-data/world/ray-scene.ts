import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import { BoundsTree, type ItemVisitor } from './bounds-tree.ts';
import { ObjectTree } from './object-tree.ts';
import type { Part, Surface } from './part.ts';
import type { StreetObject } from './street-object.ts';

/** What a ray met first. One is reused for every ray: copy what is to be kept. */
export interface Hit {
  /** Distance in units of the direction's length; Infinity where nothing was met. */
  t: number;
  /** Index of the object and of its part, -1 where nothing was met. */
  object: number;
  part: number;
  /** The point and the unit normal towards the ray's origin, in the world and in the part's own frame. */
  readonly point: Float64Array;
  readonly normal: Float64Array;
  readonly localPoint: Float64Array;
  readonly localNormal: Float64Array;
}

export function newHit(): Hit {
  return {
    t: Infinity, object: -1, part: -1,
    point: new Float64Array(3), normal: new Float64Array(3), localPoint: new Float64Array(3), localNormal: new Float64Array(3),
  };
}

/** Limbs, wheels and pedals move in steps of this much travel: a pose of a walker is then built once for many rays. */
const GAIT_STEP = 0.04;

/** Trees of models that never change, for all objects and all streets that they stand in. */
const STIFF_TREES = new WeakMap<readonly Part[], ObjectTree>();

/**
 * The street at one moment, ready for rays; `moveTo` takes it to another. Two levels: every object has a tree of its parts in
 * its own frame (shared where models are), and one tree holds the objects that stay. World frame, metres.
 */
export class RayScene {
  seconds = NaN;
  private readonly trees: ObjectTree[];
  /** Per object 12 numbers: rotation and translation of objectFromWorld. */
  private readonly objectFromWorld: Float64Array;
  private readonly bounds: Float64Array;
  private readonly moving: Int32Array;
  private readonly staying: Int32Array;
  private readonly top: BoundsTree | null;
  private readonly gaits = new Map<string, ObjectTree>();
  private readonly local = new Float64Array(6);
  private readonly ray = new Float64Array(6);
  private metObject = -1;
  private metPart = -1;
  private readonly nearestObject: ItemVisitor = { visit: (item, nearest) => this.meet(this.staying[item], nearest) };
  private readonly anyObject: ItemVisitor = { visit: (item, nearest) => (this.stops(this.staying[item], nearest) ? -1 : nearest) };

  constructor(readonly objects: readonly StreetObject[], seconds: number) {
    this.trees = new Array<ObjectTree>(objects.length);
    this.objectFromWorld = new Float64Array(12 * objects.length);
    this.bounds = new Float64Array(6 * objects.length);
    const indices = objects.map((_, i) => i);
    this.moving = Int32Array.from(indices.filter((i) => objects[i].moves));
    this.staying = Int32Array.from(indices.filter((i) => !objects[i].moves));
    for (const i of this.staying) this.place(i, 0);
    this.top = this.staying.length > 0 ? new BoundsTree(Float64Array.from([...this.staying].flatMap((i) => [...this.bounds.subarray(6 * i, 6 * i + 6)]))) : null;
    this.moveTo(seconds);
  }

  /** The street so many seconds after the start; returns itself. */
  moveTo(seconds: number): this {
    if (seconds !== this.seconds) for (const i of this.moving) this.place(i, seconds);
    this.seconds = seconds;
    return this;
  }

  /** Finds the nearest part along a ray that is closer than `limit`; true where there is one. `out` then holds all about it. */
  cast(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number, out: Hit): boolean {
    this.aim(ox, oy, oz, dx, dy, dz);
    let nearest = this.top === null ? limit : this.top.walk(ox, oy, oz, dx, dy, dz, limit, this.nearestObject);
    for (const object of this.moving) if (this.crosses(object, nearest)) nearest = this.meet(object, nearest);
    out.object = this.metObject;
    out.part = this.metPart;
    out.t = out.object < 0 ? Infinity : nearest;
    if (out.object >= 0) this.complete(out);
    return out.object >= 0;
  }

  /** True where anything stands within `limit` along the ray. */
  blocked(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): boolean {
    this.aim(ox, oy, oz, dx, dy, dz);
    for (const object of this.moving) if (this.crosses(object, limit) && this.stops(object, limit)) return true;
    this.top?.walk(ox, oy, oz, dx, dy, dz, limit, this.anyObject);
    return this.metObject >= 0;
  }

  partsOf(object: number): readonly Part[] {
    return this.trees[object].parts;
  }

  /** Class and material at a hit. */
  surfaceAt({ object, part, localPoint: p, localNormal: n }: Hit): Surface {
    const { surface } = this.trees[object].parts[part];
    return typeof surface === 'function' ? surface(p[0], p[1], p[2], n[0], n[1], n[2]) : surface;
  }

  /** The label of a hit: class in the low 16 bits, instance in the high 16. */
  labelAt(hit: Hit): number {
    return ((this.objects[hit.object].thing?.instance ?? 0) * 65536 + this.surfaceAt(hit).classId) >>> 0;
  }

  /** Where a point that was found on a part lies in the world now, or in the object's frame: what `localPoint` was, carried along. */
  worldFromPart(object: number, part: number): Rigid<'world', 'box'> {
    return compose(this.objects[object].poseAt(this.seconds), this.trees[object].parts[part].objectFromPart);
  }

  private place(object: number, seconds: number): void {
    const { poseAt, travelledAt, model } = this.objects[object];
    const { r, t } = poseAt(seconds);
    const tree = this.treeOf(object, model.articulated ? Math.round(travelledAt(seconds) / GAIT_STEP) : 0);
    this.trees[object] = tree;
    const m = this.objectFromWorld, k = 12 * object;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) m[k + 3 * i + j] = r[3 * j + i];
      m[k + 9 + i] = -(r[i] * t[0] + r[3 + i] * t[1] + r[6 + i] * t[2]);
    }
    for (let i = 0; i < 3; i++) {
      let low = t[i], high = t[i];
      for (let j = 0; j < 3; j++) {
        const a = r[3 * i + j] * tree.bounds[j], b = r[3 * i + j] * tree.bounds[3 + j];
        low += Math.min(a, b);
        high += Math.max(a, b);
      }
      this.bounds[6 * object + i] = low;
      this.bounds[6 * object + 3 + i] = high;
    }
  }

  private treeOf(object: number, gait: number): ObjectTree {
    const { model } = this.objects[object];
    if (model.articulated) {
      const key = `${object} ${gait}`;
      const tree = this.gaits.get(key) ?? new ObjectTree(model.partsAt(gait * GAIT_STEP));
      this.gaits.set(key, tree);
      return tree;
    }
    const parts = model.partsAt(0);
    const tree = STIFF_TREES.get(parts) ?? new ObjectTree(parts);
    STIFF_TREES.set(parts, tree);
    return tree;
  }

  private aim(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
    const ray = this.ray;
    ray[0] = ox;
    ray[1] = oy;
    ray[2] = oz;
    ray[3] = dx;
    ray[4] = dy;
    ray[5] = dz;
    this.metObject = this.metPart = -1;
  }

  /** The ray in an object's frame, to `local`. */
  private turnInto(object: number): Float64Array {
    const m = this.objectFromWorld, k = 12 * object, l = this.local, ray = this.ray;
    const ox = ray[0], oy = ray[1], oz = ray[2], dx = ray[3], dy = ray[4], dz = ray[5];
    l[0] = m[k] * ox + m[k + 1] * oy + m[k + 2] * oz + m[k + 9];
    l[1] = m[k + 3] * ox + m[k + 4] * oy + m[k + 5] * oz + m[k + 10];
    l[2] = m[k + 6] * ox + m[k + 7] * oy + m[k + 8] * oz + m[k + 11];
    l[3] = m[k] * dx + m[k + 1] * dy + m[k + 2] * dz;
    l[4] = m[k + 3] * dx + m[k + 4] * dy + m[k + 5] * dz;
    l[5] = m[k + 6] * dx + m[k + 7] * dy + m[k + 8] * dz;
    return l;
  }

  private meet(object: number, nearest: number): number {
    const l = this.turnInto(object), tree = this.trees[object];
    const t = tree.nearest(l[0], l[1], l[2], l[3], l[4], l[5], nearest);
    if (tree.met < 0) return nearest;
    this.metObject = object;
    this.metPart = tree.met;
    return t;
  }

  private stops(object: number, limit: number): boolean {
    const l = this.turnInto(object), tree = this.trees[object];
    if (!tree.blocked(l[0], l[1], l[2], l[3], l[4], l[5], limit)) return false;
    this.metObject = object;
    this.metPart = tree.met;
    return true;
  }

  /** Whether the ray comes through the box around an object before `limit`. */
  private crosses(object: number, limit: number): boolean {
    const b = this.bounds, ray = this.ray, k = 6 * object;
    let near = 0, far = limit;
    for (let i = 0; i < 3; i++) {
      const o = ray[i], d = ray[3 + i];
      if (d === 0) {
        if (o < b[k + i] || o > b[k + 3 + i]) return false;
        continue;
      }
      const p = (b[k + i] - o) / d, q = (b[k + 3 + i] - o) / d;
      if (p < q) {
        if (p > near) near = p;
        if (q < far) far = q;
      } else {
        if (q > near) near = q;
        if (p < far) far = p;
      }
    }
    return near <= far;
  }

  /** Fills in point and normal of a hit. */
  private complete(out: Hit): void {
    const { t, object, part, point, normal, localPoint, localNormal: n } = out;
    const l = this.turnInto(object), ray = this.ray, m = this.objectFromWorld, k = 12 * object;
    this.trees[object].describe(part, l[0] + t * l[3], l[1] + t * l[4], l[2] + t * l[5], localPoint, n, normal);
    const x = normal[0], y = normal[1], z = normal[2];
    for (let i = 0; i < 3; i++) {
      normal[i] = m[k + i] * x + m[k + 3 + i] * y + m[k + 6 + i] * z;
      point[i] = ray[i] + t * ray[3 + i];
    }
    // Flat parts have two sides.
    if (normal[0] * ray[3] + normal[1] * ray[4] + normal[2] * ray[5] <= 0) return;
    for (let i = 0; i < 3; i++) {
      normal[i] = -normal[i];
      n[i] = -n[i];
    }
  }
}
