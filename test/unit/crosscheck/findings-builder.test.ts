import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import { NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import { bestViews } from '#src/core/crosscheck/findings/best-views.ts';
import { carryIds } from '#src/core/crosscheck/findings/carry-ids.ts';
import { Digest } from '#src/core/crosscheck/findings/digest.ts';
import { DisjointSets } from '#src/core/crosscheck/findings/disjoint-sets.ts';
import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { stateOf } from '#src/core/crosscheck/findings/finding-state.ts';
import { foldCalibration } from '#src/core/crosscheck/findings/fold-calibration.ts';
import { shared } from '#src/core/crosscheck/findings/link-observations.ts';
import type { ImageView, Observation } from '#src/core/crosscheck/findings/observation.ts';

const FRAMES = ['0', '1', '2', '3', '4'];
const SEQUENCE = { id: 's', frames: FRAMES, posed: true };

function view(frame: string, camera: string, says: Partial<ImageView['verdicts']>, more: Partial<ImageView> = {}): ImageView {
  const verdicts = { agrees: 0, edge: 0, motion: 0, disagrees: 0, ...says };
  return {
    image: `s/${frame}/${camera}`, camera, votes: [{ mask: verdicts.disagrees > verdicts.agrees ? 2 : 1, count: Object.values(verdicts).reduce((a, b) => a + b) }],
    verdicts, maskInstance: null, rim: 0, explained: 0, shown: null, box: { u0: 0, v0: 0, u1: 10, v1: 10 }, confidence: null, ...more,
  };
}

function observation(frame: string, more: Partial<Observation> = {}): Observation {
  const points = more.points ?? Uint32Array.of(1, 2, 3, 4);
  return {
    kind: 'class', sequence: 's', frame, sweep: `s/${frame}/top`, label: 1, instance: 0, track: null, moving: false, mask: 2, points, object: 0, beyond: 0,
    min: [10, 0, 0], max: [12, 2, 2], range: 10, views: [view(frame, 'front', { disagrees: points.length })], fingerprint: `${frame} ${points.join()}`, ...more,
  };
}

function built(observations: readonly Observation[], order: readonly string[] = FRAMES, posed = true): Finding[] {
  const builder = new FindingBuilder([{ ...SEQUENCE, posed }]);
  for (const frame of order) builder.addFrame('s', frame, { observations: observations.filter((o) => o.frame === frame), instances: [] });
  return builder.findings();
}

describe('sets and digests', () => {
  it('joined pairs are one set exactly where a path of pairs leads', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }).chain((n) => fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1))))), ([n, pairs]) => {
      const sets = new DisjointSets(n);
      for (const [a, b] of pairs) sets.join(a, b);
      const label = Array.from({ length: n }, (_, i) => i);
      for (let again = true; again; ) {
        again = false;
        for (const [a, b] of pairs) if (label[a] !== label[b]) { label[a] = label[b] = Math.min(label[a], label[b]); again = true; }
      }
      expect(sets.sets()).toEqual([...new Set(label)].sort((a, b) => a - b).map((root) => label.flatMap((l, i) => (l === root ? [i] : []))));
    }));
  });

  it('a digest tells apart what differs in one number, in order, or in length', () => {
    const of = (values: readonly number[]) => values.reduce((d, x) => d.add(x), new Digest()).toString();
    fc.assert(fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (a, b) => {
      expect(of(a) === of(b)).toBe(a.length === b.length && a.every((x, i) => x === b[i]));
    }));
    const seen = new Set(Array.from({ length: 20000 }, (_, i) => of([i, 0])).concat(Array.from({ length: 20000 }, (_, i) => of([0, 0x80000000 + i]))));
    expect(seen.size).toBe(40000);
  });

  it('common points are counted', () => {
    const rising = fc.uniqueArray(fc.nat(30)).map((list) => list.sort((a, b) => a - b));
    fc.assert(fc.property(rising, rising, (a, b) => {
      expect(shared(a, b)).toBe(a.filter((x) => b.includes(x)).length);
    }));
  });
});

describe('findings', () => {
  it('are one for one thing: by instance wherever it is, by place in frames near each other', () => {
    const away = { min: [50, 0, 0], max: [52, 2, 2] } as const;
    expect(built([observation('0', { instance: 7 }), observation('4', { instance: 7, ...away })])).toHaveLength(1);
    expect(built([observation('0', { instance: 7 }), observation('1', { instance: 8 })])).toHaveLength(2);
    expect(built([observation('0'), observation('1'), observation('1', { ...away, points: Uint32Array.of(9, 10, 11) })])).toHaveLength(2);
    expect(built([observation('0'), observation('4')])).toHaveLength(2);
    expect(built([observation('0'), observation('1')], FRAMES, false)).toHaveLength(2);
    expect(built([observation('0', { track: 'a' }), observation('1', { track: 'a', ...away })])).toHaveLength(1);
    expect(built([observation('0'), observation('1', { label: 3 })])).toHaveLength(2);
  });

  it('are one where masks waver about the whole of an object, and two where they are about different parts of it', () => {
    const whole = { instance: 7, object: 4 }, part = { instance: 7, object: 40 };
    const bus = (frame: string, more: Partial<Observation>) => observation(frame, { ...more, mask: 3, views: [view(frame, 'front', { disagrees: 4 }, { votes: [{ mask: 3, count: 4 }] })] });
    const [one, ...others] = built([observation('0', whole), bus('1', whole), bus('2', whole)]);
    expect(others).toEqual([]);
    expect([one.mask, one.votes]).toEqual([3, [{ mask: 3, count: 2 }, { mask: 2, count: 1 }]]);
    expect(built([observation('0', part), bus('1', part)])).toHaveLength(2);
  });

  it('are the same in any order of frames, and after the same frame comes again', () => {
    const some = fc.array(fc.record({
      frame: fc.constantFrom(...FRAMES), instance: fc.constantFrom(0, 0, 7, 8), label: fc.constantFrom(1, 5), at: fc.constantFrom(0, 1, 5, 30), mask: fc.constantFrom(2, 3),
      points: fc.uniqueArray(fc.nat(60), { minLength: 3, maxLength: 6 }).map((list) => Uint32Array.from(list).sort()),
    }), { maxLength: 12 }).map((list) => list.map(({ frame, at, ...more }) => observation(frame, { ...more, min: [at, 0, 0], max: [at + 2, 2, 2], object: more.points.length })));
    fc.assert(fc.property(some, fc.shuffledSubarray(FRAMES, { minLength: FRAMES.length }), fc.constantFrom(...FRAMES), (observations, order, twice) => {
      const findings = built(observations), again = new FindingBuilder([SEQUENCE]);
      for (const frame of [...order, twice]) again.replaceFrame('s', frame, { observations: observations.filter((o) => o.frame === frame), instances: [] });
      expect(again.findings()).toEqual(findings);
      expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      expect(carryIds(findings, again.findings())).toEqual(findings);
      for (const finding of findings) expect(stateOf(finding, { decision: 'label-right', fingerprint: finding.fingerprint })).toBe('settled');
    }));
  });

  it('refuse frames that are not there, or come twice', () => {
    const builder = new FindingBuilder([SEQUENCE]), none = { observations: [], instances: [] };
    builder.addFrame('s', '0', none);
    expect(() => builder.addFrame('s', '0', none)).toThrow(RangeError);
    expect(() => builder.addFrame('s', 'x', none)).toThrow(RangeError);
    expect(() => builder.replaceFrame('t', '0', none)).toThrow(RangeError);
  });
});

describe('decisions stand', () => {
  const then = () => [observation('0'), observation('1'), observation('1', { label: 5, points: Uint32Array.of(20, 21, 22), min: [50, 0, 0], max: [52, 2, 2], fingerprint: 'other' })];
  const state = (now: readonly Observation[]): string => {
    const [settled] = built(then()), [fresh] = carryIds([settled], built(now)).filter(({ id }) => id === settled.id);
    return stateOf(fresh, { decision: 'label-right', fingerprint: settled.fingerprint });
  };

  it('where something else changes, frames are not checked yet, or it is put right in some', () => {
    const [a, b, other] = then();
    expect(state([a, b, { ...other, label: 6, fingerprint: 'relabelled' }])).toBe('settled');
    expect(state([a, b])).toBe('settled');
    expect(state([a, other])).toBe('settled');
  });

  it('no longer where their own points, masks, calibration or poses change, or the thing is found in another frame', () => {
    const [a, b, other] = then();
    expect(state([a, { ...b, fingerprint: 'changed' }, other])).toBe('reopened');
    expect(state([a, b, other, observation('2')])).toBe('reopened');
  });

  it('or are not there, or were taken back, or wait for the annotator', () => {
    const [finding] = built(then());
    expect(stateOf(finding, undefined)).toBe('open');
    expect(stateOf(finding, { decision: 'reopened', fingerprint: finding.fingerprint })).toBe('reopened');
    expect(stateOf(finding, { decision: 'returned', fingerprint: finding.fingerprint })).toBe('returned');
    expect(stateOf(finding, { decision: 'returned', fingerprint: 'else' })).toBe('reopened');
  });
});

describe('ids are carried', () => {
  it('to what has most of the same points, each once, whatever the order', () => {
    const before = built([observation('0', { points: Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8) })]);
    const after = built([
      observation('0', { points: Uint32Array.of(1, 2, 3), max: [10.5, 2, 2] }),
      observation('0', { points: Uint32Array.of(5, 6, 7, 8, 9), min: [11.5, 0, 0] }),
    ]);
    expect(after).toHaveLength(2);
    for (const order of [after, [...after].reverse()]) {
      const carried = carryIds(before, order);
      expect(carried.find(({ points }) => points === 3)?.id).toBe(before[0].id);
      expect(carried.find(({ points }) => points === 5)?.id).not.toBe(before[0].id);
    }
  });

  it('by instance or place from records, which keep no points, and not to another pair of classes', () => {
    const [finding] = built([observation('0')]);
    const record = { ...finding, parts: undefined, id: 'kept', frames: ['0'], cameras: ['front'], decision: 'ignored' as const, author: 'a', timeMs: 0 };
    delete (record as { parts?: unknown }).parts;
    const [moved] = built([observation('0', { points: Uint32Array.of(30, 31, 32), min: [10.5, 0, 0], max: [12.5, 2, 2] })]);
    expect(carryIds([record], [moved])[0].id).toBe('kept');
    expect(carryIds([record], built([observation('0', { min: [40, 0, 0], max: [42, 2, 2], points: Uint32Array.of(30, 31, 32) })]))[0].id).not.toBe('kept');
    expect(carryIds([record], built([observation('0', { label: 9, points: Uint32Array.of(30, 31, 32) })]))[0].id).not.toBe('kept');
  });
});

describe('causes', () => {
  const cause = (...observations: Observation[]): string => built(observations)[0].cause;
  const from = (frame: string, views: ImageView[], more: Partial<Observation> = {}) => observation(frame, { views, ...more });

  it.each<[string, string, Observation[]]>([
    ['label', 'all see the same, over cameras and frames', [from('0', [view('0', 'a', { disagrees: 4 }), view('0', 'b', { disagrees: 4 })]), from('1', [view('1', 'a', { disagrees: 4 })])]],
    ['unknown', 'one camera sees the same again and again', ['0', '1', '2', '3'].map((f) => from(f, [view(f, 'a', { disagrees: 4 })]))],
    ['mask', 'most agree with the label', [from('0', [view('0', 'a', { disagrees: 4 }), view('0', 'b', { agrees: 4 }), view('0', 'c', { agrees: 4 })])]],
    ['unknown', 'as many agree as not', [from('0', [view('0', 'a', { disagrees: 4 }), view('0', 'b', { agrees: 4 })]), from('1', [view('1', 'a', { disagrees: 4 }), view('1', 'b', { agrees: 4 })])]],
    ['edge', 'near an outline', [from('0', [view('0', 'a', { disagrees: 4 }, { rim: 4 })])]],
    ['motion', 'moving, and partly excused', [from('0', [view('0', 'a', { disagrees: 4, motion: 4 })], { moving: true })]],
    ['unknown', 'behind what the mask shows', [from('0', [view('0', 'a', { disagrees: 4 }, { shown: { instance: 3, agrees: 0.9, behind: 8 } })])]],
    ['label', 'the rest of the object agrees', [from('0', [view('0', 'a', { disagrees: 4 }, { shown: { instance: 3, agrees: 0.9, behind: 0 } })])]],
    ['mask', 'part of an object that is right otherwise', [from('0', [view('0', 'a', { disagrees: 4 })], { instance: 7, object: 20 })]],
    ['label', 'runs over onto what lies behind', [from('0', [view('0', 'a', { disagrees: 4 })], { instance: 7, object: 20, beyond: 6 })]],
  ])('%s: %s', (expected, _, observations) => expect(cause(...observations)).toBe(expected));
});

describe('crops and calibration', () => {
  it('shows large and near ones first, then other cameras and frames', () => {
    const crop = (frame: string, camera: string, size: number) => ({ frame, camera, box: { u0: 0, v0: 0, u1: size, v1: size }, range: 10, seen: 1, verdicts: { agrees: 0, edge: 0, motion: 0, disagrees: 9 } });
    expect(bestViews([crop('0', 'a', 50), crop('1', 'a', 49), crop('2', 'b', 30), crop('3', 'c', 5)])).toEqual([0, 2, 1]);
    expect(bestViews([])).toEqual([]);
  });

  it('folds what a camera that is off explains, and nothing else', () => {
    const off: CalibrationVerdict = {
      camera: 'front', kind: 'rotation', offset: { ...NO_OFFSET, rotationDeg: [0, 0.5, 0] }, pixels: 6, confidence: 1, explained: 0.9,
      candidates: [{ kind: 'rotation', offset: NO_OFFSET, pixels: 6 }], limits: [], curves: [], points: 100, pictures: 5,
    };
    const at = (x: number, explained: number) => observation('0', { points: Uint32Array.of(x, x + 1, x + 2, x + 3), min: [x, 0, 0], max: [x + 1, 1, 1], views: [view('0', 'front', { disagrees: 4 }, { explained })] });
    const findings = built([at(10, 4), at(50, 0), at(90, 3)]);
    const [first, stays, ...rest] = foldCalibration(findings, [off]);
    expect(rest).toEqual([]);
    expect(stays).toBe(findings[1]);
    expect(first).toMatchObject({ kind: 'calibration', cause: 'calibration', points: 8, folded: { camera: 'front', findings: [findings[0], findings[2]] } });
    expect(first.why).toContain('camera front seems off by 0.50 degrees, which explains these 2 findings');
    expect(foldCalibration(findings, [{ ...off, kind: 'fine', candidates: [] }])).toEqual(findings);
    expect(foldCalibration(findings, [{ ...off, camera: 'back' }])).toEqual(findings);
  });
});
