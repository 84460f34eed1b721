import { beforeEach, describe, expect, it, vi } from 'vitest';
import { viewOf } from '#test/support/findings.ts';
import type { Observation } from '#src/core/crosscheck/findings/observation.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { classOf } from '#src/core/labels/label.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { changeHeader } from '#src/session/change-header.ts';
import { allDone } from '#src/session/in-order.ts';
import { notices } from '#src/session/notices.ts';
import { enterReview, leaveReview } from '#src/session/review/mode.ts';
import { openFinding, startScan, stopScan } from '#src/session/review/scan.ts';
import { queue, reviewProgressNow, reviewRows } from '#src/session/review/findings.ts';
import { settle, takeMaskAs } from '#src/session/review/rulings.ts';
import { stepFinding } from '#src/session/review/showing.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { Workspace } from '#src/session/workspace.ts';
import { commit, undo } from '#src/session/undoing.ts';
import { CAR, Driver, GRID, ROAD } from './driver.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

/** What the masks of each frame show as a car: two things far apart. */
const THINGS = [[10, 11, 12, 13], [300, 301, 302]];
const checked: number[] = [];

/** The check of a frame in which everything that the masks take for a car, and the labels for road, disagrees; without workers or pictures. */
vi.mock('#src/session/review/observe.ts', () => ({
  observe: async (open: Workspace, frame: number): Promise<Pick<CheckedFrame, 'observations' | 'instances' | 'images'>> => {
    checked.push(frame);
    const { labels } = open.set.get(`s/${frame}/lidar`)!, ignored = [...open.set.table('ignoreRegions').values()];
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { images: [], instances: [], observations: THINGS.flatMap((points) => observation(frame, points.filter((i) => classOf(labels[i]) === ROAD), ignored.length > 0)) };
  },
}));
vi.mock('#src/session/engine.ts', () => ({ engine: () => ({ size: 1 }) }));

function observation(frame: number, points: readonly number[], ignored: boolean): Observation[] {
  if (points.length === 0 || ignored) return [];
  const places = points.map((i) => GRID[i]), axis = (k: number) => places.map((place) => place[k]);
  const { frame: _, ...view } = viewOf('front', String(frame), CAR, points.length);
  return [{
    kind: 'class', sequence: 's', frame: String(frame), sweep: `s/${frame}/lidar`, label: ROAD, instance: 0, track: null, moving: false, mask: CAR, object: 0, beyond: 0,
    points: Uint32Array.from(points), min: [Math.min(...axis(0)), Math.min(...axis(1)), 0], max: [Math.max(...axis(0)), Math.max(...axis(1)), 0], range: 10,
    views: [{ ...view, image: `s/${frame}/front` }], fingerprint: `${frame} ${points.join()}`,
  }];
}

let app: Driver;
beforeEach(async () => {
  leaveReview();
  await openAgain();
  checked.length = 0;
});

/** The data as it came, without any work on it. */
async function openAgain(): Promise<void> {
  app = await new Driver().open();
  useMasks.setState({ attached: { name: 'test', images: 2, imagesWithout: 0, unmatchedFiles: [], conventions: [] }, taxonomy: useScene.getState().taxonomy });
  for (const frame of [0, 1]) app.labels(frame).labels.fill(ROAD);
}

const settledDown = async () => {
  await allDone();
  await vi.waitFor(() => {
    const { scan, rechecking } = useReview.getState();
    expect([scan.phase, rechecking]).toEqual(['done', 0]);
  });
};
const open = () => reviewRows().filter((row) => row.state === 'open').length;

describe('looking for findings', () => {
  it('checks all frames once, lists what they show, and opens the first of it', async () => {
    enterReview();
    startScan();
    expect(useReview.getState().scan).toEqual({ phase: 'running', done: 0, total: 2 });
    await settledDown();
    expect(checked.sort()).toEqual([0, 1]);
    expect(queue()).toHaveLength(open());
    expect(reviewProgressNow()).toMatchObject({ settled: 0, openPoints: 14 });
    expect(useReview.getState().current).toBe(queue()[0].id);
  });

  it('can be about some frames, and be stopped', async () => {
    startScan({ begin: 1, end: 2 });
    await settledDown();
    expect(checked).toEqual([1]);
    startScan();
    stopScan();
    expect(useReview.getState().scan).toMatchObject({ phase: 'stopped', done: 0, total: 2 });
  });

  it('goes on by itself: what a decision changes is checked again, in its frames only, and so is what undo brings back', async () => {
    enterReview();
    startScan();
    await settledDown();
    const before = open(), id = queue()[0].id, frames = queue()[0].finding!.parts.map((part) => Number(part.frame));
    checked.length = 0;
    await settle({ kind: 'take-mask' });
    await settledDown();
    expect([...new Set(checked)].sort()).toEqual(frames.sort());
    expect(reviewRows().find((row) => row.id === id)).toMatchObject({ state: 'settled', finding: null });
    expect(open()).toBe(before - 1);
    // Meanwhile the next one is on screen.
    expect(useReview.getState().current).toBe(queue()[0].id);
    await undo();
    await settledDown();
    expect(reviewRows().find((row) => row.id === id)).toMatchObject({ state: 'open', record: null });
    await vi.waitFor(() => expect(useReview.getState().current).toBe(id));
  });

  it('leaves settled what rests on the same, and opens again what does not', async () => {
    enterReview();
    startScan();
    await settledDown();
    const { id, finding } = queue()[0];
    await settle({ kind: 'label-right' });
    expect(reviewRows().find((row) => row.id === id)?.state).toBe('settled');
    // Somebody else's label on one of its points.
    const [{ sweep, points }] = finding!.parts;
    const delta = makeDelta(sweep, packIndices(GRID.length, [points[0]]), app.workspace.set.get(sweep)!, { label: CAR, draft: false });
    commit({ ...changeHeader({ tool: 'test' }), title: 'one point', place: null, sweeps: [delta], records: [] });
    await settledDown();
    expect(reviewRows().find((row) => row.id === id)).toMatchObject({ state: 'open', finding: { points: finding!.points - 1 } });
  });

  it('finds what a link names, also before anything was looked for', async () => {
    startScan();
    await settledDown();
    const last = reviewRows()[reviewRows().length - 1].id;
    await openAgain();
    expect(useReview.getState().scan.phase).toBe('none');
    openFinding(last);
    await settledDown();
    await vi.waitFor(() => expect(useReview.getState().current).toBe(last));
  });
});

describe('the desk', () => {
  it('has the view for itself, and gives it back as it was', () => {
    useView.setState({ colourMode: 'height', masks: true, frusta: true });
    useTools.setState({ mode: 'paint' });
    enterReview();
    expect([useView.getState().colourMode, useView.getState().frusta, useTools.getState().mode]).toEqual(['verdict', false, 'select']);
    leaveReview();
    expect(useView.getState()).toMatchObject({ colourMode: 'height', masks: true, frusta: true, underneath: null });
    expect(useTools.getState().mode).toBe('paint');
  });

  it('is gone through from first to last', async () => {
    enterReview();
    startScan();
    await settledDown();
    for (let k = open(); k > 0; k--) {
      expect(open()).toBe(k);
      await settle({ kind: 'ignored', reason: 'too small' });
    }
    expect(queue()).toEqual([]);
    expect(useReview.getState().current).toBeNull();
    stepFinding(1);
    expect(useReview.getState().current).toBeNull();
    takeMaskAs(CAR);
    expect(app.workspace.set.table('findings').size).toBe(reviewRows().length);
  });
});

describe('without masks', () => {
  it('nothing is looked for, and people are told', () => {
    useMasks.setState({ attached: null });
    const told: string[] = [];
    const stop = notices.subscribe(({ text }) => told.push(text));
    startScan();
    stop();
    expect(useReview.getState().scan.phase).toBe('none');
    expect(told).toEqual(['No masks are attached: there is nothing to hold the labels against.']);
  });
});
