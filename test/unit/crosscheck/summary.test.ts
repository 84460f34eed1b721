import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { SummaryBuilder } from '#src/core/crosscheck/summary/check-summary.ts';
import { BORDER_CELL, countFrame } from '#src/core/crosscheck/summary/frame-counts.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { packLabel } from '#src/core/labels/label.ts';

const map: ClassMap = { from: 'a', to: 'b', pairs: [1, 2, 3].map((c) => ({ label: c, mask: c })), voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
const SIZE = 4 * BORDER_CELL;

interface Seen {
  readonly label: number;
  readonly u: number;
  readonly v: number;
  readonly verdict: 'outside' | 'hidden' | 'unlabelled' | 'void' | 'agrees' | 'edge' | 'disagrees';
}

/** Two pictures: the second one sees every other point. */
function frame(points: readonly Seen[], pixels: readonly number[]): FrameCheck {
  const spec = { model: 'pinhole', width: SIZE, height: SIZE, fx: 1, fy: 1, cx: 0, cy: 0, coefficients: [] };
  const mask = { width: SIZE, height: SIZE, classes: Uint16Array.from({ length: SIZE * SIZE }, (_, i) => pixels[i % pixels.length]), instances: null, confidence: null, unknown: [] };
  const images = [1, 2].map((step) => {
    const inside = [...points.keys()].filter((i) => i % step === 0 && points[i].verdict !== 'outside');
    const verdicts = new Uint8Array(points.length);
    for (const i of inside) verdicts[i] = VERDICT[points[i].verdict];
    const of = (value: (p: Seen) => number): Float32Array => Float32Array.from(inside, (i) => value(points[i]));
    const projection = { count: inside.length, index: Uint32Array.from(inside), u: of((p) => p.u), v: of((p) => p.v), depth: of(() => 9) };
    return { id: `s/f/${step}`, camera: String(step), spec, worldFromCamera: identity<'world', 'camera'>(), mask, sweeps: [{ projection, verdicts }] };
  });
  const sweep = {
    id: 's/f/top', positions: new Float32Array(3 * points.length), origin: [0, 0, 0] as const, worldFromSweep: identity<'world', 'sweep'>(), labels: Uint32Array.from(points, (p) => packLabel(p.label, 3)),
  };
  return { sequence: 's', frame: 'f', sweeps: [sweep], images, classMap: compileClassMap(map), boxes: [], moving: [] };
}

const place = fc.double({ min: 0.01, max: SIZE - 0.01, noNaN: true });
const seen: fc.Arbitrary<Seen> = fc.record({
  label: fc.integer({ min: 0, max: 3 }), u: place, v: place, verdict: fc.constantFrom('outside', 'hidden', 'unlabelled', 'void', 'agrees', 'edge', 'disagrees'),
});

describe('what a frame adds to the summary', () => {
  it('is what plain counting gives: points seen by any camera, and pairs near borders of labels', () => {
    fc.assert(fc.property(fc.array(seen, { minLength: 1, maxLength: 40 }), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9 }), (points, pixels) => {
      const check = frame(points, pixels), { coverage, borders } = countFrame(check);
      const isSeen = (p: Seen): boolean => p.verdict !== 'outside' && p.verdict !== 'hidden';
      for (const label of [0, 1, 2, 3]) {
        const mine = points.filter((p) => p.label === label);
        expect(coverage.find((c) => c.label === label) ?? { label, points: 0, seen: 0 }).toEqual({ label, points: mine.length, seen: mine.filter(isSeen).length });
      }
      check.images.forEach((image, step) => {
        const here = points.filter((p, i) => i % (step + 1) === 0 && isSeen(p) && p.label !== 0);
        const cell = (x: number): number => Math.floor(Math.fround(x) / BORDER_CELL);
        const near = here.filter((p) => here.some((q) => q.label !== p.label && Math.abs(cell(p.u) - cell(q.u)) < 2 && Math.abs(cell(p.v) - cell(q.v)) < 2));
        const counts = new Map<string, number>();
        for (const p of near.filter(({ verdict }) => verdict === 'agrees' || verdict === 'edge' || verdict === 'disagrees')) {
          const key = `${p.label} ${image.mask.classes[Math.floor(Math.fround(p.v)) * SIZE + Math.floor(Math.fround(p.u))]}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        expect(new Map(borders[step].map(({ label, mask, count }) => [`${label} ${mask}`, count]))).toEqual(counts);
      });
    }));
  });
});

describe('a summary', () => {
  it('holds IoU, boundary IoU, agreement and coverage, over all, by camera and by frame', () => {
    const builder = new SummaryBuilder(map);
    const image = (camera: string, right: number, wrong: number) =>
      ({ camera, counts: { agrees: right, disagrees: wrong }, pairs: [{ label: 1, mask: 1, count: right }, { label: 1, mask: 2, count: wrong }] });
    builder.frame('0', [image('front', 80, 20), image('back', 50, 0)], { coverage: [{ label: 0, points: 10, seen: 1 }, { label: 1, points: 100, seen: 54 }], borders: [[{ label: 1, mask: 1, count: 3 }, { label: 1, mask: 2, count: 1 }], []] });
    builder.frame('1', [image('front', 10, 30)], { coverage: [{ label: 1, points: 100, seen: 40 }], borders: [[{ label: 1, mask: 2, count: 4 }]] });
    builder.frame('2', [], { coverage: [], borders: [] });
    const summary = builder.summary();
    expect(summary.classes).toEqual([{ mask: 1, iou: 140 / 190, boundaryIou: 3 / 8 }, { mask: 2, iou: 0, boundaryIou: 0 }]);
    expect(summary).toMatchObject({ meanIou: 70 / 190, boundaryIou: 3 / 16, agreeing: 140 / 190 });
    expect(summary.coverage).toEqual([{ label: 0, points: 10, seen: 1 }, { label: 1, points: 200, seen: 94 }]);
    expect(summary.cameras).toEqual([
      { camera: 'front', meanIou: 90 / 140 / 2, boundaryIou: 3 / 16, agreeing: 90 / 140 }, { camera: 'back', meanIou: 1, boundaryIou: null, agreeing: 1 },
    ]);
    expect(summary.frames.map(({ frame: id, seen: share, agreeing }) => [id, share, agreeing])).toEqual([['0', 55 / 110, 130 / 150], ['1', 0.4, 0.25], ['2', null, null]]);
  });
});
