import { describe, expect, it } from 'vitest';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const box = { psr: { position: { x: 1, y: 2, z: 3 }, scale: { x: 4, y: 2, z: 1.5 }, rotation: { x: 0, y: 0, z: 0 } }, obj_type: 'Car', obj_id: '7' };
const calib = { extrinsic: [0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, 0, 0, 0, 1], intrinsic: [100, 0, 32, 0, 100, 18, 0, 0, 1] };
const files = {
  'a/lidar/1.pcd': '', 'a/lidar/2.pcd': '', 'a/camera/front/1.png': pngHeader(64, 36), 'a/camera/back/1.png': pngHeader(64, 36), 'a/calib/camera/front.json': calib,
  'a/label/1.json': [box, box], 'b/lidar/1.pcd': '', 'b/camera/front/1.png': pngHeader(64, 36), 'b/label/1.json': { frame: '1', objs: [box] },
};

describe('SUSTechPOINTS', () => {
  it('has scenes, their cameras, and boxes of both ways of writing', async () => {
    const scene = await openDataset(memoryTree(files));
    expect([scene.layout, ...scene.sequences.map((s) => s.id)]).toEqual(['sustechpoints', 'a', 'b']);
    const [[first], [other]] = scene.sequences.map((s) => s.frames);
    expect(first.boxes.map((b) => [b.id, b.track, b.box.size])).toEqual([['7', '7', [4, 2, 1.5]], ['#1', '7', [4, 2, 1.5]]]);
    expect(other.boxes).toHaveLength(1);
    expect(first.images.map((i) => [i.camera, i.unprojected])).toEqual([['front', undefined], ['back', 'a/calib/camera/back.json has no calibration of it']]);
    expect(scene.sequences[0].frames[1].images).toEqual([]);
  });

  it.each([
    ['a/calib/camera/front.json', { ...calib, extrinsic: [1] }, /front\.json.*extrinsic/],
    ['a/calib/camera/front.json', { ...calib, extrinsic: calib.extrinsic.map((x) => 2 * x) }, /front\.json.*extrinsic.*last row/],
    ['a/calib/camera/front.json', { ...calib, intrinsic: [100, 1, 32, 0, 100, 18, 0, 0, 1] }, /front\.json.*skewed/],
    ['a/label/1.json', [{ ...box, psr: { ...box.psr, scale: { x: 0, y: 1, z: 1 } } }], /label\/1\.json/],
    ['a/camera/front/1.png', 'GIF89a', /1\.png.*PNG or JPEG/],
  ])('stays usable where %s is broken', async (path, content, warning) => {
    const scene = await openDataset(memoryTree({ ...files, [path]: content }));
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames).toHaveLength(2);
  });
});
