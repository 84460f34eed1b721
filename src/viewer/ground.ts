import type { WindowSweep } from '#src/core/cloud/window.ts';

/** Heights are counted in steps of this many metres. */
const STEP = 0.2;
/** Points looked at per sweep: the ground is where most of them lie, and that needs no more. */
const SAMPLE = 400_000;
/** Fewer points than this say nothing about where the ground is. */
const ENOUGH = 12;

/**
 * World height of the ground around (x, y), from the points at most `radius` metres away in the plane: the fullest step
 * of their heights, for walls and trees spread over many and the ground does not. Null where too few points are there.
 */
export function groundHeight(sweeps: readonly Pick<WindowSweep, 'positions' | 'count' | 'origin' | 'worldFromSweep'>[], x: number, y: number, radius: number): number | null {
  const counts = new Map<number, { n: number; sum: number }>();
  let seen = 0;
  for (const sweep of sweeps) {
    const { r, t } = sweep.worldFromSweep;
    const [ox, oy, oz] = sweep.origin;
    const p = sweep.positions;
    const step = Math.max(1, Math.floor(sweep.count / SAMPLE));
    for (let i = 0; i < sweep.count; i += step) {
      const px = p[3 * i] + ox, py = p[3 * i + 1] + oy, pz = p[3 * i + 2] + oz;
      const dx = r[0] * px + r[1] * py + r[2] * pz + t[0] - x;
      const dy = r[3] * px + r[4] * py + r[5] * pz + t[1] - y;
      // NaN fails this comparison too.
      if (!(dx * dx + dy * dy <= radius * radius)) continue;
      const height = r[6] * px + r[7] * py + r[8] * pz + t[2];
      const bin = Math.floor(height / STEP);
      const entry = counts.get(bin);
      if (entry === undefined) counts.set(bin, { n: 1, sum: height });
      else {
        entry.n++;
        entry.sum += height;
      }
      seen++;
    }
  }
  if (seen < ENOUGH) return null;
  let best: { n: number; sum: number } | null = null;
  for (const entry of counts.values()) if (best === null || entry.n > best.n) best = entry;
  return best === null ? null : best.sum / best.n;
}
