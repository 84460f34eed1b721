import { describe, expect, it } from 'vitest';
import type { Decision } from '#src/core/crosscheck/decisions/decision.ts';
import { labelClassesFor } from '#src/core/crosscheck/decisions/decision.ts';
import type { DecisionEffect, ReviewedWork } from '#src/core/crosscheck/decisions/decision-effect.ts';
import { decisionEffect } from '#src/core/crosscheck/decisions/decision-effect.ts';
import { deltaOf } from '#src/core/crosscheck/decisions/label-plan.ts';
import { wholeObject } from '#src/core/crosscheck/decisions/whole-object.ts';
import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import type { CuboidRecord, Instance } from '#src/core/labels/records.ts';
import { BUILDING, CAR, findingOf, PERSON, TREE, TRUCK, viewOf } from '#test/support/findings.ts';

const MASK_ROAD = 100, ROAD = 40, LANE = 60;
const map: ClassMap = {
  from: 'labels', to: 'masks', voidMask: [], voidLabel: [], loneMask: [], loneLabel: [],
  pairs: [CAR, TRUCK, PERSON, BUILDING, TREE].map((id) => ({ label: id, mask: id })).concat([{ label: ROAD, mask: MASK_ROAD }, { label: LANE, mask: MASK_ROAD }]),
};
const BY = { author: 'ann', timeMs: 5000 };

/** Two sweeps of 300 points: car 7 is points 0 to 99 of both, building without instance 100 to 199, the rest unlabelled. */
class Work {
  readonly set = new LabelSet('work');
  private readonly given = new Set<number>();
  readonly sweeps = ['0/000/top', '0/001/top'];

  constructor(records: { instances?: readonly Instance[]; cuboids?: readonly CuboidRecord[] } = { instances: [{ id: 7, classId: CAR }] }) {
    for (const sweep of this.sweeps) this.set.load(sweep, Uint32Array.from({ length: 300 }, (_, i) => (i < 100 ? packLabel(CAR, 7) : i < 200 ? BUILDING : 0)));
    this.set.reserveInstances([7]);
    this.carryOut({ sweeps: [], records: [
      ...(records.instances ?? []).map((after) => ({ table: 'instances' as const, id: String(after.id), before: null, after })),
      ...(records.cuboids ?? []).map((after) => ({ table: 'cuboids' as const, id: after.id, before: null, after })),
    ] });
  }

  get view(): ReviewedWork {
    const { set, given } = this;
    return {
      classMap: map,
      labels: (sweep) => set.get(sweep)?.labels,
      findings: set.table('findings'), ignoreRegions: set.table('ignoreRegions'),
      pixelsOf: (_, view) => (view.camera === 'front' ? [100, 50, 120, 50, 120, 70, 100, 70, 110, 60] : null),
      isThing: (id) => [CAR, TRUCK, PERSON].includes(id),
      instance: (id) => set.instance(id),
      cuboids: () => set.table('cuboids').values(),
      pointsWith: (label) => this.sweeps.reduce((n, sweep) => n + set.get(sweep)!.labels.filter((l) => l === label).length, 0),
      newInstance: () => {
        set.reserveInstances(given);
        const id = set.nextInstance();
        given.add(id);
        return id;
      },
    };
  }

  effect(decision: Decision, findings: readonly Finding[], selection?: ReadonlyMap<string, Uint32Array>): DecisionEffect {
    return decisionEffect({ decision, findings, by: BY, ...(selection === undefined ? {} : { selection }) }, this.view);
  }

  decide(...args: Parameters<Work['effect']>): Change {
    return this.carryOut(this.effect(...args));
  }

  private carryOut({ sweeps, records }: Pick<DecisionEffect, 'sweeps' | 'records'>): Change {
    const change: Change = {
      id: 'c', clientId: 'x', baseRevision: 0, title: '', place: null, records, provenance: { tool: 'review', ...BY },
      sweeps: sweeps.map((part) => deltaOf(part, this.set.get(part.sweep)!)),
    };
    this.set.apply(change);
    return change;
  }

  undo(change: Change): void {
    this.set.apply(invertChange(change, { id: 'u', clientId: 'x', baseRevision: 0, provenance: { tool: 'undo', ...BY } }));
  }

  /** Distinct labels of some points of a sweep. */
  labels(sweep: number, begin: number, end: number): number[] {
    return [...new Set(this.set.get(this.sweeps[sweep])!.labels.subarray(begin, end))];
  }

  state(): unknown {
    return structuredClone([this.sweeps.map((s) => this.set.get(s)!.labels), ...(['instances', 'cuboids', 'findings', 'ignoreRegions'] as const).map((t) => [...this.set.table(t)].sort())]);
  }
}

const range = (begin: number, end: number): Uint32Array => Uint32Array.from({ length: end - begin }, (_, k) => begin + k);
const part = (frame: string, begin: number, end: number) => ({ frame, sweep: `0/${frame}/top`, points: range(begin, end) });
const whole = findingOf('whole', { parts: [part('000', 0, 100), part('001', 0, 100)], points: 200 });

describe('taking the mask\'s class', () => {
  it('a whole object changes its class and stays the same object; its record and cuboids follow', () => {
    const cuboid = (id: string, instance: number): CuboidRecord =>
      ({ id, frame: '0/000', classId: CAR, instance, worldFromBox: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] }, size: [4, 2, 1] });
    const work = new Work({ instances: [{ id: 7, classId: CAR, note: 'red' }], cuboids: [cuboid('mine', 7), cuboid('other', 8)] });
    work.decide({ kind: 'take-mask' }, [whole]);
    for (const sweep of [0, 1]) expect(work.labels(sweep, 0, 100)).toEqual([packLabel(TRUCK, 7)]);
    expect(work.set.instance(7)).toEqual({ id: 7, classId: TRUCK, note: 'red' });
    expect([...work.set.table('cuboids').values()].map(({ id, classId }) => [id, classId])).toEqual([['mine', TRUCK], ['other', CAR]]);
  });

  it('part of an object becomes an object of its own, one over all frames', () => {
    const work = new Work();
    work.decide({ kind: 'take-mask' }, [findingOf('f', { parts: [part('000', 50, 100), part('001', 50, 100)] })]);
    for (const sweep of [0, 1]) expect([work.labels(sweep, 0, 50), work.labels(sweep, 50, 100)]).toEqual([[packLabel(CAR, 7)], [packLabel(TRUCK, 1)]]);
    expect(work.set.instance(7)?.classId).toBe(CAR);
    expect(work.set.instance(1)).toEqual({ id: 1, classId: TRUCK });
  });

  it('an object whose points lie in two findings that are settled together stays one', () => {
    const work = new Work();
    const effect = work.effect({ kind: 'take-mask' }, [findingOf('a', { parts: [part('000', 0, 100)] }), findingOf('b', { parts: [part('001', 0, 100)] })]);
    expect(effect.sweeps.map(({ labels }) => [...new Set(labels)])).toEqual([[packLabel(TRUCK, 7)], [packLabel(TRUCK, 7)]]);
    expect(effect.records.filter(({ table }) => table === 'instances')).toHaveLength(1);
  });

  it('points that strayed from an object come home, with its record or without', () => {
    for (const instances of [[{ id: 7, classId: CAR }], []]) {
      const work = new Work({ instances });
      work.decide({ kind: 'third-class', becomes: TRUCK }, [findingOf('f', { parts: [] })], new Map());
      const labels = work.set.get('0/000/top')!;
      work.set.apply({ ...work.decide({ kind: 'label-right' }, [whole]), records: [], sweeps: [deltaOf({ sweep: '0/000/top', points: range(60, 100), labels: new Uint32Array(40).fill(packLabel(TRUCK, 7)) }, labels)] });
      work.decide({ kind: 'take-mask' }, [findingOf('f', { label: TRUCK, mask: CAR, parts: [part('000', 60, 100)] })]);
      expect(work.labels(0, 0, 100)).toEqual([packLabel(CAR, 7)]);
    }
  });

  it('a class of stuff takes the instance away; points without one become one object per finding', () => {
    const work = new Work();
    work.decide({ kind: 'take-mask' }, [findingOf('f', { mask: TREE, parts: [part('000', 0, 100)] })]);
    expect(work.labels(0, 0, 100)).toEqual([TREE]);
    const building = (id: string, begin: number, end: number) => findingOf(id, { label: BUILDING, mask: PERSON, instance: 0, parts: [part('000', begin, end), part('001', begin, end)] });
    work.decide({ kind: 'take-mask' }, [building('a', 100, 120), building('b', 130, 140)]);
    for (const sweep of [0, 1]) expect([work.labels(sweep, 100, 120), work.labels(sweep, 130, 140)]).toEqual([[packLabel(PERSON, 1)], [packLabel(PERSON, 2)]]);
  });

  it('leaves findings out whose mask class stands for several classes, until one is chosen', () => {
    const work = new Work(), finding = findingOf('f', { label: BUILDING, mask: MASK_ROAD, instance: 0, parts: [part('000', 100, 200)] });
    expect(labelClassesFor(map, MASK_ROAD)).toEqual([ROAD, LANE]);
    const { undecided, records, points } = work.effect({ kind: 'take-mask' }, [finding]);
    expect([undecided, records, points]).toEqual([[{ finding, classes: [ROAD, LANE] }], [], 0]);
    work.decide({ kind: 'take-mask', becomes: new Map([[MASK_ROAD, LANE]]) }, [finding]);
    expect(work.labels(0, 100, 200)).toEqual([LANE]);
    expect(work.set.table('findings').get('f')).toMatchObject({ decision: 'take-mask', becomes: LANE, author: 'ann', timeMs: 5000 });
    expect(work.effect({ kind: 'take-mask' }, [findingOf('gone', { kind: 'missing-2d', mask: 0 })]).undecided).toMatchObject([{ classes: [] }]);
  });

  it('leaves points alone that were seen to since the check, but changes all that a reviewer selected', () => {
    const work = new Work(), finding = findingOf('f', { parts: [part('000', 50, 150)] });
    expect(work.effect({ kind: 'take-mask' }, [finding])).toMatchObject({ points: 50, changedSince: 50 });
    expect(work.effect({ kind: 'take-mask' }, [finding], new Map([['0/000/top', range(90, 110)]]))).toMatchObject({ points: 20, changedSince: 0 });
  });

  it('of two findings with the same points the first one has them', () => {
    const work = new Work();
    work.decide({ kind: 'take-mask' }, [findingOf('a', { mask: TREE, parts: [part('000', 0, 60)] }), findingOf('b', { mask: PERSON, parts: [part('000', 40, 100)] })]);
    expect([work.labels(0, 0, 60), work.labels(0, 60, 100)]).toEqual([[TREE], [packLabel(PERSON, 1)]]);
  });

  it('of all of an object changes what no camera sees, too', () => {
    const work = new Work(), seen = findingOf('f', { parts: [part('000', 20, 60)] });
    const all = wholeObject(seen, work.sweeps.map((s) => [s, work.set.get(s)!.labels] as const))!;
    work.decide({ kind: 'take-mask' }, [seen], all);
    expect([work.labels(0, 0, 100), work.labels(1, 0, 100)]).toEqual([[packLabel(TRUCK, 7)], [packLabel(TRUCK, 7)]]);
    expect(wholeObject({ ...seen, instance: 0 }, [])).toBeNull();
  });

  it('refuses a sweep that is not loaded', () => {
    expect(() => new Work().effect({ kind: 'take-mask' }, [findingOf('f', { parts: [part('099', 0, 1)] })])).toThrow('0/099/top is not loaded');
  });
});

describe('a mask that is wrong', () => {
  const views = [viewOf('front', '000', TRUCK), viewOf('left', '000', TRUCK), viewOf('left', '001', CAR, 40, 'agrees')];

  it('is ignored around the points, or their box, in the pictures that contradict, for the classes that do', () => {
    const work = new Work();
    const { sweeps } = work.decide({ kind: 'mask-wrong', reason: 'glass' }, [findingOf('f', { views })]);
    expect(sweeps).toEqual([]);
    const regions = [...work.set.table('ignoreRegions').values()];
    expect(regions.map(({ image, maskClass, finding, reason, author }) => ({ image, maskClass, finding, reason, author }))).toEqual(['front', 'left'].map((camera) =>
      ({ image: `0/000/${camera}`, maskClass: TRUCK, finding: 'f', reason: 'glass', author: 'ann' })));
    const [front, left] = regions.map(({ polygon }) => [Math.min(...polygon.map(([u]) => u)), Math.max(...polygon.map(([u]) => u))]);
    expect(front[0]).toBeCloseTo(92, 0);
    expect(front[1]).toBeCloseTo(128, 0);
    expect(left[1]).toBeCloseTo(148, 0);
  });

  it('is ignored where it shows what the labels do not have, for its class alone', () => {
    const work = new Work(), seen = { ...viewOf('front', '000', PERSON, 0), votes: [{ mask: PERSON, count: 30 }, { mask: TREE, count: 20 }] };
    work.decide({ kind: 'mask-wrong' }, [findingOf('f', { kind: 'missing-3d', label: 0, mask: PERSON, instance: 0, parts: [], points: 0, views: [seen] })]);
    expect([...work.set.table('ignoreRegions').values()].map(({ maskClass }) => maskClass)).toEqual([PERSON]);
  });

  it.each([{ kind: 'reopened' }, { kind: 'label-right' }, { kind: 'take-mask' }] as const)('$kind takes its regions back, and no others', (decision) => {
    const work = new Work();
    work.decide({ kind: 'mask-wrong' }, [findingOf('f', { views }), findingOf('g', { views })]);
    work.decide(decision, [findingOf('f', { views })]);
    expect([...work.set.table('ignoreRegions').values()].map(({ finding }) => finding)).toEqual(['g', 'g']);
    expect(work.set.table('findings').get('f')?.decision).toBe(decision.kind);
  });

  it('is ignored once where it is said twice', () => {
    const work = new Work();
    for (let k = 0; k < 2; k++) work.decide({ kind: 'mask-wrong' }, [findingOf('f', { views })]);
    expect(work.set.table('ignoreRegions').size).toBe(2);
  });
});

it('what is kept of a decision finds the finding again', () => {
  const work = new Work();
  work.decide({ kind: 'returned', errorCode: 'boundary', comment: 'look at the wheels' }, [whole]);
  const expected: FindingRecord = {
    id: 'whole', decision: 'returned', fingerprint: 'a', kind: 'class', sequence: '0', frames: ['000', '001'], cameras: ['front', 'left'], label: CAR, mask: TRUCK, instance: 7,
    track: null, points: 200, centre: [5, 0, 1], size: [4, 2, 1.5], range: 15, errorCode: 'boundary', comment: 'look at the wheels', author: 'ann', timeMs: 5000,
  };
  expect([...work.set.table('findings').values()]).toEqual([expected]);
  work.decide({ kind: 'ignored', reason: 'too far' }, [whole]);
  expect(work.set.table('findings').get('whole')).toMatchObject({ decision: 'ignored', reason: 'too far' });
});

it.each<Decision>([{ kind: 'take-mask' }, { kind: 'third-class', becomes: PERSON }, { kind: 'mask-wrong' }, { kind: 'ignored', reason: 'r' }, { kind: 'reopened' }])(
  'undo takes $kind back whole, on several findings at once', (decision) => {
    const work = new Work();
    work.decide({ kind: 'mask-wrong' }, [findingOf('a')]);
    const before = work.state();
    const change = work.decide(decision, [findingOf('a', { parts: [part('000', 0, 40)] }), findingOf('b', { parts: [part('000', 30, 100), part('001', 0, 100)], mask: TREE })]);
    expect(work.state()).not.toEqual(before);
    work.undo(change);
    expect(work.state()).toEqual(before);
  });
