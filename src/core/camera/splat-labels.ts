import type { Projection } from './projection.ts';
import { beamSpacing, tileAt } from './spacing.ts';

/** A sweep's points in a picture, and the labels of all its points by their index in the file. */
export interface LabelledProjection {
  readonly projection: Projection;
  /** 1 where the camera sees the point, as `visiblePoints` says. */
  readonly visible: Uint8Array;
  readonly labels: Uint32Array;
}

/** How far a point stands for its surface, in beam spacings to each side: up to half way to the next one, and a little more where beams wander. */
const REACH = 0.6;
/** And in pixels: where a picture has hardly any points, the spacing says nothing. */
const MAX_REACH = 24;

/**
 * The labels that points give to the pixels of a picture: packed labels row by row, 0 for void. A pixel takes the label of the visible point
 * that is nearest to its centre, by distances in beam spacings, within 0.6 spacings in both directions; of two that are equally near, of the one
 * with less depth. What no footprint covers is void, and so is what belongs to an unlabelled point. Pixel x covers u from x to x + 1.
 */
export function splatLabels(sweeps: readonly LabelledProjection[], width: number, height: number): Uint32Array {
  const out = new Uint32Array(width * height);
  const distance = new Float32Array(width * height).fill(Infinity), depths = new Float32Array(width * height);
  const spacing = beamSpacing(sweeps.map((s) => s.projection), width, height);
  for (const { projection: { count, index, u, v, depth }, visible, labels } of sweeps)
    for (let i = 0; i < count; i++) {
      if (visible[i] === 0) continue;
      const tile = tileAt(spacing, u[i], v[i]), gapU = Math.max(1, spacing.horizontal[tile]), gapV = Math.max(1, spacing.vertical[tile]);
      const reachU = Math.min(MAX_REACH, REACH * gapU), reachV = Math.min(MAX_REACH, REACH * gapV);
      const x0 = Math.max(0, Math.ceil(u[i] - reachU - 0.5)), x1 = Math.min(width - 1, Math.floor(u[i] + reachU - 0.5));
      const y0 = Math.max(0, Math.ceil(v[i] - reachV - 0.5)), y1 = Math.min(height - 1, Math.floor(v[i] + reachV - 0.5));
      for (let y = y0; y <= y1; y++) {
        const dv = (y + 0.5 - v[i]) / gapV;
        for (let x = x0; x <= x1; x++) {
          const du = (x + 0.5 - u[i]) / gapU, at = y * width + x, d = Math.fround(du * du + dv * dv);
          if (d > distance[at] || (d === distance[at] && depth[i] >= depths[at])) continue;
          distance[at] = d;
          depths[at] = depth[i];
          out[at] = labels[index[i]];
        }
      }
    }
  return out;
}
