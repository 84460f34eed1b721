import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { applyToSelection } from '#src/session/labelling.ts';
import { impactPhrase } from '#src/session/phrases.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { redo, undo } from '#src/session/undoing.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { activeTool } from '#src/tools/active.ts';
import { CAR, Driver, GRID, gridIn, ROAD } from './driver.ts';

// The author's name and the settings live in the browser's local storage.
vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

let app: Driver;
beforeEach(async () => {
  app = await new Driver().open();
});

const square: [number, number][] = [[1, 1], [49, 1], [49, 49], [1, 49]];
const labelled = (label: number, frame?: number) => [...app.labels(frame).labels.keys()].filter((i) => app.labels(frame).labels[i] === label);

describe('lasso, armed paint', () => {
  it('labels what was drawn around when the mouse is released, a thing as a new instance', () => {
    app.tool('lasso').arm(CAR).drag(...square);
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(1, 1, 49, 49));
    expect(activeTool().state).toBe('idle');
    app.drag([101, 101], [149, 101], [149, 149]);
    expect(labelled(packLabel(CAR, 2)).length).toBeGreaterThan(0);
    expect([...app.workspace.set.table('instances').values()].map((i) => i.id)).toEqual([1, 2]);
  });

  it('closes a clicked polygon by Enter, by a double click and on its first corner', () => {
    for (const close of [() => app.key('Enter'), () => app.click(1, 49, 2), () => app.click(2, 2)]) {
      app.tool('lasso').arm(ROAD);
      for (const corner of square) app.click(...corner);
      expect(activeTool().state).toBe('clicking');
      close();
      expect(labelled(ROAD)).toEqual(gridIn(1, 1, 49, 49));
      app.arm(0).drag(...square); // erase
      expect(labelled(ROAD)).toEqual([]);
    }
  });

  it('does nothing after Escape, and nothing for a single click and a second one', () => {
    app.tool('lasso').arm(CAR).down(1, 1).move(49, 1).move(49, 49);
    expect(app.key('Escape')).toBe(true);
    app.up(49, 49);
    app.click(1, 1).click(49, 49);
    app.key('Enter');
    expect(app.labels().unlabelledCount).toBe(GRID.length);
    expect(app.workspace.history.undoable).toBeNull();
  });

  it('keeps labelled points while the guard is on, and names what it would overwrite when it is off', () => {
    app.tool('lasso').arm(ROAD).drag(...square);
    app.arm(CAR).drag([1, 1], [99, 1], [99, 49], [1, 49]);
    expect(labelled(ROAD)).toEqual(gridIn(1, 1, 49, 49));
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(51, 1, 99, 49));
    useTools.setState({ guards: { unlabelledOnly: false } });
    app.down(1, 1).move(49, 1).move(49, 49).move(1, 49);
    expect(impactPhrase()).toMatchObject({ main: '25 points → Car 2', amber: true });
    expect(impactPhrase()?.detail).toContain('overwrites 25 of Road');
    app.up(1, 49);
    expect(labelled(packLabel(CAR, 2))).toEqual(gridIn(1, 1, 49, 49));
  });

  it('adds to the last instance with Shift, and takes off it with Alt', () => {
    app.tool('lasso').arm(CAR).drag(...square);
    useTools.setState({ combine: 'add' });
    app.drag([51, 1], [99, 1], [99, 49], [51, 49]);
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(1, 1, 99, 49));
    useTools.setState({ combine: 'subtract' });
    app.drag([1, 1], [29, 1], [29, 49], [1, 49]);
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(31, 1, 99, 49));
  });
});

describe('select, then apply', () => {
  it('combines strokes, labels nothing by itself, and labels the selection when told', () => {
    useTools.setState({ mode: 'select' });
    app.tool('lasso').arm(CAR).drag(...square);
    useTools.setState({ combine: 'add' });
    app.drag([51, 1], [99, 1], [99, 49], [51, 49]);
    useTools.setState({ combine: 'subtract' });
    app.drag([1, 1], [29, 1], [29, 49], [1, 49]);
    expect(useLabels.getState().selected).toBe(gridIn(31, 1, 99, 49).length);
    expect(app.labels().unlabelledCount).toBe(GRID.length);
    applyToSelection();
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(31, 1, 99, 49));
    expect(useLabels.getState().selected).toBe(0);
  });

  it('selects instead of losing a stroke that was drawn before a class was armed', () => {
    app.tool('lasso').drag(...square);
    expect(useLabels.getState().selected).toBe(25);
  });
});

describe('cuboid', () => {
  it('stands on a drawn rectangle as tall as what is there, and labels the points inside', () => {
    app.tool('cuboid').arm(CAR).drag([1, 1], [30, 20], [59, 29]);
    const cuboid = useTools.getState().cuboid!;
    expect(cuboid.size[0]).toBeCloseTo(58);
    expect(cuboid.size[1]).toBeCloseTo(28);
    expect(cuboid.center[2] - cuboid.size[2] / 2).toBeCloseTo(-0.4); // 10 cm over the ground at -0.5
    expect(cuboid.center[2] + cuboid.size[2] / 2).toBeCloseTo(0.05); // just over the points at 0
    expect(app.key('Enter')).toBe(true);
    expect(labelled(packLabel(CAR, 1))).toEqual(gridIn(1, 1, 59, 29));
    expect([...app.workspace.set.table('cuboids').values()]).toHaveLength(1);
    expect(useTools.getState().cuboid).toBeNull();
  });

  it('moves and turns by keys, five times as far with Shift, and is dropped by Escape', () => {
    app.tool('cuboid').drag([1, 1], [30, 20], [59, 29]);
    const before = useTools.getState().cuboid!;
    app.key('w');
    app.key('W');
    expect(useTools.getState().cuboid!.center[0]).toBeCloseTo(before.center[0] + 0.6);
    app.key('q');
    expect(useTools.getState().cuboid!.yaw).toBeCloseTo(before.yaw + Math.PI / 180);
    app.key('Escape');
    expect(useTools.getState().cuboid).toBeNull();
    expect(activeTool().state).toBe('idle');
  });
});

describe('undo and redo', () => {
  it('go to the frame they change, restore every label, and take the instance record back', async () => {
    app.tool('lasso').arm(CAR).drag(...square);
    useScene.setState({ frameIndex: 1 });
    app.arm(ROAD).drag(...square);
    expect(labelled(ROAD, 1)).toHaveLength(25);
    await undo();
    expect(labelled(ROAD, 1)).toHaveLength(0);
    await undo();
    expect(useScene.getState().frameIndex).toBe(0);
    expect(app.labels(0).unlabelledCount).toBe(GRID.length);
    expect(app.workspace.set.table('instances').size).toBe(0);
    await redo();
    await redo();
    expect(useScene.getState().frameIndex).toBe(1);
    expect(labelled(packLabel(CAR, 1), 0)).toEqual(gridIn(1, 1, 49, 49));
    expect(labelled(ROAD, 1)).toHaveLength(25);
    expect(await redo()).toBeNull();
  });

  it('are in the journal: reopening the saved work gives the same labels and the same undo', async () => {
    app.tool('lasso').arm(CAR).drag(...square);
    app.arm(ROAD).drag([51, 1], [99, 1], [99, 49], [51, 49]);
    await undo();
    await vi.waitFor(() => expect(useLabels.getState().save.state).toBe('saved'));
    const store = await openFileWork(app.files, 'work');
    const { set, history } = await openLabelSet(store, 'work');
    const labels = set.load(app.sweep(0), new Uint32Array(GRID.length));
    expect([...labels.labels]).toEqual([...app.labels(0).labels]);
    expect(history.undoable?.title).toBe('lasso: 25 points → Car 1');
    expect(history.redoable?.title).toBe('lasso: 25 points → Road');
  });
});
