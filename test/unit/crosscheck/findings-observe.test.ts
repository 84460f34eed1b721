import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedParts } from '#src/core/crosscheck/findings/connected.ts';
import type { Directions } from '#src/core/crosscheck/findings/directions.ts';
import { areNeighbours, directionsOf, TURN } from '#src/core/crosscheck/findings/directions.ts';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { withIgnoredRegions } from '#src/core/crosscheck/findings/ignored-regions.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import { FEWEST_POINTS } from '#src/core/crosscheck/findings/point-groups.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { pointInPolygon } from '#src/core/geometry/polygon.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { packLabel } from '#src/core/labels/label.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('parts that hang together', () => {
  const sky = fc.array(fc.tuple(between(0, TURN * 0.999), between(-0.5, 0.3), between(2, 60)), { maxLength: 60 });

  it('are those that walking from neighbour to neighbour finds, also across the seam', () => {
    fc.assert(fc.property(sky, between(0.002, 0.2), between(0.002, 0.2), fc.integer({ min: 1, max: 5 }), (places, stepU, stepV, kinds) => {
      const directions: Directions = {
        azimuth: Float32Array.from(places, ([u]) => u), elevation: Float32Array.from(places, ([, v]) => v), range: Float32Array.from(places, ([, , r]) => r),
        // Denser at the horizon, so that the wider of two decides.
        stepsAt: (i) => [stepU, stepV * (1 + Math.abs(places[i][1]))],
      };
      const together = (a: number, b: number): boolean => a % kinds === b % kinds;
      const near = (a: number, b: number): boolean => {
        const [, va] = directions.stepsAt(a), [, vb] = directions.stepsAt(b);
        return areNeighbours(directions, a, b, [stepU, Math.max(va, vb)]) && together(a, b);
      };
      const left = new Set(places.keys()), expected: number[][] = [];
      for (const first of places.keys()) {
        if (!left.delete(first)) continue;
        const part = [first];
        for (const member of part) for (const other of left) if (near(member, other)) { left.delete(other); part.push(other); }
        expected.push(part.sort((a, b) => a - b));
      }
      expect(connectedParts([...places.keys()], directions, together)).toEqual(expected);
    }));
  });

  it('gaps follow the beams: rings on the ground hang together, two walls apart do not', () => {
    // 16 beams 1 degree apart, 1.8 m above the ground; a ring every 2.4 m at 11 m.
    const at = (azimuth: number, elevation: number): number[] => {
      const range = 1.8 / Math.sin(-elevation);
      return [range * Math.cos(elevation) * Math.cos(azimuth), range * Math.cos(elevation) * Math.sin(azimuth), -1.8];
    };
    const degree = Math.PI / 180, ground: number[][] = [];
    for (let beam = 8; beam < 24; beam++) for (let a = 0; a < 360; a++) ground.push(at(a * degree, -beam * degree));
    const directions = directionsOf({ positions: Float32Array.from(ground.flat()), origin: [0, 0, 0] });
    expect(connectedParts([...ground.keys()], directions, () => true)).toHaveLength(1);
    const half = [...ground.keys()].filter((k) => k % 360 < 90 || (k % 360 >= 120 && k % 360 < 200));
    expect(connectedParts(half, directions, () => true)).toHaveLength(2);
  });
});

describe('ignored regions', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }), scale: fc.constantFrom(1, 2) });

  it('make exactly the pixels of their class void whose centre they hold', () => {
    fc.assert(fc.property(
      size, fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      fc.array(fc.record({ maskClass: fc.integer({ min: 1, max: 3 }), polygon: fc.array(fc.tuple(between(-3, 15), between(-3, 15)), { minLength: 3, maxLength: 6 }) }), { maxLength: 3 }),
      ({ width, height, scale }, classes, regions) => {
        const image = { width: width * scale, height: height * scale };
        const values = Uint16Array.from({ length: width * height }, () => classes.next().value as number);
        const mask = { width, height, classes: values, instances: values.map((c) => c * 7), confidence: null, unknown: [] };
        const before = values.slice();
        const result = withIgnoredRegions(mask, image, regions);
        const expected = before.map((c, i) => {
          const u = (i % width) + 0.5, v = Math.floor(i / width) + 0.5;
          return regions.some((r) => r.maskClass === c && pointInPolygon(r.polygon.flatMap(([x, y]) => [x / scale, y / scale]), u, v)) ? 0 : c;
        });
        expect(result.classes).toEqual(expected);
        expect(result.instances).toEqual(expected.map((c) => c * 7));
        expect(values).toEqual(before);
      },
    ));
  });
});

const map: ClassMap = { from: 'a', to: 'b', pairs: [{ label: 1, mask: 1 }, { label: 2, mask: 2 }, { label: 3, mask: 3 }], voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
const SIZE = 8;
const spec = { model: 'pinhole', width: SIZE, height: SIZE, fx: 1, fy: 1, cx: 0, cy: 0, coefficients: [] };

/** Frames of points with instances, pictures and verdicts out of thin air. */
const checks: fc.Arbitrary<FrameCheck> = fc.record({
  labels: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 40 }),
  pictures: fc.array(fc.record({
    pixels: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: SIZE * SIZE, maxLength: SIZE * SIZE }),
    places: fc.array(fc.tuple(between(0.01, SIZE - 0.01), between(0.01, SIZE - 0.01), fc.constantFrom('hidden', 'void', 'agrees', 'edge', 'motion', 'disagrees', 'disagrees')), { minLength: 40, maxLength: 40 }),
  }), { maxLength: 3 }),
}).map(({ labels, pictures }) => ({
  sequence: 's', frame: 'f', classMap: compileClassMap(map), boxes: [], moving: [],
  sweeps: [{
    id: 's/f/top', origin: [0, 0, 0] as const, worldFromSweep: identity<'world', 'sweep'>(), labels: Uint32Array.from(labels, ([c, i]) => packLabel(c, i)),
    positions: Float32Array.from({ length: 3 * labels.length }, (_, k) => 1 + (k % 7)),
  }],
  images: pictures.map(({ pixels, places }, n) => {
    // Every second point of the first picture, every third of the second: not all cameras see all points.
    const inside = labels.map((_, i) => i).filter((i) => i % (n + 1) === 0);
    const verdicts = new Uint8Array(labels.length);
    for (const i of inside) verdicts[i] = VERDICT[places[i][2] as 'agrees'];
    const projection = { count: inside.length, index: Uint32Array.from(inside), u: Float32Array.from(inside, (i) => places[i][0]), v: Float32Array.from(inside, (i) => places[i][1]), depth: Float32Array.from(inside, (i) => 5 + i) };
    const mask = { width: SIZE, height: SIZE, classes: Uint16Array.from(pixels), instances: Uint16Array.from(pixels, (c, i) => (i % 3 === 0 ? 0 : c + 10)), confidence: Uint8Array.from(pixels, (_, i) => 3 * i), unknown: [] };
    return { id: `s/f/${n}`, camera: String(n), spec, worldFromCamera: identity<'world', 'camera'>(), mask, sweeps: [{ projection, verdicts }] };
  }),
}));

describe('observations', () => {
  it('are what a plain telling finds: groups, votes of all pictures, sizes, boxes', () => {
    fc.assert(fc.property(checks, (check) => {
      const [{ labels }] = check.sweeps;
      const seen = check.images.flatMap(({ id, mask, sweeps: [{ projection: { index, u, v }, verdicts }] }) => Array.from(index, (i, k) => {
        const pixel = Math.floor(v[k]) * SIZE + Math.floor(u[k]);
        return { image: id, i, u: u[k], v: v[k], verdict: verdicts[i], mask: mask.classes[pixel], instance: mask.instances![pixel], sure: mask.confidence![pixel] };
      }));
      const keys = new Set(seen.filter((s) => s.verdict === VERDICT.disagrees).map((s) => `${labels[s.i]} ${s.mask}`));
      const expected = [...keys].map((key) => {
        const [label, mask] = key.split(' ').map(Number);
        const points = [...new Set(seen.filter((s) => s.verdict === VERDICT.disagrees && labels[s.i] === label && s.mask === mask).map((s) => s.i))].sort((a, b) => a - b);
        return { label, mask, points };
      });
      const { observations, crumbs } = observeFrame(check);
      const large = expected.filter(({ points }) => points.length >= FEWEST_POINTS), small = expected.filter(({ points }) => points.length < FEWEST_POINTS);
      expect(crumbs).toEqual({ groups: small.length, points: small.reduce((n, { points }) => n + points.length, 0) });
      expect(observations.map((o) => ({ label: packLabel(o.label, o.instance), mask: o.mask, points: [...o.points] }))).toEqual(
        large.sort((a, b) => a.label - b.label || a.mask - b.mask));
      for (const o of observations) {
        const label = packLabel(o.label, o.instance);
        const compared = seen.filter((s) => s.verdict >= VERDICT.agrees);
        expect(o.object).toBe(new Set(compared.filter((s) => labels[s.i] === label && (s.verdict === VERDICT.agrees || s.verdict === VERDICT.disagrees)).map((s) => s.i)).size);
        const mine = compared.filter((s) => o.points.includes(s.i));
        expect(o.views.map((view) => view.image)).toEqual(check.images.map(({ id }) => id).filter((id) => mine.some((s) => s.image === id)));
        for (const view of o.views) {
          const here = mine.filter((s) => s.image === view.image);
          const count = (name: 'agrees' | 'edge' | 'motion' | 'disagrees'): number => here.filter((s) => s.verdict === VERDICT[name]).length;
          expect(view.verdicts).toEqual({ agrees: count('agrees'), edge: count('edge'), motion: count('motion'), disagrees: count('disagrees') });
          expect(view.votes.reduce((n, vote) => n + vote.count, 0)).toBe(here.length);
          for (const vote of view.votes) expect(vote.count).toBe(here.filter((s) => s.mask === vote.mask).length);
          expect([...view.votes].sort((a, b) => b.count - a.count)).toEqual(view.votes);
          const shown = here.filter((s) => s.verdict === VERDICT.disagrees && s.mask === o.mask && s.instance === view.shown?.instance);
          if (view.shown !== null && shown.length > 0) {
            const on = compared.filter((s) => s.image === view.image && s.instance === view.shown!.instance && s.mask === o.mask), agreeing = on.filter((s) => s.verdict === VERDICT.agrees);
            expect(view.shown.agrees).toBeCloseTo(agreeing.length / on.length);
          }
          expect(view.box).toEqual({ u0: Math.min(...here.map((s) => s.u)), v0: Math.min(...here.map((s) => s.v)), u1: Math.max(...here.map((s) => s.u)), v1: Math.max(...here.map((s) => s.v)) });
          expect(view.confidence).toBeCloseTo(here.reduce((n, s) => n + s.sure, 0) / here.length / 255);
        }
      }
    }));
  });
});
