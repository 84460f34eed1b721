import type { RadtanDistortion } from './radtan-distortion.ts';
import type { ValidField } from './valid-field.ts';

/** Newton's steps double the right digits; halvings of a step near the fold use up the rest. */
const MAX_STEPS = 60;
const MAX_HALVINGS = 30;
/** On the plane z = 1: at 2,000 px of focal length 2e-7 px. */
const ROUND_TRIP = 1e-10;

/**
 * The point of the plane that `distortion` takes to (dx, dy), written to out[0], out[1]; false, and out is untouched, where the field has none.
 * Newton's method from the optical axis outwards. A step is halved until it stays in the field and comes nearer, so that the
 * iteration cannot leap over the fold into the false branch.
 */
export function undistort(distortion: RadtanDistortion, field: ValidField, dx: number, dy: number, out: Float64Array): boolean {
  const d = distortion;
  let x = 0, y = 0;
  d.linearize(x, y);
  let error = Math.hypot(dx - d.x, dy - d.y);
  const length = Math.hypot(dx, dy), enough = ROUND_TRIP * Math.max(1, length);
  if (!(length < Infinity)) return false;
  for (let step = 0; step < MAX_STEPS && error > 0; step++) {
    d.linearize(x, y);
    const ex = dx - d.x, ey = dy - d.y;
    const det = d.xx * d.yy - d.xy * d.yx;
    const stepX = (d.yy * ex - d.xy * ey) / det;
    const stepY = (d.xx * ey - d.yx * ex) / det;
    let scale = 1;
    let nearer = false;
    for (let k = 0; k < MAX_HALVINGS && !nearer; k++, scale /= 2) {
      const nextX = x + scale * stepX, nextY = y + scale * stepY;
      if (!field.contains(nextX, nextY)) continue;
      d.distort(nextX, nextY);
      const nextError = Math.hypot(dx - d.x, dy - d.y);
      if (nextError >= error) continue;
      x = nextX;
      y = nextY;
      error = nextError;
      nearer = true;
    }
    if (!nearer) break;
  }
  if (!(error <= enough)) return false;
  out[0] = x;
  out[1] = y;
  return true;
}
