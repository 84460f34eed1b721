import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { undo } from '#src/session/undoing.ts';
import { activeTool } from '#src/tools/active.ts';
import { CAR, Driver, GRID, ROAD } from './driver.ts';

// The author's name and the settings live in the browser's local storage.
vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

let app: Driver;
beforeEach(async () => {
  app = await new Driver().open();
  useTools.setState({ brushRadius: 12 });
  app.tool('brush');
});

const labelled = (label: number) => [...app.labels().labels.keys()].filter((i) => app.labels().labels[i] === label);
/** Points whose pixel has its centre within `radius` of a horizontal stroke. */
const along = (x0: number, x1: number, y: number, radius: number) =>
  GRID.flatMap(([px, py], i) => (Math.hypot(px + 0.5 - Math.min(x1, Math.max(x0, px + 0.5)), py + 0.5 - y) <= radius ? [i] : []));

describe('brush, armed paint', () => {
  it('labels what it was dragged over when it is let go, as one thing and one Change', async () => {
    app.arm(CAR).drag([30, 55], [60, 55], [61, 55], [120, 55]);
    expect(labelled(packLabel(CAR, 1))).toEqual(along(30, 120, 55, 12));
    expect(labelled(packLabel(CAR, 1)).length).toBeGreaterThan(20);
    expect(activeTool().state).toBe('idle');
    await undo();
    expect(app.labels().unlabelledCount).toBe(GRID.length);
    expect(app.workspace.history.undoable).toBeNull();
  });

  it('labels a disc on a click', () => {
    app.arm(ROAD).click(55.5, 55.5);
    expect(labelled(ROAD)).toEqual(along(55.5, 55.5, 55.5, 12));
  });

  it('shows what it would do while it is dragged, and labels nothing before it is let go', () => {
    app.arm(ROAD).down(30, 55).move(120, 55);
    expect(useTools.getState().impact?.count).toBe(along(30, 120, 55, 12).length);
    expect(labelled(ROAD)).toEqual([]);
    expect(activeTool().state).toBe('painting');
  });

  it('drops the stroke on Escape; its release does nothing then', () => {
    app.arm(ROAD).down(30, 55).move(120, 55);
    expect(app.key('Escape')).toBe(true);
    app.up(120, 55);
    expect(labelled(ROAD)).toEqual([]);
    expect(useTools.getState().impact).toBeNull();
    expect(app.key('Escape')).toBe(false);
  });

  it('keeps what is labelled while the guard is on, and takes off with Alt', () => {
    app.arm(ROAD).drag([30, 55], [60, 55]);
    const road = labelled(ROAD);
    app.arm(CAR).drag([30, 55], [120, 55]);
    expect(labelled(ROAD)).toEqual(road);
    useTools.setState({ combine: 'subtract' });
    app.arm(ROAD).drag([0, 55], [200, 55]);
    expect(labelled(ROAD)).toEqual([]);
    expect(labelled(packLabel(CAR, 1)).length).toBeGreaterThan(0);
  });
});

describe('brush, select first', () => {
  it('selects, and adds and subtracts with the modifiers', () => {
    useTools.setState({ mode: 'select' });
    app.drag([30, 55], [60, 55]);
    expect(useLabels.getState().selected).toBe(along(30, 60, 55, 12).length);
    useTools.setState({ combine: 'add' });
    app.drag([60, 55], [90, 55]);
    expect(useLabels.getState().selected).toBe(along(30, 90, 55, 12).length);
    useTools.setState({ combine: 'subtract' });
    app.drag([0, 55], [200, 55]);
    expect(useLabels.getState().selected).toBe(0);
  });
});

describe('its size', () => {
  it('follows [ and ], within limits, and the ring at the pointer with it', () => {
    app.move(50, 50);
    expect(useTools.getState().overlay).toMatchObject({ tip: [50, 50], ring: 12 });
    expect(app.key(']')).toBe(true);
    expect(useTools.getState()).toMatchObject({ brushRadius: 15, overlay: { ring: 15 } });
    for (let n = 0; n < 99; n++) app.key('[');
    expect(useTools.getState().brushRadius).toBe(2);
    for (let n = 0; n < 99; n++) app.key(']');
    expect(useTools.getState().brushRadius).toBe(300);
    expect(app.key('x')).toBe(false);
  });

  it('changes a stroke that is under way', () => {
    app.arm(ROAD).down(100, 100);
    const before = useTools.getState().impact?.count ?? 0;
    for (let n = 0; n < 5; n++) app.key(']');
    expect(useTools.getState().impact?.count).toBeGreaterThan(before);
  });

  it('leaves no ring behind when another tool is chosen', () => {
    app.move(50, 50);
    app.tool('lasso');
    expect(useTools.getState().overlay).toBeNull();
  });
});
