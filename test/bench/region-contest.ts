import { Matrix4, Vector3 } from 'three';
import type { Engine } from '#src/engine/engine.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { selectInWorkers } from '#src/engine/select-points.ts';
import { pointInPolygon, rasterize } from '#src/core/geometry/polygon.ts';
import { packBits } from '#src/core/select/packed-points.ts';
import type { Region } from '#src/core/select/region.ts';
import type { RegionSpec } from '#src/core/select/regions/index.ts';
import type { SweepView } from '#src/core/select/selector.ts';
import { createSelector, select, selectedCount } from '#src/core/select/selector.ts';
import type { View } from '#src/core/select/view.ts';
import { pixelsFromSweep } from '#src/core/select/view.ts';
import type { Contest, Task } from './bench.ts';

/** One way to select: gives the number of selected points, for the check that all ways do the same work. */
type Way = () => number | Promise<number>;

/**
 * A contest of ways to select the same points of `sweeps`. `plain` is the loop over all points; one point in ten thousand may be
 * on another side, where arithmetic differs.
 */
export async function regionContest(spec: RegionSpec, sweeps: readonly SweepView[], plain: Way, others: Readonly<Record<string, Way>> = {}): Promise<Contest> {
  const points = sweeps.reduce((n, { count }) => n + count, 0);
  let engine: Engine | null = null;
  const ours: Way = () => selectedCount(select(createSelector(spec), sweeps));
  const ways: Record<string, Way> = {
    'plain-loop': plain,
    'ours, 2 threads': async () => selectedCount(await selectInWorkers((engine ??= nodeEngine(2)), spec, sweeps)),
    ...others,
  };
  const expected = await plain();
  for (const [name, way] of Object.entries({ ours, ...ways })) {
    const found = await way();
    if (Math.abs(found - expected) > 1e-4 * points) throw new Error(`${name} selects ${found} points, and the plain loop ${expected}`);
  }
  const task = (way: Way): Task => async () => (await way(), points);
  return {
    ours: task(ours),
    peers: Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, task(way)])),
    floor: () => (readAll(sweeps) === -1 ? 0 : points),
    notes: () => {
      engine?.dispose();
      return [`${expected.toLocaleString('en')} points selected (${((100 * expected) / points).toFixed(1)} %) in ${sweeps.length} sweeps`];
    },
  };
}

/** What no way to look at all points can do without. */
function readAll(sweeps: readonly SweepView[]): number {
  let sum = 0;
  for (const { positions } of sweeps) for (let k = 0; k < positions.length; k++) sum += positions[k];
  return sum;
}

/** Each point through the region's own test, one after the other: what all there is without an index. */
export function plainRegion(region: Region, sweeps: readonly SweepView[]): number {
  let found = 0;
  for (const sweep of sweeps) {
    const bits = new Uint32Array(2048 * Math.ceil(sweep.count / 65536)).fill(0xffffffff, 0, sweep.count >>> 5);
    if ((sweep.count & 31) !== 0) bits[sweep.count >>> 5] = 2 ** (sweep.count & 31) - 1;
    region.through(sweep).keepInside(sweep.positions, bits);
    found += packBits(sweep.count, bits).count;
  }
  return found;
}

/** Lasso: one matrix per sweep, one loop over all points, a bit per pixel of the whole picture; no index (reference form of the goals). */
export function plainLasso(polygon: readonly number[], view: View, sweeps: readonly SweepView[]): number {
  const { width, height } = view;
  const mask = rasterize(polygon, width, height);
  const pixels = new Uint8Array(Math.ceil((width * height) / 8));
  for (let y = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++) {
      const pixel = (mask.y + y) * width + mask.x + x;
      if (mask.inside[y * mask.width + x] !== 0) pixels[pixel >> 3] |= 1 << (pixel & 7);
    }
  let found = 0;
  for (const sweep of sweeps) {
    const bits = new Uint32Array(2048 * Math.ceil(sweep.count / 65536));
    const [a0, a1, a2, a3, b0, b1, b2, b3, w0, w1, w2, w3] = pixelsFromSweep(view, sweep);
    const p = sweep.positions;
    for (let i = 0, k = 0; k < p.length; i++, k += 3) {
      const x = p[k], y = p[k + 1], z = p[k + 2];
      const w = w0 * x + w1 * y + w2 * z + w3;
      if (!(w > 0)) continue;
      const u = Math.floor((a0 * x + a1 * y + a2 * z + a3) / w);
      const v = Math.floor((b0 * x + b1 * y + b2 * z + b3) / w);
      if (u < 0 || u >= width || v < 0 || v >= height) continue;
      const pixel = v * width + u;
      if (((pixels[pixel >> 3] >> (pixel & 7)) & 1) !== 0) bits[i >>> 5] |= 1 << (i & 31);
    }
    found += packBits(sweep.count, bits).count;
  }
  return found;
}

/** The idiom of three.js: a Vector3 projected for each point, and a test against each edge of the polygon. */
export function threeProjectPolygon(polygon: readonly number[], { clipFromWorld, width, height }: View, sweeps: readonly SweepView[]): number {
  const clip = new Matrix4().fromArray([...clipFromWorld]).transpose();
  const point = new Vector3();
  let found = 0;
  for (const { positions, worldFromSweep: { r, t } } of sweeps) {
    const matrix = new Matrix4().set(r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2], 0, 0, 0, 1).premultiply(clip);
    for (let k = 0; k < positions.length; k += 3) {
      point.fromArray(positions, k).applyMatrix4(matrix);
      // Behind the eye, the projection turns the picture over: z is beyond the far end.
      if (Math.abs(point.z) > 1) continue;
      const u = ((point.x + 1) * width) / 2, v = ((1 - point.y) * height) / 2;
      if (u >= 0 && u < width && v >= 0 && v < height && pointInPolygon(polygon, Math.floor(u) + 0.5, Math.floor(v) + 0.5)) found++;
    }
  }
  return found;
}
