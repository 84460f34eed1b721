/** Slots per leaf box. Measured on real scans: 64 selects a tenth slower, 16 no faster; boxes take a byte per point. */
export const LEAF = 32;
/** Boxes of one level under a box of the next. */
export const FAN = 4;

/**
 * A disposable spatial order over one sweep's points: private to selecting, picking and drawing, never saved, and never
 * seen by labels or files, which stay in file order.
 *
 * One per sweep and not one per window: sweeps come and go without rebuilding it, its permutation stays within a
 * sweep's own few hundred kilobytes (scattering through it hits the cache), and it is made where the sweep is read.
 */
export interface SweepIndex {
  /** Slot → point, in Morton order; points without a place are left out. */
  readonly order: Uint32Array;
  /**
   * Six numbers per box: min x, y, z, max x, y, z, in the sweep's positions' frame, metres. First the leaves, of `LEAF` slots
   * each, then the boxes over `FAN` of those, and so on up to the one box over all.
   */
  readonly boxes: Float32Array;
  /** Number of the first box of each level, leaves first, and the number of all boxes at the end. */
  readonly levels: readonly number[];
}

/** Points in file order, with their spatial order where there is one. What searches points takes this, and works without an index too. */
export interface IndexedPoints {
  readonly count: number;
  /** x, y, z per point in metres. */
  readonly positions: Float32Array;
  readonly index: SweepIndex | null;
}

/** The first slot under a box, which counts from the first one of its level. */
export function slotOf(level: number, box: number): number {
  return box * LEAF * FAN ** level;
}

/** Bits per axis of the Morton key; cells are cubes, since a scan is far wider than it is high. */
const BITS = 10;

/** `positions`: x, y, z per point, metres. `shared` puts the arrays where all workers see them. */
export function buildSweepIndex(positions: Float32Array, shared = false): SweepIndex {
  const order = mortonOrder(positions, shared);
  const levels = [0];
  for (let n = Math.ceil(order.length / LEAF); n > 0; n = n === 1 ? 0 : Math.ceil(n / FAN)) levels.push(levels[levels.length - 1] + n);
  const boxes = new Float32Array(buffer(24 * levels[levels.length - 1], shared));
  const index = { order, boxes, levels };
  fillLeaves(index, positions);
  for (let level = 1; level + 1 < levels.length; level++) fillLevel(index, level);
  return index;
}

/** Typed as if it were never shared: all that is done with it is the same. */
function buffer(bytes: number, shared: boolean): ArrayBuffer {
  return (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)) as ArrayBuffer;
}

function mortonOrder(p: Float32Array, shared: boolean): Uint32Array {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  let placed = 0;
  for (let k = 0; k < p.length; k += 3) {
    const sum = p[k] + p[k + 1] + p[k + 2];
    if (sum - sum !== 0) continue;
    placed++;
    for (let axis = 0; axis < 3; axis++) {
      const v = p[k + axis];
      if (v < low[axis]) low[axis] = v;
      if (v > high[axis]) high[axis] = v;
    }
  }
  const order = new Uint32Array(buffer(4 * placed, shared));
  if (placed === 0) return order;
  const side = Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
  const cells = side > 0 ? ((1 << BITS) - 1e-3) / side : 0;
  const keys = new Uint32Array(p.length / 3);
  const from = new Uint32Array(placed);
  for (let i = 0, k = 0, n = 0; k < p.length; i++, k += 3) {
    const x = p[k], y = p[k + 1], z = p[k + 2];
    if (x + y + z - (x + y + z) !== 0) continue;
    keys[i] = spread((x - low[0]) * cells) | (spread((y - low[1]) * cells) << 1) | (spread((z - low[2]) * cells) << 2);
    from[n++] = i;
  }
  sortByKey(from, order, keys);
  return order;
}

/** The low ten bits of a number, each three places from the next. */
function spread(v: number): number {
  v = (v | (v << 16)) & 0x030000ff;
  v = (v | (v << 8)) & 0x0300f00f;
  v = (v | (v << 4)) & 0x030c30c3;
  return (v | (v << 2)) & 0x09249249;
}

/** Three counting passes over ten bits each; `from` is scratch afterwards, the result is in `to`. */
function sortByKey(from: Uint32Array, to: Uint32Array, keys: Uint32Array): void {
  let a = from, b = to;
  for (let shift = 0; shift < 3 * BITS; shift += BITS) {
    const next = new Uint32Array((1 << BITS) + 1);
    for (let k = 0; k < a.length; k++) next[((keys[a[k]] >>> shift) & 1023) + 1]++;
    for (let bucket = 0; bucket < 1 << BITS; bucket++) next[bucket + 1] += next[bucket];
    for (let k = 0; k < a.length; k++) b[next[(keys[a[k]] >>> shift) & 1023]++] = a[k];
    [a, b] = [b, a];
  }
}

function fillLeaves({ order, boxes, levels }: SweepIndex, p: Float32Array): void {
  for (let leaf = 0; leaf < levels[1]; leaf++) {
    let x0 = Infinity, y0 = Infinity, z0 = Infinity, x1 = -Infinity, y1 = -Infinity, z1 = -Infinity;
    const end = Math.min(order.length, (leaf + 1) * LEAF);
    for (let slot = leaf * LEAF; slot < end; slot++) {
      const k = 3 * order[slot];
      const x = p[k], y = p[k + 1], z = p[k + 2];
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      if (z > z1) z1 = z;
    }
    const at = 6 * leaf;
    boxes[at] = x0; boxes[at + 1] = y0; boxes[at + 2] = z0;
    boxes[at + 3] = x1; boxes[at + 4] = y1; boxes[at + 5] = z1;
  }
}

function fillLevel({ boxes, levels }: SweepIndex, level: number): void {
  for (let box = levels[level]; box < levels[level + 1]; box++) {
    const first = levels[level - 1] + (box - levels[level]) * FAN;
    const end = Math.min(levels[level], first + FAN);
    boxes.copyWithin(6 * box, 6 * first, 6 * first + 6);
    for (let child = first + 1; child < end; child++)
      for (let side = 0; side < 6; side++) {
        const v = boxes[6 * child + side];
        if (side < 3 ? v < boxes[6 * box + side] : v > boxes[6 * box + side]) boxes[6 * box + side] = v;
      }
  }
}
