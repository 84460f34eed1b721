import { beforeEach, describe, expect, it, vi } from 'vitest';
import { goToStep } from '#src/session/undoing.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { CAR, Driver, ROAD } from './driver.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

let app: Driver;
beforeEach(async () => {
  app = await new Driver().open();
});

const strip = (x: number): [number, number][] => [[x, 1], [x + 20, 1], [x + 20, 150], [x, 150]];

describe('history', () => {
  it('goes to any step and back, and every byte is what it was there', async () => {
    app.tool('lasso');
    const states = [[...app.labels().labels]];
    for (const [k, label] of [CAR, ROAD, CAR, ROAD].entries()) {
      app.arm(label).drag(...strip(1 + 40 * k));
      states.push([...app.labels().labels]);
    }
    expect(app.workspace.history.steps.map((change) => change.title.split(' ')[0])).toEqual(['lasso:', 'lasso:', 'lasso:', 'lasso:']);
    for (const step of [1, 3, 0, 4, 2]) {
      await goToStep(step);
      expect([...app.labels().labels]).toEqual(states[step]);
      expect(app.workspace.history.position).toBe(step);
    }
  });

  it('of many steps ends at the frame of the last one', async () => {
    app.tool('lasso').arm(ROAD).drag(...strip(1));
    useScene.setState({ frameIndex: 1 });
    app.drag(...strip(41));
    app.drag(...strip(81));
    await goToStep(0);
    expect(useScene.getState().frameIndex).toBe(0);
    await goToStep(3);
    expect(useScene.getState().frameIndex).toBe(1);
  });

  it('changes nothing where points were changed elsewhere since, and says so', async () => {
    app.tool('lasso').arm(ROAD).drag(...strip(1));
    const point = app.labels().labels.indexOf(ROAD);
    app.labels().set(point, point + 1, CAR, false);
    const before = [...app.labels().labels];
    expect(await goToStep(0)).toBeNull();
    expect([...app.labels().labels]).toEqual(before);
    expect(app.workspace.history.position).toBe(1);
  });
});
