import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const half = Math.SQRT1_2;

function image(extra: object = {}): Record<string, unknown> {
  return {
    name: 'front', url: './front/0.jpg', width: 100, height: 50,
    intrinsics: { intrinsic_matrix: [[80, 0, 50], [0, 81, 25], [0, 0, 1]] },
    extrinsics: { translation: { x: 1, y: 2, z: 3 }, rotation: { qw: 1, qx: 0, qy: 0, qz: 0 } },
    ...extra,
  };
}

function sample(frame: object = {}): Record<string, unknown> {
  return {
    'sample.json': { name: 'drive/1', attributes: { frames: [{ name: 'f0', timestamp: 7, pcd: { url: 'lidar/0.bin', type: 'nuscenes' }, images: [image()], ...frame }] } },
    'lidar/0.bin': '', 'front/0.jpg': '',
  };
}

async function open(files: Record<string, unknown>) {
  const scene = await openDataset(memoryTree(files));
  const [frame] = scene.sequences[0].frames;
  return { scene, frame, image: frame.images[0] };
}

describe('a Segments.ai sample', () => {
  it('reads columns, ids, times and its own pose of each sensor', async () => {
    const { scene, frame } = await open(sample({ ego_pose: { position: { x: 10, y: 0, z: 0 }, heading: { qw: half, qx: 0, qy: 0, qz: half } } }));
    expect(scene.sequences[0]).toMatchObject({ id: 'drive_1', posed: true });
    expect(frame).toMatchObject({ id: 'f0', timeNs: 7n });
    expect(frame.sweeps[0].cloud).toEqual({ file: 'lidar/0.bin', format: 'kitti-bin', columns: ['x', 'y', 'z', 'intensity', 'ring'] });
    // A quarter turn to the left, then 10 m ahead of the origin: (1, 2, 3) of the vehicle is (8, 1, 3).
    expect(frame.images[0].worldFromCamera.t).toEqual([8, 1, 3].map((x) => expect.closeTo(x, 12)));
    expect(frame.images[0].file).toBe('front/0.jpg');
  });

  it('turns OpenGL cameras, the default, into OpenCV ones', async () => {
    const forward = async (convention: object) => apply((await open(sample({ images: [image(convention)] }))).image.worldFromCamera, [0.1, 0.2, 1]);
    expect(await forward({ camera_convention: 'OpenCV' })).toEqual([1.1, 2.2, 4].map((x) => expect.closeTo(x, 12)));
    expect(await forward({})).toEqual([1.1, 1.8, 2].map((x) => expect.closeTo(x, 12)));
    expect(await forward({ camera_convention: 'OpenGL' })).toEqual(await forward({}));
  });

  it('puts Brown-Conrady coefficients into the order of OpenCV', async () => {
    const coefficients = { k1: 0.1, k2: 0.2, k3: 0.3, p1: 0.01, p2: 0.02 };
    for (const given of [coefficients, Object.values(coefficients)]) {
      const { image: read } = await open(sample({ images: [image({ distortion: { model: 'brown-conrady', coefficients: given } })] }));
      expect(read.spec).toMatchObject({ model: 'opencv-radtan', coefficients: [0.1, 0.2, 0.01, 0.02, 0.3] });
    }
  });

  it('refuses a lens by name, and keeps the rest', async () => {
    const { scene, frame } = await open(sample({ images: [image(), image({ name: 'round', distortion: { model: 'kannala', coefficients: { k1: 1 } } })] }));
    expect(frame.images.map((i) => [i.camera, i.unprojected === undefined])).toEqual([['front', true], ['round', false]]);
    expect(scene.warnings.join()).toMatch(/camera round is shown without projection.*kannala/);
  });

  it.each([[[0.1, 0.2]], [{ k1: 0.1, k9: 3 }]])('leaves out an image with the coefficients %j of another lens', async (coefficients) => {
    const { scene, frame } = await open(sample({ images: [image({ distortion: { model: 'brown-conrady', coefficients } })] }));
    expect(frame.images).toEqual([]);
    expect(scene.warnings.join()).toContain('attributes.frames[0].images[0].distortion.coefficients');
  });

  it.each([
    ['url', { url: 'https://example.org/0.jpg' }, 'url leads out'],
    ['url', { url: '../0.jpg' }, 'url leads out'],
    ['calibration', { extrinsics: null }, 'no calibration'],
    ['size', { url: 'gone.jpg', width: null }, 'size is not known'],
  ])('leaves out an image without a usable %s, with a warning', async (_what, extra, warning) => {
    const { scene, frame } = await open(sample({ images: [image(extra)] }));
    expect(frame.images).toEqual([]);
    expect(scene.warnings.join()).toContain(warning);
  });

  it.each([
    [{ pcd: { url: 'lidar/0.bin', type: 'tiles' } }, 'attributes.frames[0].pcd.type'],
    [{ pcd: { url: '../secret.bin', type: 'kitti' } }, 'attributes.frames[0].pcd.url'],
    [{ pcd: {} }, 'attributes.frames[0].pcd.url'],
    [{ images: [image({ extrinsics: { translation: { x: 0, y: 0, z: 0 }, rotation: { qw: 0, qx: 0, qy: 0, qz: 0 } } })] }, 'attributes.frames[0].images[0].extrinsics.rotation'],
    [{ images: [image({ camera_convention: 'Blender' })] }, 'attributes.frames[0].images[0].camera_convention'],
  ])('names the place of a fault: %j', async (frame, place) => {
    const error: unknown = await openDataset(memoryTree(sample(frame))).then(() => null, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).details).toMatchObject({ file: 'sample.json', where: place });
  });

  it('reads nanoseconds that a double would round', async () => {
    const files = sample();
    files['sample.json'] = JSON.stringify(files['sample.json']).replace('"timestamp":7', '"timestamp":1557539960100260863');
    expect((await open(files)).frame.timeNs).toBe(1557539960100260863n);
  });
});
