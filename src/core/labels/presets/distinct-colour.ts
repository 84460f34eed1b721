import type { Colour } from '../taxonomy.ts';
import { UNLABELLED_COLOUR } from '../taxonomy.ts';
import type { Oklab } from './oklab.ts';
import { oklabDistance, oklabFromSrgb, srgbFromOklch } from './oklab.ts';

/** The one colour that means "labels and masks disagree"; no class comes near it. */
export const DISAGREEMENT_COLOUR: Colour = '#ff4fd8';
/** Oklab distance that classes keep from the reserved colours; 0.1 is a plain difference side by side. */
export const RESERVED_DISTANCE = 0.13;

interface Candidate {
  readonly colour: Colour;
  readonly lab: Oklab;
}

/** Light enough for a dark background, coloured enough not to pass for grey. */
function candidates(): Candidate[] {
  const out: Candidate[] = [];
  for (const lightness of [0.55, 0.64, 0.73, 0.82, 0.9])
    for (const chroma of [0.1, 0.15, 0.2])
      for (let hue = 0; hue < 360; hue += 9) {
        const colour = srgbFromOklch(lightness, chroma, hue);
        if (colour !== null) out.push({ colour, lab: oklabFromSrgb(colour) });
      }
  const reserved = [DISAGREEMENT_COLOUR, UNLABELLED_COLOUR].map(oklabFromSrgb);
  return out.filter((c) => reserved.every((r) => oklabDistance(c.lab, r) >= RESERVED_DISTANCE));
}

/** Each next colour is the one furthest from all before it (Gonzalez' greedy k-centre), so any prefix is well spread. */
function spread(all: readonly Candidate[]): Colour[] {
  const chosen = [all[0].colour];
  const distance = all.map((c) => oklabDistance(c.lab, all[0].lab));
  while (chosen.length < all.length) {
    const next = distance.indexOf(Math.max(...distance));
    if (distance[next] === 0) break;
    chosen.push(all[next].colour);
    all.forEach((c, i) => (distance[i] = Math.min(distance[i], oklabDistance(c.lab, all[next].lab))));
  }
  return chosen;
}

let palette: readonly Colour[] | null = null;

/** Colour i of a palette whose every prefix is spread over what the eye tells apart. Repeats after some 300. */
export function distinctColour(i: number): Colour {
  palette ??= spread(candidates());
  return palette[i % palette.length];
}
