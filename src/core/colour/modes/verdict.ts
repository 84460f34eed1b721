import type { VerdictName } from '../../crosscheck/verdict.ts';
import { VERDICT, VERDICTS } from '../../crosscheck/verdict.ts';
import { DISAGREEMENT_COLOUR } from '../../labels/presets/distinct-colour.ts';
import type { ColourMode, Rgb } from '../colour-mode.ts';
import { parseColour } from '../palette.ts';

const DISAGREES = parseColour(DISAGREEMENT_COLOUR);

/** Greys, for hue means class; what was compared is brighter than what was not. */
const SHADES: Record<Exclude<VerdictName, 'disagrees'>, number> = {
  outside: 0.16, hidden: 0.2, unlabelled: 0.26, void: 0.3, unmapped: 0.36, agrees: 0.5, edge: 0.62, motion: 0.7,
};

const shadeOf = (code: number): number => SHADES[VERDICTS[code] as keyof typeof SHADES];

/** Of a point with this verdict. */
export function verdictColour(code: number): Rgb {
  if (code === VERDICT.disagrees) return DISAGREES;
  const shade = shadeOf(code);
  return [shade, shade, shade];
}

/** Grey where labels and masks agree or could not be compared, and the one reserved colour where they disagree. */
export const verdictMode: ColourMode = {
  id: 'verdict',
  title: 'Cross-check',
  available: () => true,
  glsl: `
  if (verdict == ${VERDICT.disagrees}u) return vec3(${DISAGREES.map((c) => c.toFixed(4)).join(', ')});
  float shades[${VERDICT.disagrees}] = float[](${VERDICTS.slice(0, -1).map((_, code) => shadeOf(code).toFixed(2)).join(', ')});
  return vec3(shades[verdict]);`,
  colour: (i, { verdicts }) => verdictColour(verdicts === null ? VERDICT.outside : verdicts[i]),
};
