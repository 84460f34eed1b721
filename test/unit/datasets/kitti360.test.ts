import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { corners } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const DRIVE = '2013_05_28_drive_0000_sync';
/** Camera axes in the pose frame (x forward, y right, z down there): x right, y down, z forward. */
const CAM_TO_POSE = '0 0 1 1.5  1 0 0 0.2  0 1 0 -1.6';
const ply = (semantic: number): string => ['ply', 'format ascii 1.0', 'element vertex 1', 'property float x', 'property float y', 'property float z', 'property int semantic', 'property int instance', 'end_header', `1 2 3 ${semantic} 26001`, ''].join('\n');
/** As the dataset has it, for pictures of another size: OpenCV's old dialect, here and there without a space behind the colon. */
const MEI = ['%YAML:1.0', '---', 'model_type: MEI', 'camera_name: image_02', 'image_width: 64', 'image_height: 36', 'mirror_parameters:', '   xi: 2.2134047507854890e+00',
  'distortion_parameters:', '   k1:1.6798235660113681e-02', '   k2: 1.6548773243373522e+00', '   p1: 4.2223943394772046e-04', '   p2: 4.2462134260997584e-04',
  'projection_parameters:', '   gamma1: 60.1', '   gamma2: 60.2', '   u0: 32.5', '   v0: 18.25', ''].join('\n');
const files: Record<string, unknown> = {
  'calibration/image_02.yaml': MEI,
  'calibration/calib_cam_to_pose.txt': `image_00: ${CAM_TO_POSE}\nimage_01: ${CAM_TO_POSE}\nimage_02: ${CAM_TO_POSE}\nimage_03: ${CAM_TO_POSE}\n`,
  // The velodyne's x forward, y left, z up from the camera's axes, 0.8 m behind it.
  'calibration/calib_cam_to_velo.txt': '0 0 1 0.8 -1 0 0 0 0 -1 0 0\n',
  'calibration/perspective.txt': ['00', '01'].map((c) => `S_rect_${c}: 64 36\nR_rect_${c}: 1 0 0 0 1 0 0 0 1\nP_rect_${c}: 50 0 32 0 0 50 18 0 0 0 1 0`).join('\n'),
  [`data_poses/${DRIVE}/poses.txt`]: '1 1 0 0 100 0 1 0 200 0 0 1 300\n3 0 -1 0 100 1 0 0 200 0 0 1 300\n',
  ...Object.fromEntries([1, 2, 3].map((k) => [`data_3d_raw/${DRIVE}/velodyne_points/data/000000000${k}.bin`, ''])),
  ...Object.fromEntries(['image_00/data_rect', 'image_02/data_rgb', 'image_03/data_rgb'].map((folder) => [`data_2d_raw/${DRIVE}/${folder}/0000000001.png`, pngHeader(64, 36)])),
  [`data_2d_semantics/train/${DRIVE}/image_00/instance/0000000001.png`]: pngHeader(64, 36),
  [`data_3d_semantics/train/${DRIVE}/static/0000000001_0000000003.ply`]: ply(7), [`data_3d_semantics/train/${DRIVE}/dynamic/0000000001_0000000003.ply`]: ply(26),
};

/** A unit cube as the dataset writes it (its issue 6), and the transform that makes it a box of 4 x 2 x 1.5 m, turned by `yaw`. */
const matrix = (name: string, rows: number, values: readonly number[]): string =>
  `<${name} type_id="opencv-matrix">\n<rows>${rows}</rows>\n<cols>${values.length / rows}</cols>\n<dt>f</dt>\n<data>\n  ${values.map((x) => x.toExponential(8)).join(' ')}</data></${name}>`;
const CUBE = [0.5, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, -0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, -0.5, -0.5, -0.5, -0.5, -0.5, 0.5];
const scaled = (yaw: number, [x, y, z]: readonly number[]): number[] => {
  const c = Math.cos(yaw), s = Math.sin(yaw);
  return [4 * c, -2 * s, 0, x, 4 * s, 2 * c, 0, y, 0, 0, 1.5, z, 0, 0, 0, 1];
};
const object = (k: number, ids: readonly [number, number], [timestamp, start, end]: readonly number[], transform: readonly number[]): string =>
  `<object${k}><index>${k}</index><label>car</label><start_frame>${start}</start_frame><end_frame>${end}</end_frame><timestamp>${timestamp}</timestamp>
  <semanticId>${ids[0]}</semanticId><instanceId>${ids[1]}</instanceId>${matrix('transform', 4, transform)}${matrix('vertices', 8, CUBE)}</object${k}>`;
const storage = (...objects: string[]): string => `<?xml version="1.0"?>\n<opencv_storage>\n<version>1</version>${objects.join('\n')}</opencv_storage>\n`;
const BOXES = `data_3d_bboxes/train/${DRIVE}.xml`;
const parked = object(0, [13, 7], [-1, 1, 3], scaled(0.5, [110, 205, 301]));

describe('KITTI-360 boxes', () => {
  const boxesOf = async (content: string) => {
    const scene = await openDataset(memoryTree({ ...files, [BOXES]: content }));
    return { warnings: scene.warnings.filter((w) => w.includes('bboxes')), boxes: scene.sequences.map((s) => s.frames.map((f) => f.boxes.map((b) => [b.className, b.track]))), scene };
  };

  it('stand in the frames of their window, move in their own, and have the classes of kittiId', async () => {
    const moving = [object(1, [13, 9], [1, 1, 3], scaled(0, [1, 2, 3])), object(2, [13, 9], [3, 1, 3], scaled(0, [2, 2, 3]))];
    const { boxes, warnings } = await boxesOf(storage(parked, ...moving, object(3, [11, 0], [-1, 3, 9], scaled(1, [0, 0, 0])), object(4, [99, 1], [-1, 40, 50], scaled(1, [0, 0, 0]))));
    expect(warnings).toEqual([]);
    // 13 is a car, 26 among the classes of points; 11 is a building. The window 3 to 9 is not within the frames 1 to 3 that were put together.
    expect(boxes).toEqual([[[['car', '26007'], ['car', '26009']], [['car', '26007'], ['building', undefined], ['car', '26009']]], [[['car', '26007']]]]);
  });

  it('lie where the corners of the mesh are taken to', async () => {
    const { scene } = await boxesOf(storage(parked)), { box } = scene.sequences[0].frames[0].boxes[0], m = scaled(0.5, [110, 205, 301]);
    expect(box.size).toEqual([4, 2, 1.5].map((x) => expect.closeTo(x, 6)));
    const expected = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].flatMap((y) => [-0.5, 0.5].map((z) => [0, 4, 8].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z + m[row + 3]))));
    corners(box).forEach((corner, k) => expect(corner).toEqual(expected[k].map((value) => expect.closeTo(value, 6))));
  });

  it('that are mirrored are the same solid, in right-handed axes', async () => {
    const mirrored = scaled(0.5, [110, 205, 301]).map((value, k) => (k % 4 === 1 ? -value : value));
    const { scene } = await boxesOf(storage(object(0, [13, 7], [-1, 1, 3], mirrored))), { box } = scene.sequences[0].frames[0].boxes[0];
    const { scene: plain } = await boxesOf(storage(parked));
    expect(box.pose.r).toEqual(plain.sequences[0].frames[0].boxes[0].box.pose.r.map((x) => expect.closeTo(x, 6)));
  });

  it.each([
    ['sheared', storage(object(0, [13, 7], [-1, 1, 3], scaled(0.5, [1, 2, 3]).map((x, k) => (k === 1 ? 3 : x)))), /transform that makes no box/],
    ['flat', storage(object(0, [13, 7], [-1, 1, 3], scaled(0.5, [1, 2, 3]).map((x, k) => (k === 10 ? 0 : x)))), /transform that makes no box/],
    ['with a matrix that is too short', storage(parked).replace('<rows>8</rows>', '<rows>9</rows>'), /<vertices>.*9 x 3/],
    ['cut off', storage(parked).slice(0, 400), /not valid XML/],
  ])('%s are a warning, and the frames open', async (_what, content, warning) => {
    const { warnings, boxes } = await boxesOf(content);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
    expect(boxes).toEqual([[[], []], [[]]]);
  });

  it('have no place where there are no poses', async () => {
    const { [`data_poses/${DRIVE}/poses.txt`]: _poses, ...rest } = files;
    const scene = await openDataset(memoryTree({ ...rest, [BOXES]: storage(parked) }));
    expect(scene.sequences[0].frames.map((f) => f.boxes)).toEqual([[], [], []]);
    expect(scene.warnings.join('\n')).toMatch(/without poses they have no place/);
  });
});

describe('KITTI-360', () => {
  it('has the scans that have poses, and windows with static and dynamic points', async () => {
    const scene = await openDataset(memoryTree(files));
    expect(scene.layout).toBe('kitti-360');
    expect(scene.sequences.map((s) => [s.id, s.posed, s.frames.map((f) => [f.id, f.sweeps.map((sweep) => sweep.sensor)])])).toEqual([
      [DRIVE, true, [['0000000001', ['velodyne']], ['0000000003', ['velodyne']]]],
      [`${DRIVE}_windows`, true, [['0000000001_0000000003', ['static', 'dynamic']]]],
    ]);
    expect(scene.warnings.join('\n')).toMatch(/1 scans have no pose and are left out/);
  });

  it('puts scan and camera together', async () => {
    const { sequences: [{ frames: [{ sweeps: [sweep], images: [image, fisheye, other] }] }] } = await openDataset(memoryTree(files));
    // 10 m ahead of the scanner, 2 left, 1 up: 9.2 m before the camera, in its axes.
    expect(apply(cameraFromSweep(image, sweep), [10, 2, 1])).toEqual([-2, -1, 9.2].map((x) => expect.closeTo(x, 12)));
    expect(image.worldFromCamera.t).toEqual([101.5, 200.2, 298.4]);
    expect(image).toMatchObject({ spec: { fx: 50, width: 64 }, masks: [{ kind: 'cityscapes-instance-ids' }] });
    const { spec } = fisheye;
    expect([fisheye.camera, spec.model, fisheye.unprojected, fisheye.worldFromCamera.t]).toEqual(['image_02', 'mei', undefined, image.worldFromCamera.t]);
    expect([spec.fx, spec.fy, spec.cx, spec.cy, ...spec.coefficients]).toEqual([60.1, 60.2, 32.5, 18.25, 2.213404750785489, 0.016798235660113681, 1.6548773243373522, 0.00042223943394772046, 0.00042462134260997584]);
    // 10 m to its right and 1 m behind: 95.7 degrees from its axis.
    expect(createCamera(spec).project(10, 0, -1, new Float64Array(2))).toBe(true);
    expect(other).toMatchObject({ camera: 'image_03', unprojected: expect.stringContaining('no calibration') });
  });

  it.each([
    ['k1:1.67', 'k1:one.67', /image_02\.yaml.*distortion_parameters\.k1/],
    ['MEI', 'KANNALA', /image_02\.yaml.*model_type.*MEI.*KANNALA/],
    ['---', '{', /image_02\.yaml.*not valid YAML/],
  ])('stays usable where the lens of a fisheye is broken: %s is %s', async (right, wrong, warning) => {
    const scene = await openDataset(memoryTree({ ...files, 'calibration/image_02.yaml': MEI.replace(right, wrong) }));
    expect(scene.sequences[0].posed).toBe(true);
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames[0].images.map((i) => [i.camera, i.unprojected === undefined])).toEqual([['image_00', true], ['image_02', false], ['image_03', false]]);
  });

  it('takes the classes of the windows from their field', async () => {
    const tree = memoryTree(files), scene = await openDataset(tree);
    const labels = await Promise.all(scene.sequences[1].frames[0].sweeps.map(async (sweep) => [...(await loadFrameLabels(tree, sweep, await readSweep(tree, sweep)))!]));
    expect(labels).toEqual([[7], [26]]);
    expect(scene.taxonomy.classes.find((c) => c.id === 37)?.name).toBe('smallpole');
  });

  it.each([
    ['calibration/calib_cam_to_velo.txt', '1 2 3', /calib_cam_to_velo\.txt.*12 numbers/],
    [`data_poses/${DRIVE}/poses.txt`, '1 2 3', /poses\.txt.*13 numbers/],
    ['calibration/perspective.txt', 'S_rect_00: 64', /perspective\.txt.*P_rect_00/],
  ])('stays usable where %s is broken', async (path, content, warning) => {
    const scene = await openDataset(memoryTree({ ...files, [path]: content }));
    expect(scene.sequences[0]).toMatchObject({ posed: false, frames: [{}, {}, {}] });
    expect(scene.warnings.join('\n')).toMatch(warning);
  });
});
