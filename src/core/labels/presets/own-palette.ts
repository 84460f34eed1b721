import type { Colour, Taxonomy } from '../taxonomy.ts';
import { DISAGREEMENT_COLOUR } from './distinct-colour.ts';
import type { Oklab } from './oklab.ts';
import { oklabDistance, oklabFromSrgb, srgbFromOklch } from './oklab.ts';

/**
 * Families of street classes with the colour that people expect of them, first match by whole word wins. Members of a
 * family get neighbouring colours, so that a truck is read as a kind of vehicle before its name is.
 */
const FAMILIES: readonly { readonly words: RegExp; readonly colour: Colour }[] = [
  { words: /\b(unclassified|unknown)\b/i, colour: '#8d867a' },
  { words: /\b(lane|marking|stop line|crosswalk)/i, colour: '#f4f1a0' },
  { words: /\b(construction vehicle|emergency)/i, colour: '#b58cff' },
  { words: /\b(cones?|pylons?|construction|barriers?|rolling containers?)\b/i, colour: '#ff8a1f' },
  { words: /\b(bicycle|motorcycle|scooter|mobility|pedicab|bike)\b/i, colour: '#37d6e6' },
  { words: /(bicyclist|motorcyclist|cyclist|\brider)/i, colour: '#ff9d7a' },
  { words: /\b(person|pedestrian|people|human)/i, colour: '#ff5b5b' },
  { words: /\b(truck|bus|semi|trailer|towed|train|tram|trolley|on-rails)\b/i, colour: '#5560e8' },
  { words: /\b(car|van|pickup|vehicle)\b/i, colour: '#4c9ffe' },
  { words: /\b(animals?|bird|dog)\b/i, colour: '#c98a3a' },
  { words: /\b(traffic|signs?|lights?)\b/i, colour: '#ffd84a' },
  { words: /\b(poles?|masts?)\b/i, colour: '#e8c48a' },
  { words: /\b(vegetation|tree|hedge)\b/i, colour: '#46a758' },
  { words: /\btrunk\b/i, colour: '#9a6a3c' },
  { words: /\b(terrain|grass)\b/i, colour: '#a7c957' },
  { words: /\b(sidewalk|footpath|walkable)\b/i, colour: '#b48ead' },
  { words: /\b(road|parking|driveway|driveable)\b/i, colour: '#7d7a99' },
  { words: /\bground\b/i, colour: '#a08a6c' },
  { words: /\b(building|house)\b/i, colour: '#9fb0c0' },
  { words: /\b(fence|wall)\b/i, colour: '#b07a4a' },
  { words: /\b(static|structure|manmade|object)\b/i, colour: '#7fb8a4' },
  { words: /\b(smoke|exhaust|spray|rain|reflection|noise|outlier)\b/i, colour: '#a8505f' },
];

/** Oklab distances: what two classes keep from each other, and from the colour that means disagreement. */
const APART = 0.055;
const RESERVED_APART = 0.13;

/** The taxonomy in our own palette: each class in its family's colour or the nearest one that is still free. */
export function withOwnPalette(taxonomy: Taxonomy): Taxonomy {
  const taken: Oklab[] = [];
  const reserved = oklabFromSrgb(DISAGREEMENT_COLOUR);
  const classes = taxonomy.classes.map((c) => {
    const family = FAMILIES.find(({ words }) => words.test(c.name.replace(/[_/]/g, ' ')));
    const wanted = oklabFromSrgb(family?.colour ?? c.colour);
    const free = candidates(family?.colour ?? c.colour).filter((x) => oklabDistance(x.lab, reserved) >= RESERVED_APART);
    const far = free.filter((x) => taken.every((t) => oklabDistance(t, x.lab) >= APART));
    // With more classes than distinguishable colours the nearest one is shared; names still tell them apart.
    const best = (far.length > 0 ? far : free).reduce((a, b) => (oklabDistance(a.lab, wanted) <= oklabDistance(b.lab, wanted) ? a : b));
    taken.push(best.lab);
    return { ...c, colour: best.colour };
  });
  return { ...taxonomy, classes };
}

let grid: { colour: Colour; lab: Oklab }[] | null = null;

/** The colour itself first, then a grid over what is light enough for a dark background. */
function candidates(first: Colour): { colour: Colour; lab: Oklab }[] {
  if (grid === null) {
    grid = [];
    for (const lightness of [0.52, 0.6, 0.68, 0.76, 0.84, 0.91])
      for (const chroma of [0.04, 0.08, 0.12, 0.16, 0.2])
        for (let hue = 0; hue < 360; hue += 8) {
          const colour = srgbFromOklch(lightness, chroma, hue);
          if (colour !== null) grid.push({ colour, lab: oklabFromSrgb(colour) });
        }
  }
  return [{ colour: first, lab: oklabFromSrgb(first) }, ...grid];
}
