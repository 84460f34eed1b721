const LEAF_SIZE = 3;
const BINS = 12;

/** What a walk shows its items to. */
export interface ItemVisitor {
  /** Takes the distance of the nearest hit so far, returns it after this item; a negative number ends the walk. */
  visit(item: number, nearest: number): number;
}

/**
 * A binary tree of axis-aligned boxes, split where the surface-area heuristic expects the cheapest rays (Wald 2007, binned).
 * `bounds` holds min x y z, max x y z per item.
 */
export class BoundsTree {
  /** Items in leaf order. */
  private readonly items: Int32Array;
  /** Per node: min x y z, max x y z. */
  private readonly boxes: Float64Array;
  /** Per node: first child (the second follows it), or the first item of a leaf. */
  private readonly links: Int32Array;
  /** Per node: number of items of a leaf, 0 for an inner node. */
  private readonly counts: Int32Array;
  private nodes = 0;
  private readonly stack = new Int32Array(128);
  private readonly stackDistance = new Float64Array(128);
  /** Scratch for the search of splits. */
  private readonly binBoxes = new Float64Array(6 * BINS);
  private readonly binCounts = new Int32Array(BINS);
  private readonly leftCost = new Float64Array(BINS);
  private readonly gathered = new Float64Array(6);

  constructor(private readonly bounds: Float64Array) {
    const count = bounds.length / 6;
    this.items = Int32Array.from({ length: count }, (_, i) => i);
    this.boxes = new Float64Array(12 * count + 6);
    this.links = new Int32Array(2 * count + 1);
    this.counts = new Int32Array(2 * count + 1);
    this.addNode(0, this.items.length);
    this.split(0, 0, this.items.length);
  }

  /** Shows every item whose box the ray meets closer than the nearest hit so far, roughly from near to far; returns the nearest. */
  walk(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number, visitor: ItemVisitor): number {
    const ix = 1 / dx, iy = 1 / dy, iz = 1 / dz;
    const { stack, stackDistance, links, counts, items } = this;
    let nearest = limit;
    let depth = 0;
    stack[depth] = 0;
    stackDistance[depth++] = this.enterBox(0, ox, oy, oz, ix, iy, iz);
    while (depth > 0) {
      const node = stack[--depth];
      if (stackDistance[depth] >= nearest) continue;
      const count = counts[node];
      const first = links[node];
      if (count > 0) {
        for (let i = first; i < first + count; i++) {
          nearest = visitor.visit(items[i], nearest);
          if (nearest < 0) return nearest;
        }
        continue;
      }
      const a = this.enterBox(first, ox, oy, oz, ix, iy, iz), b = this.enterBox(first + 1, ox, oy, oz, ix, iy, iz);
      const aFirst = a <= b ? 1 : 0;
      const near = aFirst ? a : b, far = aFirst ? b : a;
      if (far < nearest) {
        stack[depth] = first + aFirst;
        stackDistance[depth++] = far;
      }
      if (near < nearest) {
        stack[depth] = first + 1 - aFirst;
        stackDistance[depth++] = near;
      }
    }
    return nearest;
  }

  /** Distance to the box along the ray, Infinity where it misses. A NaN of 0 * Infinity (ray in a face) counts as a meeting. */
  private enterBox(node: number, ox: number, oy: number, oz: number, ix: number, iy: number, iz: number): number {
    const b = this.boxes, k = 6 * node;
    let near = 0, far = Infinity;
    const x0 = (b[k] - ox) * ix, x1 = (b[k + 3] - ox) * ix;
    const y0 = (b[k + 1] - oy) * iy, y1 = (b[k + 4] - oy) * iy;
    const z0 = (b[k + 2] - oz) * iz, z1 = (b[k + 5] - oz) * iz;
    const nx = x0 < x1 ? x0 : x1, fx = x0 < x1 ? x1 : x0;
    const ny = y0 < y1 ? y0 : y1, fy = y0 < y1 ? y1 : y0;
    const nz = z0 < z1 ? z0 : z1, fz = z0 < z1 ? z1 : z0;
    if (nx > near) near = nx;
    if (ny > near) near = ny;
    if (nz > near) near = nz;
    if (fx < far) far = fx;
    if (fy < far) far = fy;
    if (fz < far) far = fz;
    return near > far ? Infinity : near;
  }

  private addNode(begin: number, end: number): number {
    const node = this.nodes++;
    this.links[node] = begin;
    this.counts[node] = end - begin;
    clear(this.boxes, 6 * node);
    for (let i = begin; i < end; i++) grow(this.boxes, 6 * node, this.bounds, 6 * this.items[i]);
    return node;
  }

  private split(node: number, begin: number, end: number): void {
    if (end - begin <= LEAF_SIZE) return;
    const plane = this.bestPlane(begin, end);
    const group = this.items.slice(begin, end);
    let left = plane === null ? group : group.filter((item) => this.middle(item, plane.axis) < plane.at);
    let right = plane === null ? group : group.filter((item) => this.middle(item, plane.axis) >= plane.at);
    // No plane parts items whose middles coincide, or nearly so: any two halves do.
    if (left.length === 0 || right.length === 0 || plane === null) {
      left = group.slice(0, group.length >> 1);
      right = group.slice(group.length >> 1);
    }
    this.items.set(left, begin);
    this.items.set(right, begin + left.length);
    const first = this.addNode(begin, begin + left.length);
    this.addNode(begin + left.length, end);
    this.links[node] = first;
    this.counts[node] = 0;
    this.split(first, begin, begin + left.length);
    this.split(first + 1, begin + left.length, end);
  }

  private middle(item: number, axis: number): number {
    return (this.bounds[6 * item + axis] + this.bounds[6 * item + 3 + axis]) / 2;
  }

  /** The plane between bins with the least summed area times count; null where all middles coincide. */
  private bestPlane(begin: number, end: number): { axis: number; at: number } | null {
    let best: { axis: number; at: number } | null = null;
    let bestCost = Infinity;
    for (let axis = 0; axis < 3; axis++) {
      let low = Infinity, high = -Infinity;
      for (let i = begin; i < end; i++) {
        const m = this.middle(this.items[i], axis);
        if (m < low) low = m;
        if (m > high) high = m;
      }
      if (!(high > low)) continue;
      const { cost, bin } = this.cheapestBin(begin, end, axis, low, high);
      if (cost < bestCost) {
        bestCost = cost;
        best = { axis, at: low + ((high - low) * bin) / BINS };
      }
    }
    return best;
  }

  /** Between which bins of [low, high] a cut along `axis` costs least; the items below `bin` go left. */
  private cheapestBin(begin: number, end: number, axis: number, low: number, high: number): { cost: number; bin: number } {
    const { binBoxes: boxes, binCounts: counts, leftCost, gathered } = this;
    for (let bin = 0; bin < BINS; bin++) clear(boxes, 6 * bin);
    counts.fill(0);
    for (let i = begin; i < end; i++) {
      const item = this.items[i];
      const bin = Math.min(BINS - 1, Math.floor(((this.middle(item, axis) - low) / (high - low)) * BINS));
      grow(boxes, 6 * bin, this.bounds, 6 * item);
      counts[bin]++;
    }
    clear(gathered, 0);
    let count = 0;
    for (let bin = 1; bin < BINS; bin++) {
      grow(gathered, 0, boxes, 6 * (bin - 1));
      count += counts[bin - 1];
      leftCost[bin] = count > 0 ? count * area(gathered) : Infinity;
    }
    clear(gathered, 0);
    count = 0;
    let best = { cost: Infinity, bin: 0 };
    for (let bin = BINS - 1; bin > 0; bin--) {
      grow(gathered, 0, boxes, 6 * bin);
      count += counts[bin];
      const cost = count === 0 ? Infinity : leftCost[bin] + count * area(gathered);
      if (cost < best.cost) best = { cost, bin };
    }
    return best;
  }
}

function clear(boxes: Float64Array, at: number): void {
  for (let k = 0; k < 3; k++) {
    boxes[at + k] = Infinity;
    boxes[at + 3 + k] = -Infinity;
  }
}

/** Makes the box at `to` hold the one at `from`. */
function grow(boxes: Float64Array, to: number, others: Float64Array, from: number): void {
  for (let k = 0; k < 3; k++) {
    if (others[from + k] < boxes[to + k]) boxes[to + k] = others[from + k];
    if (others[from + 3 + k] > boxes[to + 3 + k]) boxes[to + 3 + k] = others[from + 3 + k];
  }
}

function area(box: Float64Array): number {
  const x = box[3] - box[0], y = box[4] - box[1], z = box[5] - box[2];
  return x * y + y * z + z * x;
}
