import type { Projection } from '#src/core/camera/projection.ts';

/** The peer: one pixel per point, the nearest wins, and what lies behind it by more than 0.2 m or 3 % is hidden. */
export function plainZBuffer({ count, u, v, depth }: Projection, width: number, height: number): Uint8Array {
  const nearest = new Float32Array(width * height).fill(Infinity);
  const visible = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const cell = Math.floor(v[i]) * width + Math.floor(u[i]);
    if (depth[i] < nearest[cell]) nearest[cell] = depth[i];
  }
  for (let i = 0; i < count; i++) visible[i] = depth[i] <= nearest[Math.floor(v[i]) * width + Math.floor(u[i])] + Math.max(0.2, 0.03 * depth[i]) ? 1 : 0;
  return visible;
}
