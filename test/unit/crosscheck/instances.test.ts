import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEWEST_SEEN, MATCHED_IOU, matchObjects } from '#src/core/crosscheck/instances/match-objects.ts';
import { maskObjectKey, maskObjectOf } from '#src/core/crosscheck/instances/overlaps.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap, RELATION } from '#src/core/labels/class-map.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';

/** 1 is a car, 2 a person, 3 the ground; the masks' ids are ten times that. */
const map: ClassMap = { from: 'a', to: 'b', pairs: [1, 2, 3].map((c) => ({ label: c, mask: 10 * c })), voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
const classMap = compileClassMap(map);

/** One point: its label's class and instance, the class and instance of the pixel under it. */
type Point = readonly [label: number, instance: number, mask: number, shown: number];

/** A frame with one picture that sees each point on a pixel of its own. */
function frame(points: readonly Point[], withInstances = true): FrameCheck {
  const width = points.length, spec = { model: 'pinhole', width, height: 1, fx: 1, fy: 1, cx: 0, cy: 0, coefficients: [] };
  const mask = {
    width, height: 1, classes: Uint16Array.from(points, ([, , m]) => m), instances: withInstances ? Uint16Array.from(points, ([, , , s]) => s) : null, confidence: null, unknown: [],
  };
  const relation = { [RELATION.agrees]: VERDICT.agrees, [RELATION.disagrees]: VERDICT.disagrees } as Record<number, number>;
  const verdicts = Uint8Array.from(points, ([l, , m]) => (l === 0 ? VERDICT.unlabelled : relation[classMap.relation(l, m)]));
  const along = Float32Array.from(points, (_, i) => i + 0.5);
  const projection = { count: width, index: Uint32Array.from(points.keys()), u: along, v: new Float32Array(width).fill(0.5), depth: new Float32Array(width).fill(10) };
  const sweep = {
    id: 's/f/top', positions: Float32Array.from(points.flatMap((_, i) => [10, i / 10, 0])), origin: [0, 0, 0] as const, worldFromSweep: identity<'world', 'sweep'>(),
    labels: Uint32Array.from(points, ([l, i]) => packLabel(l, i)),
  };
  const image = { id: 's/f/front', camera: 'front', spec, worldFromCamera: identity<'world', 'camera'>(), mask, sweeps: [{ projection, verdicts }] };
  return { sequence: 's', frame: 'f', sweeps: [sweep], images: [image], classMap, boxes: [], moving: [] };
}

function times(count: number, point: Point): Point[] {
  return Array.from({ length: count }, () => point);
}

const ground = times(30, [3, 0, 30, 0]);
const kinds = (points: readonly Point[]) => observeFrame(frame([...ground, ...points])).observations.map(({ kind, label, instance, mask, points: { length } }) => ({ kind, label, instance, mask, points: length }));
const state = (points: readonly Point[], instance: number) => observeFrame(frame([...ground, ...points])).instances.find((view) => view.instance === instance)?.state;

describe('objects of labels and of masks', () => {
  it('match where they share most of their points', () => {
    const car = [...times(20, [1, 5, 10, 9]), ...times(3, [1, 5, 30, 0]), ...times(2, [3, 0, 10, 9])];
    const view = observeFrame(frame([...ground, ...car])).instances.find(({ instance }) => instance === 5)!;
    expect(view).toMatchObject({ state: 'matched', label: 1, points: 23, sweep: 's/f/top' });
    expect(view.iou).toBeCloseTo(20 / 25);
    expect(observeFrame(frame(car, false)).instances[0]).toMatchObject({ state: 'unclear', iou: null });
  });

  it('are missing in 2D, missing in 3D, of another class, split and merged', () => {
    const car = times(20, [1, 5, 30, 0]), other = times(15, [1, 6, 10, 8]);
    expect(kinds([...car, ...other])).toEqual([{ kind: 'missing-2d', label: 1, instance: 5, mask: 30, points: 20 }]);
    expect(kinds(times(20, [3, 0, 10, 9]))).toEqual([{ kind: 'missing-3d', label: 3, instance: 0, mask: 10, points: 20 }]);
    expect(kinds(times(20, [0, 0, 10, 9]))).toEqual([{ kind: 'missing-3d', label: 0, instance: 0, mask: 10, points: 20 }]);
    expect(kinds(times(20, [1, 5, 20, 9]))).toEqual([{ kind: 'class', label: 1, instance: 5, mask: 20, points: 20 }]);
    expect(kinds([...times(20, [1, 5, 10, 8]), ...times(20, [1, 5, 10, 9])])).toEqual([{ kind: 'split', label: 1, instance: 5, mask: 10, points: 40 }]);
    expect(kinds([...times(20, [1, 6, 10, 9]), ...times(20, [1, 5, 10, 9])])).toEqual([{ kind: 'merged', label: 1, instance: 5, mask: 10, points: 40 }]);
    expect(state(times(20, [1, 5, 20, 9]), 5)).toBe('class');
  });

  it('are left alone where a few points tell', () => {
    expect(kinds(times(FEWEST_SEEN - 1, [0, 0, 10, 9]))).toEqual([]);
    expect(kinds([...times(30, [1, 5, 10, 8]), ...times(3, [1, 5, 10, 9])])).toEqual([]);
    expect(kinds([...times(20, [1, 5, 10, 9]), ...times(20, [1, 6, 10, 8])])).toEqual([]);
  });

  it('have the overlaps that counting gives, and no two partners', () => {
    const objects = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 3 }), fc.constantFrom(10, 20), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 60 });
    fc.assert(fc.property(objects, (points) => {
      const common = new Map<number, Map<number, number>>(), masks = new Map<number, number>();
      for (const [l, i, m, s] of points) {
        const row = common.get(packLabel(l, i)) ?? new Map<number, number>(), key = maskObjectKey(m, s);
        expect(maskObjectOf(key)).toEqual({ maskClass: m, instance: s });
        common.set(packLabel(l, i), row.set(key, (row.get(key) ?? 0) + 1));
        masks.set(key, (masks.get(key) ?? 0) + 1);
      }
      const { labels } = matchObjects({ common, masks }, classMap);
      for (const [label, { iou, maskClass }] of labels) {
        const own = points.flatMap(([l, i], k) => (packLabel(l, i) === label ? [k] : []));
        const ious = [...masks.keys()].map((key) => {
          const on = points.flatMap(([, , m, s], k) => (maskObjectKey(m, s) === key ? [k] : []));
          return { key, iou: own.filter((k) => on.includes(k)).length / new Set([...own, ...on]).size };
        });
        expect(iou).toBeCloseTo(Math.max(...ious.map((each) => each.iou)));
        expect(ious.some((each) => Math.abs(each.iou - iou) < 1e-9 && maskObjectOf(each.key).maskClass === maskClass)).toBe(true);
        expect(ious.filter((each) => each.iou > MATCHED_IOU).length).toBeLessThan(2);
      }
    }));
  });
});
