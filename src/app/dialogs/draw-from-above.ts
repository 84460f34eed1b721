import type { RawTrial } from '#src/session/raw-columns.ts';

/** Shares of the points that may lie outside the drawn part on either side: single stray returns would make the rest a dot. */
const LEFT_OUT = 0.01;
/** Points that are looked at to find the part that is drawn. */
const SAMPLE = 5000;

/** Draws a preview's points from above, x to the right and y up, and says in a few words how large the part is and how high its points lie. */
export function drawFromAbove(canvas: HTMLCanvasElement, { positions, origin }: RawTrial['preview']): string {
  const context = canvas.getContext('2d');
  if (context === null) return '';
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  if (positions.length === 0) return 'No point has finite coordinates.';
  const [x, y, z] = [0, 1, 2].map((axis) => middlePart(positions, axis));
  const scale = Math.min(width / Math.max(x.max - x.min, 1e-9), height / Math.max(y.max - y.min, 1e-9));
  context.fillStyle = '#9fb3c8';
  for (let p = 0; p < positions.length; p += 3) {
    const u = width / 2 + (positions[p] - (x.min + x.max) / 2) * scale, v = height / 2 - (positions[p + 1] - (y.min + y.max) / 2) * scale;
    if (u >= 0 && u < width && v >= 0 && v < height) context.fillRect(u, v, 1, 1);
  }
  const metres = (part: { min: number; max: number }, axis: number) => `${axisName(axis)} ${short(part.min + origin[axis])} to ${short(part.max + origin[axis])}`;
  return `Nearly all points lie within ${[x, y, z].map(metres).join(', ')} m.`;
}

function middlePart(positions: Float32Array, axis: number): { min: number; max: number } {
  const count = positions.length / 3, step = Math.max(1, Math.floor(count / SAMPLE));
  const values = Float32Array.from({ length: Math.ceil(count / step) }, (_, i) => positions[3 * i * step + axis]).sort();
  const at = (share: number) => values[Math.floor(share * (values.length - 1))];
  return { min: at(LEFT_OUT), max: at(1 - LEFT_OUT) };
}

function axisName(axis: number): string {
  return 'xyz'[axis];
}

function short(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential(2) : value.toFixed(1);
}
