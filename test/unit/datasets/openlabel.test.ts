import { describe, expect, it } from 'vitest';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const half = Math.SQRT1_2;
const frame = (number: number, x: number) => ({
  frame_properties: {
    timestamp: `2024-05-01T12:00:0${number}.250Z`,
    streams: { lidar: { uri: `points/${number}.pcd` }, front: { uri: `./front/${number}.png` } },
    transforms: { ego: { src: 'vehicle', dst: 'odom', transform_src_to_dst: { quaternion: [0, 0, half, half], translation: [x, 0, 0] } } },
  },
  objects: { 7: { object_data: { cuboid: [{ name: 'shape', val: [1, 0, 0, 0, 0, 0, 1, 4, 2, 1.5], coordinate_system: 'vehicle' }] } }, 8: { object_data: { cuboid: [{ name: 'shape', val: [0, 0, 0, 0, 0, Math.PI / 2, 1, 1, 1] }] } } },
});
const openlabel = {
  metadata: { schema_version: '1.0.0' },
  coordinate_systems: {
    odom: { type: 'scene_cs', parent: '', children: ['vehicle'] }, vehicle: { type: 'local_cs', parent: 'odom', children: ['lidar', 'front'] },
    lidar: { type: 'sensor_cs', parent: 'vehicle', children: [], pose_wrt_parent: { matrix4x4: [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1] } },
    front: { type: 'sensor_cs', parent: 'vehicle', children: [], pose_wrt_parent: { matrix4x4: [0, 0, 1, 1.5, -1, 0, 0, 0, 0, -1, 0, 1.5, 0, 0, 0, 1] } },
  },
  streams: {
    front: { type: 'camera', stream_properties: { intrinsics_pinhole: { width_px: 64, height_px: 36, camera_matrix: [50, 0, 32, 0, 0, 51, 18, 0, 0, 0, 1, 0], distortion_coeffs: [0.1, 0, 0, 0, 0] } } },
    lidar: { type: 'lidar' },
  },
  objects: { 7: { name: 'car 7', type: 'car' }, 8: { name: 'x', type: 'van' } },
  frames: { 0: frame(0, 10), 1: frame(1, 20) },
};
const files = { 'drive.json': { openlabel }, 'points/0.pcd': '', 'points/1.pcd': '', 'front/0.png': pngHeader(64, 36), 'front/1.png': pngHeader(64, 36) };
const changed = (change: (o: typeof openlabel) => void) => {
  const copy = structuredClone(openlabel);
  change(copy);
  return openDataset(memoryTree({ ...files, 'drive.json': { openlabel: copy } }));
};

describe('OpenLABEL', () => {
  it('goes from sensor to vehicle to world, each frame at its own pose', async () => {
    const scene = await openDataset(memoryTree(files));
    expect([scene.layout, scene.why, scene.warnings]).toEqual(['openlabel', 'drive.json is OpenLABEL', []]);
    expect(scene.sequences[0]).toMatchObject({ id: 'drive', posed: true });
    const [first, second] = scene.sequences[0].frames;
    // A quarter turn to the left: a point 1 m before the scanner, which is 1 m before the middle, is 2 m along y.
    expect(apply(first.sweeps[0].worldFromSweep, [1, 0, 0])).toEqual([10, 2, 2].map((x) => expect.closeTo(x, 12)));
    expect(second.sweeps[0].worldFromSweep.t).toEqual([20, 1, 2].map((x) => expect.closeTo(x, 12)));
    expect(first.timeNs).toBe(BigInt(Date.UTC(2024, 4, 1, 12, 0, 0, 250)) * 1_000_000n);
    expect(apply(cameraFromSweep(first.images[0], first.sweeps[0]), [10, 2, 1])).toEqual([-2, -1.5, 9.5].map((x) => expect.closeTo(x, 12)));
    expect(first.images[0].spec).toEqual({ model: 'opencv-radtan', width: 64, height: 36, fx: 50, fy: 51, cx: 32, cy: 18, coefficients: [0.1, 0, 0, 0, 0] });
  });

  it('has cuboids of ten and of nine numbers, in the system that they name', async () => {
    const { sequences: [{ frames: [{ boxes: [car, van] }] }] } = await openDataset(memoryTree(files));
    expect([car.className, car.track, car.box.size, van.className]).toEqual(['car', '7', [4, 2, 1.5], 'van']);
    expect(apply(car.box.pose, [1, 0, 0])).toEqual([10, 2, 0].map((x) => expect.closeTo(x, 12)));
    // Without a name it is the LiDAR's; turned by another quarter, its length lies along -x.
    expect(apply(van.box.pose, [1, 0, 0])).toEqual([9, 1, 2].map((x) => expect.closeTo(x, 12)));
  });

  it('finds files by the number in their name where frames name none', async () => {
    const scene = await changed((o) => {
      (o.streams.lidar as { uri?: string }).uri = 'points/';
      for (const f of Object.values(o.frames)) f.frame_properties.streams = {} as never;
    });
    expect(scene.sequences[0].frames.map((f) => [f.sweeps[0].cloud.file, f.images.map((i) => i.file)])).toEqual([['points/0.pcd', ['front/0.png']], ['points/1.pcd', ['front/1.png']]]);
  });

  it('stands alone without a way to the world, and shows pictures of other lenses', async () => {
    const scene = await changed((o) => {
      for (const f of Object.values(o.frames)) f.frame_properties.transforms = {} as never;
      o.coordinate_systems.vehicle.parent = '';
      o.streams.front.stream_properties = { intrinsics_fisheye: { lens_coeffs: [1, 2, 3, 4] } } as never;
    });
    expect(scene.sequences[0].posed).toBe(false);
    expect(scene.sequences[0].frames[0].images[0].unprojected).toMatch(/unsupported lens: fisheye/);
  });

  it.each([
    [(o: typeof openlabel) => { o.frames[0].frame_properties.transforms.ego.transform_src_to_dst.quaternion = [0, 0, 1, 1]; }, /drive\.json.*transforms\.ego.*length 1/],
    [(o: typeof openlabel) => { o.frames[0].objects[7].object_data.cuboid[0].val[9] = 0; }, /drive\.json.*without a size.*frames\.0\.objects\.7/],
    [(o: typeof openlabel) => { o.frames[0].frame_properties.streams.lidar.uri = '../secret.pcd'; }, /1 of 2 frames have no point cloud here/],
  ])('stays usable where a frame is broken: %#', async (change, warning) => {
    const scene = await changed(change);
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames.length).toBeGreaterThan(0);
  });

  it.each([
    [(o: typeof openlabel) => { o.streams.lidar.type = 'other'; }, /drive\.json: has no LiDAR/],
    [(o: typeof openlabel) => { (o as { frames?: unknown }).frames = 3; }, /drive\.json: is not an OpenLABEL document/],
    [(o: typeof openlabel) => { (o as { frames?: unknown }).frames = {}; }, /has no frame that can be shown/],
  ])('names the fault: %#', async (change, message) => {
    await expect(changed(change)).rejects.toThrow(message);
  });
});
