import { apply, invert } from '#src/core/geometry/rigid.ts';
import type { RayScene } from '../world/ray-scene.ts';
import type { PlacedSweep } from './visibility.ts';

/** Side of the cells that places are kept in, metres. */
const CELL = 0.4;

/** The exact places of a sweep's points, each in the frame of the object that it lies on: what was sampled of every object. */
export class PlacesOnObjects {
  /** x, y, z per point in its object's frame. */
  readonly inObject: Float64Array;
  private readonly cells = new Map<string, number[]>();

  private readonly parts: Int32Array;

  constructor(private readonly street: RayScene, { sweep, seconds }: PlacedSweep) {
    this.parts = sweep.parts;
    this.inObject = new Float64Array(3 * sweep.count);
    for (let i = 0; i < sweep.count; i++) {
      const object = sweep.objects[i];
      // Limbs move inside the object's frame: each point as it was at its own time.
      if (street.objects[object].moves) street.moveTo(seconds + sweep.points[5 * i + 4]);
      const { objectFromPart } = street.partsOf(object)[sweep.parts[i]];
      const [x, y, z] = apply(objectFromPart, [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
      this.inObject[3 * i] = x;
      this.inObject[3 * i + 1] = y;
      this.inObject[3 * i + 2] = z;
      const key = cellKey(object, Math.floor(x / CELL), Math.floor(y / CELL), Math.floor(z / CELL));
      const cell = this.cells.get(key);
      if (cell) cell.push(i);
      else this.cells.set(key, [i]);
    }
  }

  /** Whether a point of the sweep lies on the object, or on one part of it, within `reach` metres of a place in the world, as it stands now. */
  near(object: number, part: number | null, at: ArrayLike<number>, reach: number): boolean {
    const objectFromWorld = invert(this.street.objects[object].poseAt(this.street.seconds));
    const [x, y, z] = apply(objectFromWorld, [at[0], at[1], at[2]]);
    const squared = reach * reach;
    const low = [x - reach, y - reach, z - reach].map((v) => Math.floor(v / CELL));
    const high = [x + reach, y + reach, z + reach].map((v) => Math.floor(v / CELL));
    for (let a = low[0]; a <= high[0]; a++)
      for (let b = low[1]; b <= high[1]; b++)
        for (let c = low[2]; c <= high[2]; c++)
          for (const i of this.cells.get(cellKey(object, a, b, c)) ?? []) {
            if (part !== null && this.parts[i] !== part) continue;
            const dx = this.inObject[3 * i] - x, dy = this.inObject[3 * i + 1] - y, dz = this.inObject[3 * i + 2] - z;
            if (dx * dx + dy * dy + dz * dz <= squared) return true;
          }
    return false;
  }
}

function cellKey(object: number, x: number, y: number, z: number): string {
  return `${object},${x},${y},${z}`;
}
