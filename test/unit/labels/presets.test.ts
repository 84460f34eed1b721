import { describe, expect, it } from 'vitest';
import { distinctColour, DISAGREEMENT_COLOUR, RESERVED_DISTANCE } from '#src/core/labels/presets/distinct-colour.ts';
import { presets, semanticKitti } from '#src/core/labels/presets/index.ts';
import { oklabDistance, oklabFromSrgb, srgbFromOklch } from '#src/core/labels/presets/oklab.ts';
import { UNLABELLED_COLOUR } from '#src/core/labels/taxonomy.ts';

const apart = (a: string, b: string): number => oklabDistance(oklabFromSrgb(a), oklabFromSrgb(b));

function closest(colours: readonly string[]): number {
  return Math.min(...colours.flatMap((a, i) => colours.slice(0, i).map((b) => apart(a, b))));
}

describe('Oklab', () => {
  // Values of the CSS Color 4 specification's conversions (oklch() of named colours).
  it.each([['#ffffff', [1, 0, 0]], ['#000000', [0, 0, 0]], ['#ff0000', [0.62796, 0.22486, 0.12585]], ['#0000ff', [0.45201, -0.03246, -0.31153]]])(
    'knows %s', (colour, lab) => oklabFromSrgb(colour).forEach((x, k) => expect(x).toBeCloseTo(lab[k], 4)));

  it('comes back, and says where sRGB ends', () => {
    for (const colour of ['#6496f5', '#808080', '#0a3c78', '#f0d9a8']) {
      const [lightness, a, b] = oklabFromSrgb(colour);
      expect(srgbFromOklch(lightness, Math.hypot(a, b), (Math.atan2(b, a) * 180) / Math.PI)).toBe(colour);
    }
    expect(srgbFromOklch(0.7, 0.4, 150)).toBeNull();
  });
});

describe('our palette', () => {
  const colours = Array.from({ length: 60 }, (_, i) => distinctColour(i));

  it('keeps its colours apart from each other, the first ones far', () => {
    expect(closest(colours.slice(0, 10))).toBeGreaterThan(0.15);
    expect(closest(colours.slice(0, 25))).toBeGreaterThan(0.09);
    expect(closest(colours)).toBeGreaterThan(0.04);
  });

  it('keeps away from the colours that mean disagreement and unlabelled', () => {
    for (let i = 0; i < 400; i++) {
      expect(distinctColour(i)).toMatch(/^#[0-9a-f]{6}$/);
      expect(apart(distinctColour(i), DISAGREEMENT_COLOUR)).toBeGreaterThanOrEqual(RESERVED_DISTANCE);
      expect(apart(distinctColour(i), UNLABELLED_COLOUR)).toBeGreaterThanOrEqual(RESERVED_DISTANCE);
    }
  });
});

describe('the presets', () => {
  it.each(presets.map((p) => [p.id, p.taxonomy] as const))('%s has unique ids and names, in range', (_id, { classes }) => {
    expect(new Set(classes.map((c) => c.id)).size).toBe(classes.length);
    expect(new Set(classes.map((c) => c.name)).size).toBe(classes.length);
    for (const c of classes) {
      expect(c.id).toBeGreaterThan(0);
      expect(c.id).toBeLessThan(65535);
      expect(c.colour).toMatch(/^#[0-9a-f]{6}$/);
      if (c.parent !== undefined) expect(classes.map((p) => p.id)).toContain(c.parent);
    }
  });

  // Datasets that publish colours keep them, alike as some are; the app offers its own palette beside them.
  const published = ['semantickitti', 'cityscapes', 'nuscenes'];

  it.each(presets.filter((p) => !published.includes(p.id)).map((p) => [p.id, p.taxonomy] as const))('%s can be told apart by colour', (_id, { classes }) => {
    expect(closest(classes.map((c) => c.colour))).toBeGreaterThan(0.05);
    for (const c of classes) expect(apart(c.colour, DISAGREEMENT_COLOUR)).toBeGreaterThan(RESERVED_DISTANCE);
  });

  it('has the colours of SemanticKITTI as red, green, blue', () => {
    // The dataset's own picture of its classes: cars light blue, roads magenta, vegetation green.
    const colour = (id: number) => semanticKitti.classes.find((c) => c.id === id)?.colour;
    expect([colour(10), colour(40), colour(70), colour(252)]).toEqual(['#6496f5', '#ff00ff', '#00af00', '#6496f5']);
  });
});
