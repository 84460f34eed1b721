import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { comment, decide, rulingOn } from '#src/session/review/deciding.ts';
import { forgetGiven, selectFinding, trimmedHere } from '#src/session/review/selection.ts';
import { allDone } from '#src/session/in-order.ts';
import { setSelection } from '#src/session/selecting.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { redo, undo } from '#src/session/undoing.ts';
import { CAR, Driver, ROAD } from './driver.ts';
import { sampleFinding } from './review-samples.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

const part = (frame: string, points: number[]) => ({ frame, sweep: `s/${frame}/lidar`, points: Uint32Array.from(points) });
/** Points that are labelled road and that the masks show as a car, in both frames; only the first one is on screen. */
const finding = sampleFinding('one', { label: ROAD, mask: CAR, points: 5, parts: [part('0', [10, 11, 12]), part('1', [20, 21])] });

let app: Driver;
beforeEach(async () => {
  app = await new Driver().open();
  useMasks.setState({ attached: { name: 'test', images: 1, imagesWithout: 0, unmatchedFiles: [], conventions: [] }, taxonomy: { name: 'test', classes: [
    { id: CAR, name: 'Car', colour: '#4c9ffe', kind: 'thing' }, { id: ROAD, name: 'Road', colour: '#777777', kind: 'stuff' },
  ] } });
  for (const frame of [0, 1]) app.labels(frame).labels.fill(ROAD);
  setSelection(new Map());
  forgetGiven();
});

const having = (label: number, frame: number) => [...app.labels(frame).labels.keys()].filter((i) => app.labels(frame).labels[i] === label);
const records = () => app.workspace.set.table('findings');
const bytes = () => [0, 1].map((frame) => [...app.labels(frame).labels]);

describe('a decision', () => {
  it('gives the points the masks’ class in every frame, those that are not on screen too, as one Change that one undo takes back', async () => {
    const before = bytes();
    selectFinding(finding);
    const change = await decide(rulingOn([finding], { kind: 'take-mask' }, false));
    const car = packLabel(CAR, 1);
    expect([having(car, 0), having(car, 1)]).toEqual([[10, 11, 12], [20, 21]]);
    expect(change?.sweeps.map((delta) => delta.sweep)).toEqual(['s/0/lidar', 's/1/lidar']);
    expect(records().get('one')).toMatchObject({ decision: 'take-mask', becomes: CAR, points: 5 });
    const after = bytes();
    await undo();
    expect(bytes()).toEqual(before);
    expect(records().size).toBe(0);
    await redo();
    expect(bytes()).toEqual(after);
    expect(records().get('one')?.decision).toBe('take-mask');
  });

  it('is about what the points were trimmed to on screen, and about all of them elsewhere', async () => {
    selectFinding(finding);
    expect(trimmedHere(finding)).toBeNull();
    setSelection(new Map([[app.sweep(), packIndices(app.labels().count, [11, 12, 30])]]));
    await decide(rulingOn([finding], { kind: 'third-class', becomes: CAR }, false));
    expect([having(packLabel(CAR, 1), 0), having(packLabel(CAR, 1), 1)]).toEqual([[11, 12, 30], [20, 21]]);
  });

  it('is about no point of the frame on screen where all of them were taken off', async () => {
    selectFinding(finding);
    setSelection(new Map());
    await decide(rulingOn([finding], { kind: 'take-mask' }, false));
    expect([having(packLabel(CAR, 1), 0), having(packLabel(CAR, 1), 1)]).toEqual([[], [20, 21]]);
  });

  it('can be about the whole object, also where no camera sees it', async () => {
    const object = packLabel(ROAD, 9), mine = { ...finding, instance: 9 };
    for (const i of [10, 11, 12, 13, 14]) app.labels(0).labels[i] = object;
    for (const i of [20, 21, 22]) app.labels(1).labels[i] = object;
    selectFinding(mine, true);
    await decide(rulingOn([mine], { kind: 'take-mask' }, true));
    expect([having(object, 0), having(object, 1)]).toEqual([[], []]);
    expect(app.labels(0).labels[14] & 0xffff).toBe(CAR);
    expect(app.labels(1).labels[22] & 0xffff).toBe(CAR);
  });

  it('leaves alone points that were given another class since', async () => {
    app.labels(1).labels[20] = packLabel(CAR, 77);
    await decide(rulingOn([finding], { kind: 'take-mask' }, false));
    expect(app.labels(1).labels[20]).toBe(packLabel(CAR, 77));
  });

  it('on several findings is one Change; each decision is kept with what was said', async () => {
    const other = sampleFinding('two', { label: ROAD, mask: CAR, parts: [part('1', [40, 41])] });
    const change = await decide(rulingOn([finding, other], { kind: 'returned', errorCode: 'missed', comment: 'look again' }, false));
    expect(change?.sweeps).toEqual([]);
    expect([...records().values()].map(({ id, decision, errorCode, comment: said }) => [id, decision, errorCode, said])).toEqual([
      ['one', 'returned', 'missed', 'look again'], ['two', 'returned', 'missed', 'look again'],
    ]);
    await undo();
    expect(records().size).toBe(0);
  });

  it('that a mask is wrong writes what is to be ignored, and opening it again takes that back', async () => {
    const [view] = finding.views;
    const seen = { ...finding, views: [{ ...view, votes: [{ mask: CAR, count: 3 }] }] };
    await decide(rulingOn([seen], { kind: 'mask-wrong' }, false));
    const regions = [...app.workspace.set.table('ignoreRegions').values()];
    expect(regions.map(({ image, maskClass, finding: of }) => [image, maskClass, of])).toEqual([['s/0/front', CAR, 'one']]);
    await decide(rulingOn([seen], { kind: 'reopened' }, false));
    expect(app.workspace.set.table('ignoreRegions').size).toBe(0);
    expect(records().get('one')?.decision).toBe('reopened');
  });

  it('that cannot be carried out says so and changes nothing', async () => {
    const sky = { ...finding, mask: 0 };
    expect(await decide(rulingOn([sky], { kind: 'take-mask' }, false))).toBeNull();
    expect(app.workspace.history.undoable).toBeNull();
  });
});

describe('a comment', () => {
  it('leaves a finding open, or decided as it was', async () => {
    await comment(finding, 'which one is it?');
    expect(records().get('one')).toMatchObject({ decision: 'reopened', comment: 'which one is it?' });
    await decide(rulingOn([finding], { kind: 'label-right' }, false));
    await comment(finding, 'checked on site');
    expect(records().get('one')).toMatchObject({ decision: 'label-right', comment: 'checked on site' });
    await allDone();
  });
});
