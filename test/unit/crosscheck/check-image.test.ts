import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beamSpacing } from '#src/core/camera/spacing.ts';
import { checkImage } from '#src/core/crosscheck/check-image.ts';
import { combineVerdicts } from '#src/core/crosscheck/combine.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { MotionWindow } from '#src/core/crosscheck/motion.ts';
import { rules } from '#src/core/crosscheck/rules/index.ts';
import type { VerdictName } from '#src/core/crosscheck/verdict.ts';
import { countVerdicts, VERDICT, VERDICTS } from '#src/core/crosscheck/verdict.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { checkRequested } from '#src/engine/jobs/check-image.handler.ts';

/** Labels 1..6, masks 1..6: 5 is void on both sides, 6 is unmapped, 4 is alone; 3 goes with 2 and 3. */
const map: ClassMap = {
  from: 'labels', to: 'masks',
  pairs: [{ label: 1, mask: 1 }, { label: 2, mask: 2 }, { label: 3, mask: 3 }, { label: 3, mask: 2 }],
  voidMask: [5], voidLabel: [5], loneMask: [4], loneLabel: [4],
};

interface Entry {
  readonly u: number;
  readonly v: number;
  readonly depth: number;
  readonly seen: boolean;
  readonly inside: boolean;
  readonly label: number;
}

interface Case {
  readonly width: number;
  readonly height: number;
  /** Mask pixels per pixel of the picture. */
  readonly scale: number;
  readonly pixels: readonly number[];
  readonly entries: readonly Entry[];
  readonly tolerance: number;
  readonly windows: readonly MotionWindow[];
}

/** Mostly classes that can be compared. */
const classId = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 0, max: 6 }));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const cases: fc.Arbitrary<Case> = fc.record({ width: fc.integer({ min: 2, max: 12 }), height: fc.integer({ min: 2, max: 9 }), scale: fc.constantFrom(1, 2) })
  .chain(({ width, height, scale }) => fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    scale: fc.constant(scale),
    // Long runs, so that not everything lies near an edge.
    pixels: fc.array(fc.tuple(classId, fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 12 })
      .map((runs) => Array.from({ length: width * scale * height * scale }, (_, i) => {
        let at = i;
        for (const [id, length] of runs) if ((at -= length) < 0) return id;
        return runs[0][0];
      })),
    entries: fc.array(fc.record({
      u: between(0.001, width - 0.001), v: between(0.001, height - 0.001), depth: between(1, 20),
      seen: fc.boolean(), inside: fc.boolean(), label: fc.tuple(classId, fc.integer({ min: 0, max: 3 })).map(([c, i]) => packLabel(c, i)),
    }), { maxLength: 40 }),
    tolerance: fc.constantFrom(0, 0.4, 1, 2.5),
    windows: fc.array(fc.record({
      u0: between(0, width / 2), v0: between(0, height / 2), u1: between(width / 2, width), v1: between(height / 2, height),
      nearest: between(1, 20), reach: fc.constantFrom(0, 1.5, 4, 20),
    }), { maxLength: 2 }),
  }));

function check({ width, height, scale, pixels, entries, tolerance, windows }: Case) {
  const inside = entries.map((e, i) => ({ ...e, i })).filter((e) => e.inside);
  const mask: IdMask = { width: width * scale, height: height * scale, classes: Uint16Array.from(pixels), instances: null, confidence: null, unknown: [] };
  return checkRequested({
    index: Uint32Array.from(inside, (e) => e.i), u: Float32Array.from(inside, (e) => e.u), v: Float32Array.from(inside, (e) => e.v),
    depth: Float32Array.from(inside, (e) => e.depth), visible: Uint8Array.from(inside, (e) => Number(e.seen)),
    labels: Uint32Array.from(entries, (e) => e.label), mask, image: { width, height }, classMap: map, edgeTolerance: tolerance, motion: windows,
  });
}

/** The verdict of one point, told as design.md tells it, by looking at every pixel of the mask and at every other point. */
function told(c: Case, e: Entry): VerdictName {
  if (!e.inside) return 'outside';
  if (!e.seen) return 'hidden';
  const label = e.label % 65536;
  if (label === 0) return 'unlabelled';
  const u = Math.fround(e.u), v = Math.fround(e.v), across = c.width * c.scale;
  const under = c.pixels[Math.floor(v * c.scale) * across + Math.floor(u * c.scale)];
  if (under === 0 || under === 5 || label === 5) return 'void';
  if (under === 6 || label === 6) return 'unmapped';
  const agree = (mask: number, own = label): boolean => own === mask ? own >= 1 && own <= 3 : own === 3 && mask === 2;
  if (agree(under)) return 'agrees';
  const some = (reach: number, wanted: (mask: number) => boolean): boolean =>
    c.pixels.some((mask, k) => {
      const left = (k % across) / c.scale, top = Math.floor(k / across) / c.scale, side = 1 / c.scale;
      const nearU = Math.min(Math.max(u, left), left + side), nearV = Math.min(Math.max(v, top), top + side);
      return wanted(mask) && Math.sqrt((u - nearU) ** 2 + (v - nearV) ** 2) < reach;
    });
  if (some(c.tolerance, (mask) => mask !== under)) return 'edge';
  const depth = Math.fround(e.depth);
  const inside = c.entries.filter((other) => other.inside);
  const all = { count: inside.length, index: new Uint32Array(inside.length), u: of(inside, 'u'), v: of(inside, 'v'), depth: of(inside, 'depth') };
  const { horizontal, vertical, tileWidth, tileHeight } = beamSpacing([all], c.width, c.height);
  const tile = Math.floor(v / tileHeight) * 16 + Math.floor(u / tileWidth);
  const beside = inside.some((other) =>
    Math.abs(Math.fround(other.u) - u) < 2 * horizontal[tile] && Math.abs(Math.fround(other.v) - v) < 2 * vertical[tile]
    && depth - Math.fround(other.depth) > Math.max(0.5, 0.15 * depth) && other.label % 65536 !== 5 && agree(under, other.label % 65536));
  if (beside) return 'edge';
  const explained = c.windows.some((w) =>
    w.u0 <= u && u <= w.u1 && w.v0 <= v && v <= w.v1 && depth >= w.nearest && some(w.reach + c.tolerance, (mask) => agree(mask)));
  return explained ? 'motion' : 'disagrees';
}

function of(entries: readonly Entry[], key: 'u' | 'v' | 'depth'): Float32Array {
  return Float32Array.from(entries, (e) => e[key]);
}

describe('checkImage', () => {
  it('gives every point the verdict that a plain telling of the rules gives it', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { verdicts } = check(c);
        expect([...verdicts].map((code) => VERDICTS[code])).toEqual(c.entries.map((e) => told(c, e)));
      }),
      { numRuns: 300 },
    );
  });

  it('meets every verdict in such scenes', () => {
    const met = new Set<VerdictName>();
    for (const c of fc.sample(cases, { numRuns: 400, seed: 5 })) for (const e of c.entries) met.add(told(c, e));
    expect([...met].sort()).toEqual([...VERDICTS].sort());
  });

  it('counts add up, and the pairs are the points that were compared', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { counts, pairs } = check(c);
        expect(counts.points).toBe(c.entries.length);
        expect(counts.inside).toBe(counts.hidden + counts.seen);
        const compared = counts.unmapped + counts.agrees + counts.edge + counts.motion + counts.disagrees;
        expect(counts.seen).toBe(counts.unlabelled + counts.void + compared);
        expect(pairs.reduce((sum, p) => sum + p.count, 0)).toBe(compared);
        expect(pairs.every((p) => p.count > 0 && p.label > 0 && p.mask > 0 && p.label !== 5 && p.mask !== 5)).toBe(true);
        expect(new Set(pairs.map((p) => `${p.label} ${p.mask}`)).size).toBe(pairs.length);
      }),
    );
  });

  it('asks in the order of the design', () => {
    expect(rules.map((rule) => rule.verdict)).toEqual(['hidden', 'unlabelled', 'void', 'unmapped', 'agrees', 'edge', 'edge', 'motion']);
    expect(VERDICTS).toEqual(['outside', ...new Set(rules.map((rule) => rule.verdict)), 'disagrees']);
  });

  it('of several that apply, the first one stands', () => {
    // One point for which all rules apply at once, then one after the other no longer does.
    const base = { width: 4, height: 1, scale: 1, tolerance: 3, windows: [{ u0: 0, v0: 0, u1: 4, v1: 1, nearest: 0, reach: 4 }] };
    const point = { u: 0.5, v: 0.5, depth: 5, inside: true };
    const verdict = (label: number, under: number, seen: boolean, tolerance = base.tolerance, windows: readonly MotionWindow[] = base.windows): string =>
      VERDICTS[check({ ...base, tolerance, windows, pixels: [under, under, 1, 1], entries: [{ ...point, seen, label }] }).verdicts[0]];
    expect(verdict(0, 0, false)).toBe('hidden');
    expect(verdict(0, 0, true)).toBe('unlabelled');
    expect(verdict(6, 0, true)).toBe('void');
    expect(verdict(6, 2, true)).toBe('unmapped');
    expect(verdict(1, 6, true)).toBe('unmapped');
    expect(verdict(2, 2, true)).toBe('agrees');
    expect(verdict(1, 2, true)).toBe('edge');
    expect(verdict(1, 2, true, 1)).toBe('motion');
    expect(verdict(1, 2, true, 1, [])).toBe('disagrees');
    // Nothing of class 4 is in the mask: motion explains nothing.
    expect(verdict(4, 2, true, 1)).toBe('disagrees');
    expect(verdict(1, 4, true, 1, [])).toBe('disagrees');
  });

  it('does not blame a point for the mask of what is nearer beside it, where the points beside it say the same as the mask', () => {
    // A row of points 4 px apart, the left half at 5 m, the others at 20 m; the mask's class 1 reaches over five of the far ones, of which two
    // are less than two spacings from a near one (so few points leave the spacing at its default, 5 px here).
    const entries = Array.from({ length: 20 }, (_, k) => ({ u: 2 + 4 * k, v: 4, depth: k < 10 ? 5 : 20, inside: true, seen: true, label: k < 10 ? 1 : 2 }));
    const scene = { width: 80, height: 8, scale: 1, tolerance: 0, windows: [], pixels: Array.from({ length: 640 }, (_, k) => (k % 80 < 60 ? 1 : 2)), entries };
    const names = (c: Case): VerdictName[] => [...check(c).verdicts].map((code) => VERDICTS[code]);
    expect(names(scene)).toEqual([...Array<string>(10).fill('agrees'), 'edge', 'edge', ...Array<string>(3).fill('disagrees'), ...Array<string>(5).fill('agrees')]);
    // With a wrong label on all of the nearer thing nothing is excused.
    expect(names({ ...scene, entries: entries.map((e) => ({ ...e, label: 2 })) }).slice(0, 15)).toEqual(Array<string>(15).fill('disagrees'));
  });

  it('refuses arrays that are not of one sweep', () => {
    const mask: IdMask = { width: 1, height: 1, classes: Uint16Array.of(1), instances: null, confidence: null, unknown: [] };
    const projection = { count: 1, index: Uint32Array.of(1), u: Float32Array.of(0.5), v: Float32Array.of(0.5), depth: Float32Array.of(1) };
    const input = { projection, visible: Uint8Array.of(1), labels: Uint32Array.of(1), mask, image: mask, classMap: compileClassMap(map), edgeTolerance: 0, motion: [] };
    expect(() => checkImage(input)).toThrow(RangeError);
  });
});

describe('combineVerdicts', () => {
  const codes = fc.array(fc.integer({ min: 0, max: VERDICTS.length - 1 }), { minLength: 3, maxLength: 3 });

  it('a contradiction beats consent, and any comparison beats none', () => {
    const one = (...names: VerdictName[]): string => VERDICTS[combineVerdicts(names.map((n) => Uint8Array.of(VERDICT[n])), 1)[0]];
    expect(one()).toBe('outside');
    expect(one('agrees', 'disagrees')).toBe('disagrees');
    expect(one('edge', 'agrees', 'hidden')).toBe('agrees');
    expect(one('edge', 'motion')).toBe('motion');
    expect(one('void', 'unmapped', 'edge')).toBe('edge');
    expect(one('outside', 'hidden')).toBe('hidden');
    expect(one('unlabelled', 'hidden')).toBe('unlabelled');
  });

  it('does not depend on the order of the cameras, and invents nothing', () => {
    fc.assert(
      fc.property(fc.array(codes, { minLength: 1, maxLength: 4 }), (cameras) => {
        const arrays = cameras.map((c) => Uint8Array.from(c));
        const combined = combineVerdicts(arrays, 3);
        expect(combineVerdicts([...arrays].reverse(), 3)).toEqual(combined);
        combined.forEach((code, i) => expect([VERDICT.outside, ...arrays.map((a) => a[i])]).toContain(code));
        expect(countVerdicts(combined).points).toBe(3);
      }),
    );
  });

  it('refuses verdicts on another sweep', () => {
    expect(() => combineVerdicts([new Uint8Array(2)], 3)).toThrow(RangeError);
  });
});
