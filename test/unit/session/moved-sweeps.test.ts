import { expect, it, vi } from 'vitest';
import { semanticKittiLayout } from '#sample-data/layouts/semantickitti.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { applyConventions, conventionChoices, setConvention } from '#src/session/conventions.ts';
import { setWorkspace } from '#src/session/current.ts';
import { showFrame } from '#src/session/frames.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { undo } from '#src/session/undoing.ts';
import { Workspace } from '#src/session/workspace.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { simulated } from '../datasets/simulated.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });
vi.mock('#src/session/engine.ts', () => ({ engine: () => ({}) }));
vi.mock('#src/engine/select-points.ts', () => ({ forgetSweep: vi.fn<() => void>() }));
vi.mock('#src/session/frames.ts', () => ({ showFrame: vi.fn<() => void>() }));

it('a flip that moves the scans lets go of points that lie where they were, and reads them again: so does undo', async () => {
  const tree = memoryTree(simulated(semanticKittiLayout).files), store = await openFileWork(new MemoryWorkFiles(), 'work');
  const { set, history } = await openLabelSet(store, 'work'), open = new Workspace(tree, await openDataset(tree), set, history, store);
  setWorkspace(open);
  useScene.setState({ scene: applyConventions(open), frameIndex: 1 });
  const current = () => open.scene.sequences[0].frames[1].sweeps[0];
  const load = async () => {
    const sweep = current(), cloud = await readSweep(tree, sweep);
    open.add(sweep, cloud, set.load(sweep.id, new Uint32Array(cloud.count)));
  };
  await load();
  const before = current().worldFromSweep, direction = conventionChoices().find((c) => c.id === 'extrinsics-direction')!;

  setConvention(direction, 'parent-from-camera');
  expect(current().worldFromSweep).not.toEqual(before);
  expect([open.get(current().id), vi.mocked(showFrame).mock.calls]).toEqual([undefined, [[1]]]);

  await load();
  // Another convention, and the points are where they were: they stay.
  setConvention(conventionChoices().find((c) => c.id === 'matrix-order')!, 'row-major');
  expect([open.get(current().id) === undefined, vi.mocked(showFrame).mock.calls.length]).toEqual([false, 1]);
  await undo();
  await undo();
  expect(current().worldFromSweep).toEqual(before);
  expect([open.get(current().id), vi.mocked(showFrame).mock.calls.length]).toEqual([undefined, 2]);
});
