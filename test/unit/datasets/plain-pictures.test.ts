import { describe, expect, it } from 'vitest';
import { matchPictures } from '#src/datasets/match-pictures.ts';
import { timeInName } from '#src/datasets/name-time.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const png = pngHeader(64, 36);

describe('the time in a name', () => {
  it.each([
    ['1557539960', 1557539960000000000n], ['1557539960100', 1557539960100000000n], ['1557539960100260', 1557539960100260000n], ['1557539960100260864', 1557539960100260864n],
    ['1557539960.100260', 1557539960100260000n], ['cam0_1557539960_1', 1557539960100000000n], ['n015-2018__CAM_FRONT__1532402927612460', 1532402927612460000n],
    ['000123', null], ['0000000012', null], ['frame_12', null], ['20190511', null],
  ])('%s', (stem, time) => {
    expect(timeInName(stem)).toBe(time);
  });
});

describe('matching pictures to clouds', () => {
  const files = (folder: string, names: readonly (string | number)[], extension: string): string[] => names.map((name) => `${folder}/${name}.${extension}`);

  it('goes by name before number, and by number before time', () => {
    expect(matchPictures(['l/7.pcd', 'l/8.pcd'], ['c/8.png', 'c/x9.png'])).toEqual({ by: 'name', pictures: new Map([[1, 'c/8.png']]), apartNs: 0n });
    expect(matchPictures(['l/007.pcd', 'l/008.pcd'], ['c/img_8.png', 'c/img_9.png'])).toEqual({ by: 'number', pictures: new Map([[1, 'c/img_8.png']]), apartNs: 0n });
    expect(matchPictures(['l/a.pcd'], ['c/b.png'])).toBeNull();
  });

  it('does not choose among several of one number', () => {
    expect(matchPictures(['l/1.pcd'], ['c/left_1.png', 'c/right_01.png'])).toBeNull();
  });

  it('takes the nearest time, not farther than half a step', () => {
    const clouds = files('l', [1557539960100, 1557539960200, 1557539960300, 1557539960400], 'pcd');
    const pictures = files('c', [1557539960090, 1557539960119, 1557539960260, 1557539960301, 1557539960451], 'png');
    expect(matchPictures(clouds, pictures)).toEqual({
      by: 'time', apartNs: 10_000_000n, pictures: new Map([[0, pictures[0]], [2, pictures[3]]]),
    });
  });
});

describe('a plain folder with pictures', () => {
  const files = {
    'lidar/1557539960100.pcd': '', 'lidar/1557539960200.pcd': '', 'camera/front/1557539960110.png': png, 'camera/front/1557539960195.png': png,
    'camera/back/images/1557539960200.png': png, 'masks/front/1557539960110.png': png, 'other/readme.png': png,
  };

  it('shows them without projection, and says how many were matched and how', async () => {
    const scene = await openDataset(memoryTree(files));
    expect(scene.layout).toBe('cloud-folder');
    expect(scene.sequences[0].frames.map((f) => f.images.map((i) => [i.camera, i.file, i.unprojected]))).toEqual([
      [['front', 'camera/front/1557539960110.png', 'the folder has no calibration']],
      [['back', 'camera/back/images/1557539960200.png', 'the folder has no calibration'], ['front', 'camera/front/1557539960195.png', 'the folder has no calibration']],
    ]);
    const said = scene.conventions.filter((c) => c.name.startsWith('pictures')).map((c) => `${c.name}: ${c.value}`).join('\n');
    expect(said).toMatch(/front: 2 of 2 frames have one, by nearest time, at most 10 ms apart/);
    expect(said).toMatch(/back: 1 of 2 frames have one, by name/);
    expect(scene.warnings.join('\n')).toMatch(/other: 1 pictures are left out: none has the name/);
  });

  it('gives pictures to the recording that they lie in', async () => {
    const scene = await openDataset(memoryTree({ 'a/lidar/1.pcd': '', 'b/lidar/1.pcd': '', 'b/cam/1.png': png, 'all/1.png': png }));
    expect(scene.sequences.map((s) => [s.id, s.frames[0].images.map((i) => i.file)])).toEqual([['a', []], ['b', ['b/cam/1.png']]]);
    expect(scene.warnings.join('\n')).toMatch(/all: 1 pictures are left out: they fit to several sequences/);
  });

  it('takes the picture of a single cloud, and not its mask', async () => {
    const scene = await openDataset(memoryTree({ 'a.pcd': '', 'a.png': png, 'masks/a.png': png }));
    expect([scene.layout, scene.sequences[0].frames[0].images.map((i) => [i.camera, i.file])]).toEqual(['cloud-file', [['camera', 'a.png']]]);
  });
});
