import { describe, expect, it } from 'vitest';
import { cloudDigest } from '#src/core/cloud/cloud-digest.ts';
import { allDone } from '#src/session/in-order.ts';
import { readyToLeave } from '#src/session/saving.ts';
import { undo } from '#src/session/undoing.ts';
import { CAR, Driver } from './driver.ts';

describe('what is saved of a Change', () => {
  it('says which cloud its points are of, also where it takes another one back', async () => {
    const driver = await new Driver().open();
    driver.arm(CAR).tool('lasso').drag([0, 0], [40, 0], [40, 40], [0, 40]);
    await allDone();
    await undo();
    expect(await readyToLeave()).toBe(true);
    const saved = await driver.workspace.store.since(0), { cloud } = driver.workspace.get(driver.sweep())!;
    expect(saved.map(({ change }) => change.sweeps.map((delta) => [delta.sweep, delta.cloud]))).toEqual([0, 1].map(() => [[driver.sweep(), cloudDigest(cloud)]]));
  });
});
