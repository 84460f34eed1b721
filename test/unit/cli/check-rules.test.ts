import { describe, expect, it } from 'vitest';
import type { Measured } from '#src/cli/check/fail-rules.ts';
import { applyFailRules, checkNames, parseFailRules, ruleLine } from '#src/cli/check/fail-rules.ts';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';

const counts = { points: 100, inside: 90, hidden: 10, seen: 80, unlabelled: 20, void: 0, unmapped: 4, agrees: 50, edge: 2, motion: 2, disagrees: 2 };
const report: CheckReport = {
  frames: [{ id: '0', cameras: [{ name: 'front', ...counts }, { name: 'left', ...counts, seen: 20, unlabelled: 0 }] }],
  pairs: [], iou: {}, unmapped: [],
  summary: {
    meanIou: 0.9, boundaryIou: null, agreeing: 0.98, classes: { car: { iou: 0.7, boundaryIou: 0.5 } }, coverage: {}, frames: [],
    cameras: [{ camera: 'front', meanIou: 1, boundaryIou: 1, agreeing: 0.5 }, { camera: 'left', meanIou: null, boundaryIou: null, agreeing: null }],
  },
};
const measured: Measured = { report, open: 3, openPoints: 120, findings: 5 };
const results = (text: string) => applyFailRules(parseFailRules(text), measured);

describe('--fail-over', () => {
  it.each([
    ['disagrees>1%', true, 0.02], ['disagrees > 0.05', false, 0.02], ['disagrees(front)>=50%', true, 0.5], ['disagrees(left)>0', false, null],
    ['iou<0.8', false, 0.9], ['iou(car)<0.8', true, 0.7], ['boundary-iou<=1', false, null], ['boundary-iou(car)<=0.5', true, 0.5],
    ['unlabelled>19%', true, 0.2], ['unmapped>8%', false, 0.08], ['findings>=5', true, 5], ['open-findings>0', true, 3], ['open-points>120', false, 120],
  ])('%s', (text, failed, value) => {
    const [result] = results(text);
    expect(result).toMatchObject({ rule: text, failed });
    if (value === null) expect(result.value).toBeNull();
    else expect(result.value).toBeCloseTo(value, 12);
  });

  it('takes several rules, and names with commas and parentheses in quotes', () => {
    expect(parseFailRules('open-findings>0, iou( car )<0.8;iou("a, (b)")<10 %').map(({ measure, of, limit }) => [measure, of, limit])).toEqual([
      ['open-findings', null, 0], ['iou', 'car', 0.8], ['iou', 'a, (b)', 0.1],
    ]);
  });

  it.each([
    ['', "does not understand ''"], ['disagrees', "does not understand 'disagrees'"], ['disagrees=1', 'disagrees=1'], ['disagrees>1%,', "does not understand ''"],
    ['toString>1', 'does not understand'], ['constructor>1', "knows no 'constructor'"], ['open-findings(car)>1', 'takes no (car)'], ['iou(car<1', 'does not understand'], ['disagrees>-1', 'does not understand'],
  ])('refuses %j', (text, says) => {
    expect(() => parseFailRules(text)).toThrow(says);
  });

  it('refuses names that nothing has', () => {
    const refused = (text: string) => () => checkNames(parseFailRules(text), cityscapes, ['front']);
    expect(refused('iou(car)<1,disagrees(front)>1')).not.toThrow();
    expect(refused('iou(cra)<1')).toThrow("no class of the masks 'cra'");
    expect(refused('disagrees(rear)>1')).toThrow("no camera 'rear' (front)");
  });

  it('says by what a rule failed', () => {
    expect(results('disagrees>1%,iou(car)<0.8,disagrees(left)>0').map(ruleLine)).toEqual([
      '--fail-over disagrees>1%: failed, it is 2 %', '--fail-over iou(car)<0.8: failed, it is 0.7', '--fail-over disagrees(left)>0: nothing to measure',
    ]);
  });
});
