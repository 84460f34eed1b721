import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import { DECISIONS } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { FINDING_CAUSES } from '#src/core/crosscheck/findings/finding.ts';
import { EQUAL_WEIGHTS, thingsFirst } from '#src/core/crosscheck/ranking/class-weights.ts';
import type { RankedFinding } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { rankFindings } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import { BUILDING, CAR, findingOf, PERSON, recordOf, TREE, TRUCK, viewOf } from '#test/support/findings.ts';

const rank = (findings: readonly Finding[], records: readonly FindingRecord[] = [], weights = EQUAL_WEIGHTS): RankedFinding[] =>
  rankFindings(findings, records, { weights, pairName: (label, mask) => `${label} / ${mask}` });
const ids = (ranked: readonly RankedFinding[]): string[] => ranked.map(({ finding }) => finding.id);
const of = (ranked: readonly RankedFinding[], id: string): RankedFinding => ranked.find(({ finding }) => finding.id === id)!;

/** So many decisions on findings of a pair that are no longer there. */
function decided(count: number, decision: FindingRecord['decision'], over: Partial<Finding> = {}, record: Partial<FindingRecord> = {}): FindingRecord[] {
  return Array.from({ length: count }, (_, k) => recordOf(findingOf(`${decision}-${k}`, over), decision, 1000 + k, record));
}

describe('without decisions', () => {
  it('more points come first, and points of things before points of surfaces', () => {
    const findings = [findingOf('few', { points: 30 }), findingOf('many', { points: 300 })];
    expect(ids(rank(findings))).toEqual(['many', 'few']);
    const walls = findingOf('walls', { label: BUILDING, mask: TREE, points: 100 }), people = findingOf('people', { label: TREE, mask: PERSON, points: 60 });
    expect(ids(rank([walls, people]))).toEqual(['walls', 'people']);
    expect(ids(rank([walls, people], [], thingsFirst(semanticKitti, semanticKitti)))).toEqual(['people', 'walls']);
  });

  it('a label that all pictures contradict is more likely wrong than one that some agree with', () => {
    const views = (agreeing: number) => Array.from({ length: 10 }, (_, k) => viewOf('front', `00${k}`, TRUCK, 40, k < agreeing ? 'agrees' : 'disagrees'));
    const [none, some, most] = [0, 4, 8].map((agreeing) => rank([findingOf('f', { views: views(agreeing) })])[0].labelWrong);
    expect(none).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(most);
  });

  it('causes, cameras and confidence tell', () => {
    const wrong = (over: Partial<Finding>): number => rank([findingOf('f', over)])[0].labelWrong;
    expect(wrong({ cause: 'label' })).toBeGreaterThan(wrong({}));
    for (const cause of ['mask', 'motion', 'calibration', 'edge'] as const) expect(wrong({ cause })).toBeLessThan(wrong({}));
    expect(wrong({})).toBeGreaterThan(wrong({ views: [viewOf('front', '000', TRUCK)] }));
    expect(wrong({ confidence: 0.95 })).toBeGreaterThan(wrong({ confidence: 0.4 }));
  });

  it('the more findings there are on one pair of classes, the less each is worth', () => {
    const crowd = Array.from({ length: 8 }, (_, k) => findingOf(`crowd-${k}`)), alone = findingOf('alone', { mask: BUILDING, views: [viewOf('front', '000', BUILDING), viewOf('left', '000', BUILDING)] });
    const ranked = rank([...crowd, alone]);
    expect(ids(ranked)[0]).toBe('alone');
    expect(ranked[0].labelWrong).toBeGreaterThan(1.5 * ranked[1].labelWrong);
  });

  it('what the labels do not have at all has a place above nothing', () => {
    expect(rank([findingOf('f', { kind: 'missing-3d', label: 0, points: 0, parts: [] })])[0].score).toBeGreaterThan(0);
  });
});

describe('decisions', () => {
  const same = findingOf('same'), other = findingOf('other', { label: PERSON, mask: TREE, views: [viewOf('back', '000', TREE)], range: 40 });

  it.each([3, 5])('after %d times "mask is wrong" the findings of the pair sink below a third of their worth', (count) => {
    const before = rank([same, other]), after = rank([same, other], decided(count, 'mask-wrong'));
    expect(of(after, 'same').score).toBeLessThan(of(before, 'same').score / 3);
    expect(of(after, 'other').score).toBeGreaterThan(0.6 * of(before, 'other').score);
    expect(ids(after)).toEqual(['other', 'same']);
  });

  it('a direction of a pair says nothing of the other: trucks may be right where cars are taken for trucks', () => {
    const turned = findingOf('turned', { label: TRUCK, mask: CAR });
    const after = rank([same, turned], decided(5, 'mask-wrong'));
    expect(of(after, 'turned').labelWrong).toBeGreaterThan(2 * of(after, 'same').labelWrong);
  });

  it('the pair comes back where later decisions say otherwise', () => {
    const sunk = of(rank([same], decided(4, 'mask-wrong')), 'same').labelWrong;
    const back = of(rank([same], [...decided(4, 'mask-wrong'), ...decided(6, 'take-mask')]), 'same').labelWrong;
    expect(back).toBeGreaterThan(2 * sunk);
  });

  it('what differs by camera is learnt by camera', () => {
    const in_ = (camera: string) => ({ views: [viewOf(camera, '000', TRUCK)] });
    const records = [...decided(5, 'mask-wrong', in_('left')), ...decided(5, 'take-mask', in_('front'))];
    const ranked = rank([findingOf('left', in_('left')), findingOf('front', in_('front'))], records);
    expect(of(ranked, 'front').labelWrong).toBeGreaterThan(0.6);
    expect(of(ranked, 'left').labelWrong).toBeLessThan(0.35);
  });

  it('what differs by range is learnt by range', () => {
    const records = [...decided(6, 'mask-wrong', { range: 60 }), ...decided(6, 'take-mask', { range: 8 })];
    const ranked = rank([findingOf('far', { range: 70 }), findingOf('near', { range: 5 })], records);
    expect(of(ranked, 'near').labelWrong).toBeGreaterThan(of(ranked, 'far').labelWrong + 0.25);
  });

  it('forty settled at once count for less than forty looked at, and for more than one', () => {
    const wrong = (records: FindingRecord[]): number => rank([same], records)[0].labelWrong;
    const alone = wrong(decided(1, 'mask-wrong')), atOnce = wrong(decided(40, 'mask-wrong', {}, { timeMs: 1000 })), each = wrong(decided(40, 'mask-wrong'));
    expect(atOnce).toBeLessThan(alone);
    expect(atOnce).toBeGreaterThan(each);
  });

  it('reopened findings say nothing', () => {
    expect(rank([same, other], decided(9, 'reopened'))).toEqual(rank([same, other]));
  });

  it('are told in the reasons, of which the strongest come first', () => {
    const [ranked] = rank([same], [...decided(4, 'mask-wrong'), ...decided(1, 'take-mask')]);
    expect(ranked.reasons.map(({ text }) => text)).toContain('label right in 4 of 5 decisions on 10 / 18');
    const strength = ranked.reasons.map(({ logOdds }) => Math.abs(logOdds));
    expect(strength).toEqual([...strength].sort((a, b) => b - a));
  });
});

const anyFinding = fc.record({
  label: fc.constantFrom(CAR, TRUCK, PERSON), mask: fc.constantFrom(BUILDING, TREE, 0), points: fc.nat(5000), range: fc.double({ min: 0, max: 100, noNaN: true }),
  cause: fc.constantFrom(...FINDING_CAUSES), confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  views: fc.array(fc.tuple(fc.constantFrom('front', 'left', 'back'), fc.nat(9), fc.constantFrom<'agrees' | 'disagrees'>('agrees', 'disagrees')), { maxLength: 12 })
    .map((views) => views.map(([camera, frame, says]) => viewOf(camera, `00${frame}`, TREE, 10, says))),
});
const findingsAndRecords = fc.tuple(fc.array(anyFinding, { maxLength: 30 }), fc.array(fc.tuple(anyFinding, fc.constantFrom(...DECISIONS), fc.nat(5)), { maxLength: 30 }))
  .map(([findings, records]) => ({
    findings: findings.map((over, k) => findingOf(`f${k}`, over)),
    records: records.map(([over, decision, timeMs], k) => recordOf(findingOf(`f${2 * k}`, over), decision, timeMs)),
  }));

it('drops nothing, is certain of nothing, and does not depend on the order of what it is given', () => {
  fc.assert(fc.property(findingsAndRecords, ({ findings, records }) => {
    const ranked = rank(findings, records);
    expect(ids(ranked).sort()).toEqual(findings.map(({ id }) => id).sort());
    for (const { labelWrong, score } of ranked) {
      expect(labelWrong).toBeGreaterThan(0);
      expect(labelWrong).toBeLessThan(1);
      expect(score).toBeGreaterThan(0);
    }
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a));
    expect(ids(rank([...findings].reverse(), [...records].reverse()))).toEqual(ids(ranked));
  }));
});

it('one more "mask is wrong" never makes a finding of its pair, camera and range rise', () => {
  fc.assert(fc.property(findingsAndRecords, fc.nat(), ({ findings, records }, at) => {
    fc.pre(findings.length > 0);
    const finding = findings[at % findings.length];
    const before = of(rank(findings, records), finding.id).labelWrong;
    const more = [...records, recordOf({ ...finding, id: 'one more' }, 'mask-wrong', 99, { author: 'bob' })];
    expect(of(rank(findings, more), finding.id).labelWrong).toBeLessThan(before + 1e-2);
  }));
});
