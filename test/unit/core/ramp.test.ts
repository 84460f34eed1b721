import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rampColour, rampOf, ramps } from '#src/core/colour/ramp.ts';
import { commonRange, ShadedColumn, shadedColumn } from '#src/core/colour/shaded-column.ts';
import { oklabFromSrgb, srgbHex } from '#src/core/labels/presets/oklab.ts';

const lightness = (id: string, t: number) => oklabFromSrgb(srgbHex(rampColour(rampOf(id), t).map((c) => Math.round(255 * c))))[0];

describe('ramps', () => {
  it.each(ramps.map((ramp) => ramp.id))('%s gets lighter all the way, evenly enough, and is never lost on the dark background', (id) => {
    const steps = Array.from({ length: 21 }, (_, k) => lightness(id, k / 20));
    const rises = steps.slice(1).map((l, k) => l - steps[k]);
    expect(Math.min(...rises)).toBeGreaterThan(0.004);
    expect(Math.max(...rises)).toBeLessThan(4 * (rises.reduce((a, b) => a + b) / rises.length));
    expect(steps[0]).toBeGreaterThan(0.25);
  });

  it('are turned round whole, and clamp; what is no number is low', () => {
    for (const { id } of ramps)
      for (const t of [0, 0.3, 1]) rampColour(rampOf(id), t).forEach((c, k) => expect(c).toBeCloseTo(rampColour(rampOf(id, true), 1 - t)[k], 12));
    expect(rampColour(rampOf('magma'), 7)).toEqual(rampColour(rampOf('magma'), 1));
    expect(rampColour(rampOf('magma'), NaN)).toEqual(rampColour(rampOf('magma'), 0));
    expect(rampOf('no such ramp')).toBe(ramps[0]);
  });
});

describe('a column as a ramp shows it', () => {
  const cloudOf = (values: number[], count = 1) => ({
    count: values.length / count,
    columns: { gain: { field: { name: 'gain', type: 'float64', count } as const, values: Float64Array.from(values) } },
  });

  it('runs between the percentiles, so that one odd value does not darken the rest', () => {
    const cloud = cloudOf([...Array.from({ length: 999 }, (_, i) => i), 1e9]);
    const [low, high] = shadedColumn(cloud, 'gain')!.range;
    expect(low).toBe(20);
    expect(high).toBe(980);
  });

  it('is 0..1 for every value there is', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1 }), fc.double({ noNaN: true, noDefaultInfinity: true }), (values, low) => {
        const shaded = new ShadedColumn(Float64Array.from(values), 1, [low, low + 10]);
        return values.every((_, i) => shaded.at(i) >= 0 && shaded.at(i) <= 1);
      }),
    );
  });

  it('shows the first value of each point, and has one range over several sweeps', () => {
    const several = cloudOf([1, 50, 2, 50, 3, 50], 2);
    expect([0, 1, 2].map((i) => shadedColumn(several, 'gain', [0, 10])!.at(i))).toEqual([0.1, 0.2, 0.3]);
    expect(commonRange([cloudOf([1, 2, 3]), cloudOf([10, 20, 30])], 'gain')).toEqual([1, 30]);
    expect(commonRange([cloudOf([1])], 'toString')).toBeNull();
  });
});
