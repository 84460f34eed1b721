import { footprintYaw } from '#src/core/gallery/portrait.ts';

/** Radians that the eye looks down, and that it stands beside the long side: a car shows its side and its front. */
const DOWN = 0.5, BESIDE = 0.6;
/** Share of the canvas left free at its borders. */
const MARGIN = 0.08;
/** CSS pixels of a point. */
const DOT = 2;

/** Draws an object's sampled points as seen from beside and above, lower ones darker: `colour` is '#rrggbb'. */
export function drawPortrait(canvas: HTMLCanvasElement, sample: Float32Array, colour: string): void {
  const context = canvas.getContext('2d'), density = Math.min(2, devicePixelRatio);
  if (context === null) return;
  const width = (canvas.width = Math.round(canvas.clientWidth * density)), height = (canvas.height = Math.round(canvas.clientHeight * density));
  context.clearRect(0, 0, width, height);
  const { right, up, z } = seenFromBeside(sample);
  const [u, v, h] = [extent(right), extent(up), extent(z)];
  const scale = (1 - 2 * MARGIN) * Math.min(width / Math.max(u.span, 0.1), height / Math.max(v.span, 0.1));
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const dot = Math.max(1, DOT * density);
  for (let i = 0; i < right.length; i++) {
    const light = 0.45 + 0.55 * (h.span === 0 ? 1 : (z[i] - h.low) / h.span);
    context.fillStyle = `rgb(${red * light} ${green * light} ${blue * light})`;
    context.fillRect(width / 2 + (right[i] - u.low - u.span / 2) * scale - dot / 2, height / 2 - (up[i] - v.low - v.span / 2) * scale - dot / 2, dot, dot);
  }
}

/** Metres to the right and upwards on the picture, and heights. */
function seenFromBeside(sample: Float32Array): { right: number[]; up: number[]; z: number[] } {
  const yaw = footprintYaw(sample) - BESIDE, cos = Math.cos(yaw), sin = Math.sin(yaw);
  const right: number[] = [], up: number[] = [], z: number[] = [];
  for (let p = 0; p < sample.length; p += 3) {
    const along = cos * sample[p] + sin * sample[p + 1], across = cos * sample[p + 1] - sin * sample[p];
    right.push(along);
    up.push(Math.cos(DOWN) * sample[p + 2] + Math.sin(DOWN) * across);
    z.push(sample[p + 2]);
  }
  return { right, up, z };
}

function extent(values: readonly number[]): { low: number; span: number } {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  return { low, span: values.reduce((a, b) => Math.max(a, b), -Infinity) - low };
}
