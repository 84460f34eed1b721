import { describe, expect, it } from 'vitest';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

// Camera from LiDAR: x forward, y left, z up becomes x right, y down, z forward, and 0.5 m to the camera's right.
const rows = [0, -1, 0, 0.5, 0, 0, -1, 0, 1, 0, 0, 0, 0, 0, 0, 1];
const columns = [0, 0, 1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0.5, 0, 0, 1];
const camera = (external: number[], more: object = {}) => ({ camera_internal: { fx: 100, fy: 101, cx: 32, cy: 18 }, camera_external: external, ...more });
const box = (type: string) => ({
  id: 'A', type, className: 'car', trackId: 't1',
  contour: { size3D: { x: 4, y: 2, z: 1.5 }, center3D: { x: 1, y: 2, z: 3 }, rotation3D: { x: 0, y: 0, z: Math.PI / 2 } },
});
const files = {
  'scene_1/lidar_point_cloud_0/d1.pcd': '', 'scene_1/lidar_point_cloud_0/d2.pcd': '',
  'scene_1/camera_image_0/d1.png': pngHeader(64, 36), 'scene_1/camera_image_1/d1.png': pngHeader(64, 36), 'scene_1/camera_image_2/d1.png': pngHeader(64, 36), 'scene_1/camera_image_3/d1.png': pngHeader(64, 36),
  'scene_1/camera_config/d1.json': [camera(rows), camera(columns, { rowMajor: false }), camera(columns), camera(rows, { distortionK: [0.1, 0] })],
  'scene_1/result/d1.json': [{ version: '1.0', objects: [box('3D_BOX'), box('2D_RECT')] }],
};

describe('Xtreme1', () => {
  it('takes matrices by rows and by columns to the same place', async () => {
    const scene = await openDataset(memoryTree(files));
    expect([scene.layout, scene.sequences[0].id, scene.sequences[0].frames.map((f) => f.id)]).toEqual(['xtreme1', 'scene_1', ['d1', 'd2']]);
    const [{ images, sweeps: [sweep] }] = scene.sequences[0].frames;
    expect(images.map((i) => [i.camera, i.unprojected])).toEqual([
      ['camera_image_0', undefined], ['camera_image_1', undefined], ['camera_image_2', undefined], ['camera_image_3', 'unsupported lens: pinhole with distortion'],
    ]);
    for (const image of images.slice(0, 3)) expect(apply(cameraFromSweep(image, sweep), [10, 2, 1])).toEqual([-1.5, -1, 10]);
    expect(images[0].spec).toEqual({ model: 'pinhole', width: 64, height: 36, fx: 100, fy: 101, cx: 32, cy: 18, coefficients: [] });
  });

  it('has the 3D boxes of a result, their length along their heading', async () => {
    const { sequences: [{ frames: [{ boxes }] }] } = await openDataset(memoryTree(files));
    expect(boxes.map((b) => [b.className, b.track, b.box.size])).toEqual([['car', 't1', [4, 2, 1.5]]]);
    expect(apply(boxes[0].box.pose, [2, 0, 0])).toEqual([1, 4, 3].map((x) => expect.closeTo(x, 12)));
  });

  it.each([
    ['scene_1/camera_config/d1.json', [camera(rows.map((x) => 3 * x))], /d1\.json.*camera_external/],
    ['scene_1/camera_config/d1.json', [camera([1])], /d1\.json.*camera_external/],
    ['scene_1/result/d1.json', '{', /result\/d1\.json.*JSON/],
  ])('stays usable where %s is broken', async (path, content, warning) => {
    const scene = await openDataset(memoryTree({ ...files, [path]: content }));
    expect(scene.sequences[0].frames.map((f) => f.images.length)).toEqual([4, 0]);
    expect(scene.warnings.join('\n')).toMatch(warning);
  });
});
