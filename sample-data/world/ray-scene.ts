import { compose, invert } from '#src/core/geometry/rigid.ts';
import { SHAPES } from '../shapes/index.ts';
import type { Shape } from '../shapes/shape.ts';
import { BoundsTree, type ItemVisitor } from './bounds-tree.ts';
import type { Part, Surface } from './part.ts';
import type { StreetObject } from './street-object.ts';

/** What a ray met first. One is reused for every ray: copy what is to be kept. */
export interface Hit {
  /** Distance in units of the direction's length; Infinity where nothing was met. */
  t: number;
  /** Index of the part, -1 where nothing was met. */
  part: number;
  /** The point and the outward unit normal, in the world and in the part's own frame. */
  readonly point: Float64Array;
  readonly normal: Float64Array;
  readonly localPoint: Float64Array;
  readonly localNormal: Float64Array;
}

export function newHit(): Hit {
  return {
    t: Infinity, part: -1, point: new Float64Array(3), normal: new Float64Array(3), localPoint: new Float64Array(3), localNormal: new Float64Array(3),
  };
}

/** The street frozen at one moment, ready for rays. World frame, metres. */
export class RayScene {
  readonly parts: readonly Part[];
  /** The object that each part belongs to. */
  readonly owners: readonly StreetObject[];
  private readonly shapes: Shape[];
  /** Per part 12 numbers: rotation and translation of partFromWorld. */
  private readonly partFromWorld: Float64Array;
  private readonly sizes: Float64Array;
  private readonly tree: BoundsTree;
  private readonly local = new Float64Array(6);
  /** The ray that is being cast, and what it met so far: fields, so that a ray costs no allocation. */
  private readonly ray = new Float64Array(6);
  private metPart = -1;
  private readonly nearestPart: ItemVisitor = {
    visit: (part, nearest) => {
      const t = this.enter(part);
      if (t >= nearest) return nearest;
      this.metPart = part;
      return t;
    },
  };
  private readonly anyPart: ItemVisitor = {
    visit: (part, nearest) => {
      if (this.enter(part) >= nearest) return nearest;
      this.metPart = part;
      return -1;
    },
  };

  constructor(objects: readonly StreetObject[], seconds: number) {
    const parts: Part[] = [];
    const owners: StreetObject[] = [];
    for (const object of objects)
      for (const part of object.model.partsAt(object.travelledAt(seconds))) {
        parts.push(part);
        owners.push(object);
      }
    this.parts = parts;
    this.owners = owners;
    this.shapes = parts.map((part) => SHAPES[part.shape]);
    this.sizes = Float64Array.from(parts.flatMap((part) => part.size));
    this.partFromWorld = new Float64Array(12 * parts.length);
    const bounds = new Float64Array(6 * parts.length);
    const poses = new Map(objects.map((object) => [object, object.poseAt(seconds)]));
    parts.forEach((part, i) => {
      const worldFromPart = compose(poses.get(owners[i])!, part.objectFromPart);
      const inverse = invert(worldFromPart);
      this.partFromWorld.set([...inverse.r, ...inverse.t], 12 * i);
      const half = this.shapes[i].halfExtents(part.size);
      for (let k = 0; k < 3; k++) {
        const reach = Math.abs(worldFromPart.r[3 * k]) * half[0] + Math.abs(worldFromPart.r[3 * k + 1]) * half[1]
          + Math.abs(worldFromPart.r[3 * k + 2]) * half[2];
        bounds[6 * i + k] = worldFromPart.t[k] - reach;
        bounds[6 * i + 3 + k] = worldFromPart.t[k] + reach;
      }
    });
    this.tree = new BoundsTree(bounds);
  }

  /** Finds the nearest part along a ray that is closer than `limit`; true where there is one. `out` then holds all about it. */
  cast(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number, out: Hit): boolean {
    this.aim(ox, oy, oz, dx, dy, dz);
    this.tree.walk(ox, oy, oz, dx, dy, dz, limit, this.nearestPart);
    out.part = this.metPart;
    out.t = out.part < 0 ? Infinity : this.enter(out.part);
    if (out.part >= 0) this.complete(out);
    return out.part >= 0;
  }

  /** True where anything stands within `limit` along the ray. */
  blocked(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): boolean {
    this.aim(ox, oy, oz, dx, dy, dz);
    this.tree.walk(ox, oy, oz, dx, dy, dz, limit, this.anyPart);
    return this.metPart >= 0;
  }

  /** Class and material at a hit. */
  surfaceAt({ part, localPoint: p, localNormal: n }: Hit): Surface {
    const { surface } = this.parts[part];
    return typeof surface === 'function' ? surface(p[0], p[1], p[2], n[0], n[1], n[2]) : surface;
  }

  /** The label of a hit: class in the low 16 bits, instance in the high 16. */
  labelAt(hit: Hit): number {
    return ((this.owners[hit.part].thing?.instance ?? 0) * 65536 + this.surfaceAt(hit).classId) >>> 0;
  }

  private aim(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
    const ray = this.ray;
    ray[0] = ox;
    ray[1] = oy;
    ray[2] = oz;
    ray[3] = dx;
    ray[4] = dy;
    ray[5] = dz;
    this.metPart = -1;
  }

  /** Distance to where the ray enters a part; leaves the ray in the part's frame in `local`. */
  private enter(part: number): number {
    const m = this.partFromWorld, k = 12 * part, l = this.local, ray = this.ray;
    const ox = ray[0], oy = ray[1], oz = ray[2], dx = ray[3], dy = ray[4], dz = ray[5];
    l[0] = m[k] * ox + m[k + 1] * oy + m[k + 2] * oz + m[k + 9];
    l[1] = m[k + 3] * ox + m[k + 4] * oy + m[k + 5] * oz + m[k + 10];
    l[2] = m[k + 6] * ox + m[k + 7] * oy + m[k + 8] * oz + m[k + 11];
    l[3] = m[k] * dx + m[k + 1] * dy + m[k + 2] * dz;
    l[4] = m[k + 3] * dx + m[k + 4] * dy + m[k + 5] * dz;
    l[5] = m[k + 6] * dx + m[k + 7] * dy + m[k + 8] * dz;
    return this.shapes[part].enter(l[0], l[1], l[2], l[3], l[4], l[5], this.sizes, 6 * part);
  }

  /** Fills in point and normal of the hit whose part was entered last. */
  private complete(out: Hit): void {
    const { t, part, point, normal, localPoint: p, localNormal: n } = out;
    const l = this.local, m = this.partFromWorld, k = 12 * part;
    for (let i = 0; i < 3; i++) {
      p[i] = l[i] + t * l[3 + i];
      point[i] = this.ray[i] + t * this.ray[3 + i];
    }
    this.shapes[part].normal(p[0], p[1], p[2], this.sizes, 6 * part, n);
    for (let i = 0; i < 3; i++) normal[i] = m[k + i] * n[0] + m[k + 3 + i] * n[1] + m[k + 6 + i] * n[2];
  }
}
