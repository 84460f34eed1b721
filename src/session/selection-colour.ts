import { useMemo } from 'react';
import type { Rgb } from '#src/core/colour/colour-mode.ts';
import { parseColour } from '#src/core/colour/palette.ts';
import { DISAGREEMENT_COLOUR } from '#src/core/labels/presets/distinct-colour.ts';
import type { Colour } from '#src/core/labels/taxonomy.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import { armedClassOf } from './review/armed.ts';
import { findingOnScreen } from './review/findings.ts';
import { useMasks } from './stores/mask-store.ts';
import type { Look } from './stores/review-store.ts';
import { useReview } from './stores/review-store.ts';
import { useScene } from './stores/scene-store.ts';

/**
 * The colour of selected points: null, and they are white; at the reviewer's desk, where the selection is the finding, what the desk
 * shows of it.
 */
export function useSelectionColour(): Rgb | null {
  // The finding's classes and palettes are looked up anew: only another colour draws anything again.
  useScene((s) => s.taxonomy);
  useMasks((s) => s.taxonomy);
  const colour = useReview(({ on, look }) => (on ? colourOfFinding(look) : null));
  return useMemo(() => (colour === null ? null : parseColour(colour)), [colour]);
}

function colourOfFinding(look: Look): Colour | null {
  const finding = findingOnScreen();
  if (finding === null) return null;
  const { taxonomy: labels } = useScene.getState(), { taxonomy: masks } = useMasks.getState();
  if (look === 'verdict') return DISAGREEMENT_COLOUR;
  if (look === 'masks') return classColour(masks, finding.mask);
  return classColour(labels, look === 'after' ? (armedClassOf(finding) ?? finding.label) : finding.label);
}
