import { describe, expect, it } from 'vitest';
import { DISAGREEMENT_COLOUR } from '#src/core/labels/presets/distinct-colour.ts';
import { presets } from '#src/core/labels/presets/index.ts';
import { oklabDistance, oklabFromSrgb } from '#src/core/labels/presets/oklab.ts';
import { withOwnPalette } from '#src/core/labels/presets/own-palette.ts';

describe.each(presets)('our palette for $id', ({ taxonomy }) => {
  const { classes } = withOwnPalette(taxonomy);

  it('keeps ids, names and kinds', () => {
    expect(classes.map(({ colour: _, ...rest }) => rest)).toEqual(taxonomy.classes.map(({ colour: _, ...rest }) => rest));
  });

  it('gives no class the colour of another one, or one near that of disagreement', () => {
    expect(new Set(classes.map((c) => c.colour)).size).toBe(classes.length);
    const reserved = oklabFromSrgb(DISAGREEMENT_COLOUR);
    for (const { name, colour } of classes) expect(oklabDistance(oklabFromSrgb(colour), reserved), name).toBeGreaterThan(0.12);
  });
});
