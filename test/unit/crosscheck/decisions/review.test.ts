import { describe, expect, it } from 'vitest';
import { csv } from '#src/core/crosscheck/decisions/csv.ts';
import type { DecisionsDocument } from '#src/core/crosscheck/decisions/export-decisions.ts';
import { CSV_COLUMNS, decisionsCsv, decisionsJson } from '#src/core/crosscheck/decisions/export-decisions.ts';
import { ignoreRegionsJson } from '#src/core/crosscheck/decisions/export-regions.ts';
import { reviewProgress } from '#src/core/crosscheck/decisions/progress.ts';
import { settleLike } from '#src/core/crosscheck/decisions/settle-like.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import { CAR, findingOf, recordOf, TREE, TRUCK, viewOf } from '#test/support/findings.ts';

describe('settling all like this', () => {
  const one = findingOf('one', { track: 't1' });
  const others = [
    one,
    findingOf('twin', { range: 18 }),
    findingOf('far', { range: 60 }),
    findingOf('turned', { label: TRUCK, mask: CAR }),
    findingOf('split', { kind: 'split' }),
    findingOf('back', { views: [viewOf('back', '003', TRUCK)], parts: [{ frame: '003', sweep: '0/003/top', points: Uint32Array.of(1) }] }),
    findingOf('track', { mask: TREE, track: 't1' }),
    findingOf('elsewhere', { track: 't1', sequence: '1' }),
  ];
  const like = (by: Parameters<typeof settleLike>[2]) => settleLike(one, others, by).findings.map(({ id }) => id);

  it('finds what is alike in all that is asked for, without the one', () => {
    expect(like({ pair: true })).toEqual(['twin', 'far', 'back', 'elsewhere']);
    expect(like({ pair: true, range: true })).toEqual(['twin', 'back', 'elsewhere']);
    expect(like({ pair: true, camera: true })).toEqual(['twin', 'far', 'elsewhere']);
    expect(like({ track: true })).toEqual(['track']);
    expect(like({ track: true, pair: true })).toEqual([]);
  });

  it('without a track the instance tells, and nothing is like what has neither', () => {
    const ids = (finding: typeof one) => settleLike(finding, others, { track: true }).findings.map(({ id }) => id);
    expect(ids(findingOf('x'))).toEqual(['twin', 'far', 'turned', 'split', 'back']);
    expect(ids(findingOf('x', { instance: 0 }))).toEqual([]);
  });

  it('nothing is like it where nothing is asked for', () => expect(like({})).toEqual([]));

  it('sums up what would be settled', () => {
    expect(settleLike(one, others, { pair: true })).toMatchObject({ points: 400, frames: 3, cameras: [{ camera: 'front', count: 3 }, { camera: 'back', count: 1 }] });
  });
});

it('progress counts what is settled, and what was settled together as one action', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, k) => findingOf(id, { points: 10 ** k }));
  const records = [recordOf(a, 'take-mask', 1), recordOf(b, 'mask-wrong', 2), recordOf(c, 'mask-wrong', 2), recordOf({ ...d, id: 'gone' }, 'ignored', 3)];
  // The fourth record is of what no check finds any more: that is settled.
  const progress = reviewProgress([a, b, c, d], new Map(records.map((r) => [r.id, r])), (finding) => finding.id !== 'b');
  expect(progress).toEqual({
    open: 2, settled: 3, openPoints: 1010, settledPoints: 1101, actions: 3,
    decisions: { 'take-mask': 1, 'label-right': 0, 'mask-wrong': 2, 'third-class': 0, ignored: 1, returned: 0, reopened: 0 },
  });
});

describe('exports', () => {
  const classes = { labels: semanticKitti, masks: semanticKitti };
  const records = [
    recordOf(findingOf('b'), 'returned', 2000, { errorCode: 'wrong-class', comment: 'see "wheels",\nboth', author: '=cmd()', centre: [-3.21987, -0.0001, 1] }),
    recordOf(findingOf('a', { mask: 0, kind: 'missing-2d', track: '-7' }), 'take-mask', 1000, { becomes: TRUCK, frames: ['000', '001'], cameras: ['front', 'left'] }),
  ];

  it('JSON has every decision, oldest first, classes by name', () => {
    const { schemaVersion, decisions } = JSON.parse(decisionsJson(records, classes)) as DecisionsDocument;
    expect(schemaVersion).toBe(1);
    expect(decisions).toMatchObject([
      { finding: 'a', decision: 'take-mask', label: 'car', mask: '', becomes: 'truck', errorCode: '', frames: ['000', '001'], track: '-7', time: '1970-01-01T00:00:01.000Z' },
      { finding: 'b', decision: 'returned', mask: 'truck', becomes: '', errorCode: 'wrong-class', centre: [-3.22, 0, 1], author: '=cmd()' },
    ]);
  });

  it('CSV is what RFC 4180 says, and nothing in it is a formula', () => {
    const lines = decisionsCsv(records, classes).split('\r\n');
    expect(lines[0]).toBe(CSV_COLUMNS.join(','));
    expect(lines[1]).toBe("a,take-mask,missing-2d,car,,truck,,,,0,000;001,front;left,7,'-7,100,5,0,1,4,2,1.5,15,ann,1970-01-01T00:00:01.000Z");
    expect(lines[2]).toBe(`b,returned,class,car,truck,,wrong-class,,"see ""wheels"",\nboth",0,000,front;left,7,,100,-3.22,0,1,4,2,1.5,15,'=cmd(),1970-01-01T00:00:02.000Z`);
    expect(lines.slice(3)).toEqual(['']);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('%j is text to a spreadsheet', (text) => expect(csv([[text]]).replaceAll('"', '')).toBe(`'${text}\r\n`));

  it('ignore regions stand by picture, with its file', () => {
    const region = (id: string, image: string, timeMs: number) =>
      ({ id, image, maskClass: TRUCK, polygon: [[1, 2], [3, 2.5], [3, 4]] as const, finding: 'f', author: 'ann', timeMs });
    const text = ignoreRegionsJson([region('c', '0/001/front', 3), region('b', '0/000/front', 2), region('a', '0/001/front', 1)], (image) => (image === '0/000/front' ? 'camera/0.jpg' : undefined), semanticKitti);
    expect(JSON.parse(text)).toEqual({
      schemaVersion: 1,
      images: [
        { image: '0/000/front', file: 'camera/0.jpg', regions: [expect.objectContaining({ maskClass: 'truck', maskClassId: TRUCK, polygon: [[1, 2], [3, 2.5], [3, 4]], finding: 'f', reason: '' })] },
        { image: '0/001/front', file: '', regions: [expect.objectContaining({ time: '1970-01-01T00:00:00.001Z' }), expect.objectContaining({ time: '1970-01-01T00:00:00.003Z' })] },
      ],
    });
  });
});
