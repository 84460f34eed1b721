import { describe, expect, it } from 'vitest';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const figure = (z: number, more: object = {}) => ({
  key: 'f', objectKey: 'o1', geometryType: 'cuboid_3d',
  geometry: { position: { x: 1, y: 2, z: 3 }, rotation: { x: 0, y: 0, z }, dimensions: { x: 1.978, y: 4.607, z: 1.552 } }, ...more,
});
const photo = {
  name: 'a.png',
  meta: {
    deviceId: 'CAM_BACK_LEFT', timestamp: '2019-01-11T03:23:57.802Z',
    sensorsData: { extrinsicMatrix: [0, -1, 0, 0.5, 0, 0, -1, 0, 1, 0, 0, 0], intrinsicMatrix: [882, 0, 30, 0, 883, 18, 0, 0, 1] },
  },
};
const annotation = {
  description: '', key: 'e', tags: [], objects: [{ key: 'o1', classTitle: 'car', tags: [] }], framesCount: 2,
  frames: [{ index: 0, figures: [figure(0), figure(0, { geometryType: 'point_cloud', geometry: { indices: [1] } })] }, { index: 1, figures: [figure(Math.PI / 2)] }],
};
const files = {
  'meta.json': { classes: [{ title: 'car', shape: 'cuboid_3d', color: '#AA00BB' }, { title: 'road', shape: 'point_cloud', color: '#00FF00' }], tags: [] },
  'ep1/annotation.json': annotation, 'ep1/frame_pointcloud_map.json': { 1: 'a.pcd', 0: 'b.pcd' }, 'ep1/pointcloud/a.pcd': '', 'ep1/pointcloud/b.pcd': '',
  'ep1/related_images/a_pcd/1.png': pngHeader(64, 36), 'ep1/related_images/a_pcd/1.png.json': photo, 'ep1/related_images/a_pcd/2.png': pngHeader(64, 36),
};

describe('Supervisely episodes', () => {
  it('are in the order of the map, with classes and colours of meta.json', async () => {
    const scene = await openDataset(memoryTree(files));
    expect([scene.layout, scene.sequences[0].id, scene.sequences[0].frames.map((f) => f.id)]).toEqual(['supervisely', 'ep1', ['b', 'a']]);
    expect(scene.taxonomy.classes).toMatchObject([{ id: 1, name: 'car', colour: '#aa00bb', kind: 'thing' }, { id: 2, name: 'road', colour: '#00ff00', kind: 'stuff' }]);
    expect(scene.warnings.join('\n')).toMatch(/1 figures are no cuboids/);
  });

  it('have boxes whose length lies along y at yaw 0', async () => {
    const { sequences: [{ frames }] } = await openDataset(memoryTree(files));
    const [[first], [second]] = frames.map((f) => f.boxes);
    expect([first.className, first.track, first.box.size]).toEqual(['car', 'o1', [4.607, 1.978, 1.552]]);
    expect(apply(first.box.pose, [1, 0, 0])).toEqual([1, 3, 3].map((x) => expect.closeTo(x, 12)));
    expect(apply(second.box.pose, [1, 0, 0])).toEqual([0, 2, 3].map((x) => expect.closeTo(x, 12)));
  });

  it('have pictures with lens, place and time, or without projection', async () => {
    const { sequences: [{ frames: [, { images: [calibrated, plain], sweeps: [sweep] }] }] } = await openDataset(memoryTree(files));
    expect(calibrated).toMatchObject({ camera: 'CAM_BACK_LEFT', timeNs: 1547177037802000000n, spec: { model: 'pinhole', width: 64, height: 36, fx: 882, fy: 883, cx: 30, cy: 18 } });
    expect(apply(cameraFromSweep(calibrated, sweep), [10, 2, 1])).toEqual([-1.5, -1, 10]);
    expect(plain).toMatchObject({ camera: '2', unprojected: expect.stringContaining('2.png.json') });
  });

  it.each([
    ['ep1/annotation.json', [annotation], /figures are no cuboids/, 1],
    ['ep1/annotation.json', { frames: 3 }, /annotation\.json: is not an annotation/, 0],
    ['ep1/frame_pointcloud_map.json', { 0: 'b.pcd', 1: 'a.pcd', 2: 'c.pcd' }, /1 of its point clouds are not there/, 1],
    ['ep1/related_images/a_pcd/1.png.json', { meta: { sensorsData: { extrinsicMatrix: [1], intrinsicMatrix: [] } } }, /1\.png\.json.*extrinsicMatrix/, 1],
  ])('stay usable with another %s', async (path, content, warning, boxes) => {
    const scene = await openDataset(memoryTree({ ...files, [path]: content }));
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames.map((f) => f.boxes.length)).toEqual([boxes, boxes]);
  });

  it('reads single point clouds with an annotation of their own', async () => {
    const scene = await openDataset(memoryTree({ 'd/pointcloud/a.pcd': '', 'd/ann/a.pcd.json': { objects: annotation.objects, figures: [figure(0)] } }));
    expect([scene.layout, scene.sequences[0].frames[0].boxes.length, scene.taxonomy.classes.map((c) => c.name)]).toEqual(['supervisely', 1, ['car']]);
  });
});
