import { beforeEach, describe, expect, it, vi } from 'vitest';
import { segments as segmentsLayout } from '#src/datasets/segments.ts';
import { invert } from '#src/core/geometry/rigid.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { applyConventions, conventionChoices, setConvention } from '#src/session/conventions.ts';
import { setWorkspace } from '#src/session/current.ts';
import { startSaving, stopSaving } from '#src/session/saving.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { redo, undo } from '#src/session/undoing.ts';
import { Workspace } from '#src/session/workspace.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

const HALF = Math.SQRT1_2;
const frame = {
  pcd: { url: 'a.pcd' },
  images: [{
    url: 'a.png', width: 640, height: 480, name: 'front', camera_convention: 'OpenCV',
    intrinsics: { intrinsic_matrix: [[500, 0, 320], [0, 500, 240], [0, 0, 1]] },
    extrinsics: { translation: { x: 1, y: 2, z: 3 }, rotation: { qw: HALF, qx: 0, qy: HALF, qz: 0 } },
  }],
};
const tree = memoryTree({ 'sample.json': { name: 'flips', attributes: { frames: [frame] } }, 'a.pcd': '' });
const read = async (): Promise<Scene> => segmentsLayout.open(tree, await tree.list());
/** What the file's numbers are, written out: a quarter turn about y, and 1, 2, 3. */
const AS_WRITTEN: Rigid<'world', 'camera'> = { r: [0, 0, 1, 0, 1, 0, -1, 0, 0], t: [1, 2, 3] };

let files: MemoryWorkFiles;

/** Opens the dataset with the work that is kept for it, as the app does. */
async function open(): Promise<Workspace> {
  const store = await openFileWork(files, 'work'), { set, history, lastSeq } = await openLabelSet(store, 'work');
  const opened = new Workspace(tree, await read(), set, history, store);
  setWorkspace(opened);
  startSaving(opened, lastSeq);
  useScene.setState({ scene: applyConventions(opened), frameIndex: 0 });
  return opened;
}

const pose = () => {
  const { r, t } = useScene.getState().scene!.sequences[0].frames[0].images[0].worldFromCamera;
  return [...r, ...t].map((value) => Math.round(value * 1e9) / 1e9 + 0);
};
const numbers = ({ r, t }: Rigid<'world', 'camera'>) => [...r, ...t].map((value) => value + 0);
const choice = (id: string) => conventionChoices().find((c) => c.id === id)!;

beforeEach(async () => {
  files = new MemoryWorkFiles();
  await open();
});

describe('a user who sees that the points do not lie on the picture', () => {
  it('finds the conventions that may be wrong, with what was read and how it is known', () => {
    expect(conventionChoices().map(({ id, asRead, flipped }) => [id, asRead, flipped])).toEqual([
      ['quaternion-order', ['wxyz'], null], ['extrinsics-direction', ['parent-from-camera'], null], ['camera-axes', ['optical'], null],
    ]);
    expect(pose()).toEqual(numbers(AS_WRITTEN));
  });

  it('flips one: the scene follows at once, undo takes it back and redo brings it again', async () => {
    setConvention(choice('extrinsics-direction'), 'camera-from-parent');
    const flipped = pose();
    expect(flipped).toEqual(numbers(invert(AS_WRITTEN) as Rigid<never, never>));
    expect(choice('extrinsics-direction').flipped).toBe('camera-from-parent');
    const undone = await undo();
    expect(undone?.title).toBe('extrinsics direction: camera from LiDAR or vehicle');
    expect([pose(), choice('extrinsics-direction').flipped]).toEqual([numbers(AS_WRITTEN), null]);
    await redo();
    expect(pose()).toEqual(flipped);
  });

  it('sets it back, which is a step of its own', async () => {
    setConvention(choice('camera-axes'), 'vehicle');
    setConvention(choice('camera-axes'), null);
    expect([pose(), choice('camera-axes').flipped]).toEqual([numbers(AS_WRITTEN), null]);
    await undo();
    expect(choice('camera-axes').flipped).toBe('vehicle');
  });

  it('finds it as it was left when the dataset is opened again', async () => {
    setConvention(choice('extrinsics-direction'), 'camera-from-parent');
    setConvention(choice('camera-axes'), 'opengl');
    const left = pose();
    await vi.waitFor(async () => expect((await openLabelSet(await openFileWork(files, 'work'), 'work')).lastSeq).toBe(2));
    stopSaving();
    useScene.setState({ scene: null });
    await open();
    expect(pose()).toEqual(left);
    expect(conventionChoices().filter((c) => c.flipped !== null).map((c) => c.id)).toEqual(['extrinsics-direction', 'camera-axes']);
  });
});
