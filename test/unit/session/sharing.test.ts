import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { instanceOf, packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { inOrder } from '#src/session/in-order.ts';
import { restoreChanges } from '#src/session/restoring.ts';
import { lookForOthers, savedRevision, unsavedChanges } from '#src/session/saving.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { undo } from '#src/session/undoing.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import { CAR, Driver, GRID, gridIn, ROAD } from './driver.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

let app: Driver;
beforeEach(async () => {
  app = await new Driver().open();
});

const left: [number, number][] = [[1, 1], [30, 1], [30, 150], [1, 150]];
const right = gridIn(100, 0, 150, 100);
let made = 0;

/** A Change that somebody else makes, who has seen nothing of what is done here. */
function theirs(points: readonly number[], classId: number, instance = 0): Change {
  const label = packLabel(classId, instance);
  return {
    id: `theirs ${made++}`, clientId: 'other', baseRevision: 0, title: 'theirs', place: null,
    sweeps: [makeDelta(app.sweep(), packIndices(GRID.length, points), SweepLabels.unlabelled(GRID.length), { label, draft: false })],
    records: instance === 0 ? [] : [{ table: 'instances', id: String(instance), before: null, after: { id: instance, classId } }],
    provenance: { tool: 'lasso', author: 'Bob', timeMs: 0 },
  };
}

async function appendTheirs(...args: Parameters<typeof theirs>): Promise<void> {
  await (await openFileWork(app.files, 'work')).append(theirs(...args));
}

const settled = () => vi.waitFor(() => expect(useLabels.getState().save.state).not.toBe('saving'));

/** The labels of the first sweep as somebody gets them who opens the work now. */
async function reopened(): Promise<number[]> {
  const store = await openFileWork(app.files, 'work');
  const { set } = await openLabelSet(store, 'work');
  return [...(await loadSweep(store, set, app.sweep(), new Uint32Array(GRID.length))).labels];
}

describe('two people who make an object at the same time', () => {
  it('get two objects: the one who is saved later has the next free number', async () => {
    await appendTheirs(right, CAR, 1);
    app.tool('lasso').arm(CAR).drag(...left);
    await settled();
    expect(useLabels.getState().save.state).toBe('saved');
    expect(new Set([...app.labels().labels].filter((l) => l !== 0).map(instanceOf))).toEqual(new Set([1, 2]));
    expect([...app.workspace.set.table('instances').keys()].sort()).toEqual(['1', '2']);
    expect(await reopened()).toEqual([...app.labels().labels]);
    expect(app.workspace.history.undoable?.title).toMatch(/Car 2$/);
    await undo();
    await settled();
    expect(new Set(app.labels().labels)).toEqual(new Set([0, packLabel(CAR, 1)]));
    expect(await reopened()).toEqual([...app.labels().labels]);
  });

  it('never get the number of one that was made and taken back in between', async () => {
    const store = app.workspace.store;
    const { append } = store;
    // Nothing gets through until all strokes are made.
    let go = (): void => undefined;
    const open = new Promise<void>((resolve) => (go = resolve));
    store.append = async (...args) => (await open, append.apply(store, args));
    await appendTheirs(right, CAR, 1);
    app.tool('lasso').arm(CAR).drag(...left);
    app.drag([51, 1], [80, 1], [80, 150], [51, 150]);
    await undo();
    go();
    await settled();
    const ids = app.workspace.history.steps.map(({ title }) => title.split(' ').pop());
    expect(ids).toEqual(['3', '2']);
    expect([...app.workspace.set.table('instances').keys()].sort()).toEqual(['1', '3']);
    expect(await reopened()).toEqual([...app.labels().labels]);
  });

  it('have to choose where the points are the same', async () => {
    await appendTheirs(gridIn(0, 0, 30, 30), CAR, 1);
    app.tool('lasso').arm(CAR).drag(...left);
    await settled();
    expect(useLabels.getState().save.state).toBe('conflict');
    expect(unsavedChanges()).toHaveLength(1);
  });

  it('keep their numbers in strokes that add to the object meanwhile', async () => {
    await appendTheirs(right, CAR, 1);
    app.tool('lasso').arm(CAR).drag(...left);
    useTools.setState({ target: { kind: 'existing', id: 1 } });
    app.drag([51, 1], [80, 1], [80, 150], [51, 150]);
    await settled();
    expect(useTools.getState().target).toEqual({ kind: 'existing', id: 2 });
    const mine = gridIn(0, 0, 80, 150).filter((i) => app.labels().labels[i] !== 0);
    expect(new Set(mine.map((i) => app.labels().labels[i]))).toEqual(new Set([packLabel(CAR, 2)]));
    expect(await reopened()).toEqual([...app.labels().labels]);
  });
});

it('what others did comes in between actions, never into one that is under way', async () => {
  let go = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (go = resolve));
  const long = inOrder('Long', 1e9, function* () {}, () => waiting);
  await appendTheirs(right, ROAD);
  lookForOthers();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(savedRevision()).toBe(0);
  expect(app.labels().labels.some((label) => label !== 0)).toBe(false);
  go();
  await long;
  await vi.waitFor(() => expect(savedRevision()).toBe(1));
  expect(await reopened()).toEqual([...app.labels().labels]);
});

describe('Changes that are taken back', () => {
  it('are all carried out or none', async () => {
    app.tool('lasso').arm(ROAD).drag(...left);
    await settled();
    const before = [...app.labels().labels];
    // The second one is about points that have another label here.
    await expect(restoreChanges(app.workspace, [theirs(right, ROAD), { ...theirs(gridIn(0, 0, 30, 30), ROAD), baseRevision: 1 }])).rejects.toThrow('Nothing was changed');
    expect([...app.labels().labels]).toEqual(before);
    expect(savedRevision()).toBe(1);
  });

  it('are undone as the steps that they are', async () => {
    const stroke = theirs(right, ROAD);
    const [delta] = stroke.sweeps;
    const undone: Change = { ...stroke, id: 'undo', sweeps: [{ ...delta, before: delta.after, after: delta.before }], provenance: { ...stroke.provenance, undoes: stroke.id } };
    expect(await restoreChanges(app.workspace, [stroke, undone])).toBe(2);
    await settled();
    expect(app.workspace.history.position).toBe(0);
    expect(app.workspace.history.redoable?.id).toBe(stroke.id);
    expect((await openLabelSet(await openFileWork(app.files, 'work'), 'work')).history.position).toBe(0);
  });
});
