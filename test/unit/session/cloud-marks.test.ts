import { describe, expect, it } from 'vitest';
import { cloudDigest } from '#src/core/cloud/cloud-digest.ts';
import { warnOfOtherCloud } from '#src/session/cloud-marks.ts';
import { allDone } from '#src/session/in-order.ts';
import { notices } from '#src/session/notices.ts';
import { readyToLeave } from '#src/session/saving.ts';
import { undo } from '#src/session/undoing.ts';
import { Workspace } from '#src/session/workspace.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import { CAR, Driver } from './driver.ts';

async function labelled(): Promise<Driver> {
  const driver = await new Driver().open();
  driver.arm(CAR).tool('lasso').drag([0, 0], [40, 0], [40, 40], [0, 40]);
  await allDone();
  return driver;
}

describe('what is saved of a Change', () => {
  it('says which cloud its points are of, also where it takes another one back', async () => {
    const driver = await labelled();
    await undo();
    expect(await readyToLeave()).toBe(true);
    const saved = await driver.workspace.store.since(0), { cloud } = driver.workspace.get(driver.sweep())!;
    expect(saved.map(({ change }) => change.sweeps.map((delta) => [delta.sweep, delta.cloud]))).toEqual([0, 1].map(() => [[driver.sweep(), cloudDigest(cloud)]]));
  });

  it('warns people, once, who open the work again over other points', async () => {
    const driver = await labelled(), said: string[] = [];
    expect(await readyToLeave()).toBe(true);
    const { tree, scene, set, store } = driver.workspace, { sweep, cloud } = driver.workspace.get(driver.sweep())!;
    const stop = notices.subscribe(({ kind, text }) => void said.push(`${kind} ${text}`));
    const reopened = async () => new Workspace(tree, scene, set, (await openLabelSet(store, 'work')).history, store);
    await warnOfOtherCloud(await reopened(), { sweep, cloud });
    expect(said).toEqual([]);
    const other = await reopened();
    for (let k = 0; k < 2; k++) await warnOfOtherCloud(other, { sweep, cloud: { ...cloud, positions: cloud.positions.toReversed() } });
    expect(said).toEqual([expect.stringMatching(/^loss 0\.bin: its points are not those that were labelled, or they are in another order/)]);
    stop();
  });
});
