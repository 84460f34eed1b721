import type { Rgb } from './colour-mode.ts';

/** Colours from low to high values. */
export interface Ramp {
  readonly id: string;
  readonly title: string;
  /** At equal distances, low first; linear between. */
  readonly stops: readonly Rgb[];
}

/** Stops from '#rrggbb', as long as a string of six digits each. */
function stops(hex: string): readonly Rgb[] {
  return hex.split(' ').map((digits) => [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255) as unknown as Rgb);
}

/**
 * Perceptually uniform, and readable by the colour-blind: viridis and magma (matplotlib, CC0), cividis (Nuñez, Anderton and
 * Renslow 2018, CC0), and grey. Their dark ends are left out: on a dark background those points would vanish.
 */
export const ramps: readonly Ramp[] = [
  { id: 'viridis', title: 'Viridis', stops: stops('482475 433e85 38588c 2d708e 25858e 1e9b8a 2ab07f 52c569 86d549 b4de2c dee318 fde725') },
  { id: 'cividis', title: 'Cividis', stops: stops('273f6c 3c4a6b 4c556b 5b5f6d 686a70 757575 838178 928c78 a19876 b0a572 c0b26d d1bf66 e1cc5c f3db4f ffe945') },
  { id: 'magma', title: 'Magma', stops: stops('440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf') },
  { id: 'grey', title: 'Grey', stops: stops('333333 ffffff') },
];

/** The ramp of this id turned round where asked for; the first one where there is none. */
export function rampOf(id: string, reversed = false): Ramp {
  const found = ramps.find((ramp) => ramp.id === id) ?? ramps[0];
  return reversed ? { ...found, stops: found.stops.toReversed() } : found;
}

/** The colour at t in 0..1, clamped; NaN counts as 0. */
export function rampColour({ stops: s }: Ramp, t: number): Rgb {
  const x = (t > 0 ? Math.min(1, t) : 0) * (s.length - 1);
  const k = Math.min(s.length - 2, Math.floor(x));
  const f = x - k;
  const a = s[k], b = s[k + 1];
  return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
}
