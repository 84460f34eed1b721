import type { Rgb } from './colour-mode.ts';

/**
 * Viridis (matplotlib, CC0): perceptually uniform, and readable by the colour-blind. Twelve stops, linear between.
 * The dark end is left out: on a dark background those points would vanish.
 */
export const RAMP_STOPS: readonly Rgb[] = [
  [72, 36, 117], [67, 62, 133], [56, 88, 140], [45, 112, 142], [37, 133, 142], [30, 155, 138],
  [42, 176, 127], [82, 197, 105], [134, 213, 73], [180, 222, 44], [222, 227, 24], [253, 231, 37],
].map(([r, g, b]) => [r / 255, g / 255, b / 255] as const);

/** t in 0..1, clamped. */
export function ramp(t: number): Rgb {
  const x = Math.min(1, Math.max(0, t)) * (RAMP_STOPS.length - 1);
  const k = Math.min(RAMP_STOPS.length - 2, Math.floor(x));
  const f = x - k;
  const a = RAMP_STOPS[k], b = RAMP_STOPS[k + 1];
  return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
}
