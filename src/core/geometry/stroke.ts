import type { PixelMask } from './pixel-mask.ts';
import { drawMask } from './pixel-mask.ts';

/**
 * The pixels of a picture of `width` x `height` whose centres (x + 0.5, y + 0.5) are within `radius` of a path
 * (x0, y0, x1, y1, …; one place alone is a disc).
 */
export function rasterizeStroke(path: readonly number[], radius: number, width: number, height: number): PixelMask {
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (let i = 0; i + 1 < path.length; i += 2) {
    x0 = Math.min(x0, path[i]); x1 = Math.max(x1, path[i]);
    y0 = Math.min(y0, path[i + 1]); y1 = Math.max(y1, path[i + 1]);
  }
  return drawMask({ width, height }, [x0 - radius, y0 - radius, x1 + radius, y1 + radius], (fill, first, end) => {
    for (let i = 0; i + 1 < path.length; i += 2) {
      // The first place is its own predecessor: a disc.
      const from = Math.max(0, i - 2);
      const ax = path[from], ay = path[from + 1], bx = path[i], by = path[i + 1];
      const last = Math.min(end - 1, Math.floor(Math.max(ay, by) + radius));
      for (let row = Math.max(first, Math.floor(Math.min(ay, by) - radius)); row <= last; row++) {
        const span = capsuleAt(ax, ay, bx, by, radius, row + 0.5);
        if (span !== null) fill(row, Math.ceil(span[0] - 0.5), Math.floor(span[1] - 0.5) + 1);
      }
    }
  });
}

/**
 * Where the horizontal line y crosses what lies within `radius` of the segment from a to b: [left, right], or null. The shape is
 * convex: it is bounded by a disc about each end and by two lines beside the segment, each of which holds where the foot of the
 * perpendicular lies on the segment.
 */
function capsuleAt(ax: number, ay: number, bx: number, by: number, radius: number, y: number): readonly [number, number] | null {
  let left = Infinity, right = -Infinity;
  for (let k = 0; k < 2; k++) {
    const cx = k === 0 ? ax : bx, dy = y - (k === 0 ? ay : by);
    if (Math.abs(dy) > radius) continue;
    const half = Math.sqrt(radius * radius - dy * dy);
    left = Math.min(left, cx - half);
    right = Math.max(right, cx + half);
  }
  const dx = bx - ax, dy = by - ay;
  const length = Math.hypot(dx, dy);
  if (dy !== 0)
    for (let side = -1; side <= 1; side += 2) {
      // The segment, moved by the radius to one side; `along` is where it crosses, 0 at a and 1 at b.
      const along = (y - (ay + (side * radius * dx) / length)) / dy;
      if (along < 0 || along > 1) continue;
      const x = ax - (side * radius * dy) / length + along * dx;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  return left <= right ? [left, right] : null;
}
