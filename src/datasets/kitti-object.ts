import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { driving } from '#src/core/labels/presets/index.ts';
import type { Frame, FrameBox, FrameImage, Sequence } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { concurrently } from './concurrently.ts';
import { imageSize } from './image-size.ts';
import { parseKittiBoxes } from './kitti-boxes.ts';
import type { KittiCalib, KittiCamera, RectFromSweep } from './kitti-calib.ts';
import { cameraFromVelodyne, kittiCamera, kittiMount, parseKittiCalib, rectFromVelodyne } from './kitti-calib.ts';
import { labelFileOf } from './label-files.ts';
import type { DatasetLayout } from './layout.ts';
import { joined, naturally, stemOf } from './paths.ts';

const WHY = 'velodyne/ and calib/ with the same frame names';
const SENSOR = 'velodyne';

/** The KITTI object benchmark: `training` and `testing`, or one of them; any of image_0 to image_3. Frames stand alone. */
export const kittiObject: DatasetLayout = {
  id: 'kitti-object',
  name: 'KITTI object',

  detect(_tree, paths) {
    return Promise.resolve(splitsIn(paths).length > 0 ? { confidence: 0.9, why: WHY } : { confidence: 0, why: 'no velodyne/ with calib/' });
  },

  async open(tree, paths) {
    const there = new Set(paths);
    const sequences: Sequence[] = [];
    for (const split of splitsIn(paths)) {
      const id = split === '' ? tree.name : split;
      sequences.push({ id, posed: false, frames: await concurrently(framesIn(paths, split), (name) => readFrame(tree, there, split, id, name)) });
    }
    return {
      name: tree.name,
      layout: this.id,
      why: WHY,
      conventions: [
        { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
        { name: 'extrinsics direction', value: 'P * R0_rect * Tr_velo_to_cam: camera from velodyne', source: 'format' },
        { name: 'lens model', value: 'pinhole: the images are rectified', source: 'format' },
        { name: 'columns of .bin', value: 'x, y, z, remission as float32', source: 'format' },
        { name: 'boxes', value: 'label_2: height, width, length; bottom centre; rotation about the camera y', source: 'format' },
        { name: 'classes', value: 'driving preset', source: 'assumed' },
        { name: 'poses', value: 'none: every frame stands alone', source: 'format' },
      ],
      warnings: [],
      taxonomy: driving,
      sequences,
    };
  },
};

/** The folders that hold velodyne/X.bin and calib/X.txt: 'training', 'testing', or '' where the folder itself does. */
function splitsIn(paths: readonly string[]): string[] {
  return ['training', 'testing', ''].filter((split) => {
    const calibs = new Set(paths.filter((path) => path.startsWith(`${joined(split, 'calib')}/`)).map(stemOf));
    return framesIn(paths, split).some((name) => calibs.has(name));
  });
}

function framesIn(paths: readonly string[], split: string): string[] {
  const folder = `${joined(split, 'velodyne')}/`;
  return paths.filter((path) => path.startsWith(folder) && path.endsWith('.bin') && !path.slice(folder.length).includes('/')).map(stemOf).sort(naturally);
}

async function readFrame(tree: FileTree, there: ReadonlySet<string>, split: string, sequence: string, name: string): Promise<Frame> {
  const cloud = joined(split, `velodyne/${name}.bin`);
  const calibFile = joined(split, `calib/${name}.txt`);
  const parts = there.has(calibFile)
    ? await readCalibrated(tree, there, split, name, parseKittiCalib(await readText(await tree.open(calibFile)), calibFile), calibFile)
    : { images: [], boxes: [] };
  const worldFromSweep = identity<'world', 'sweep'>();
  const sweep = {
    id: sweepId(sequence, name, SENSOR), sensor: SENSOR, cloud: { file: cloud, format: 'kitti-bin' }, labels: labelFileOf(cloud, there), timeNs: null, worldFromSweep,
  };
  return { id: name, timeNs: null, sweeps: [sweep], ...parts };
}

async function readCalibrated(
  tree: FileTree, there: ReadonlySet<string>, split: string, name: string, calib: KittiCalib, calibFile: string,
): Promise<{ images: FrameImage[]; boxes: FrameBox[] }> {
  const rectFromSweep = rectFromVelodyne(calib, calibFile), cameraFromSweep = cameraFromVelodyne(calib, calibFile);
  const images: FrameImage[] = [];
  for (const index of [2, 3, 0, 1]) {
    const camera = joined(split, `image_${index}/${name}`);
    const file = [`${camera}.png`, `${camera}.jpg`].find((path) => there.has(path));
    if (file !== undefined) images.push(await readImage(tree, file, index, kittiCamera(calib, index, rectFromSweep, calibFile), cameraFromSweep));
  }
  const boxes = await readBoxes(tree, there, joined(split, `label_2/${name}.txt`), rectFromSweep);
  return { images, boxes: boxes.map((box) => ({ ...box, mount: kittiMount(identity(), cameraFromSweep, box.box.pose) })) };
}

async function readImage(tree: FileTree, file: string, index: number, camera: KittiCamera, cameraFromSweep: Rigid<'camera', 'sweep'>): Promise<FrameImage> {
  const size = await imageSize(await tree.open(file)), worldFromCamera = compose(identity<'world', 'sweep'>(), invert(camera.cameraFromSweep));
  return {
    camera: `image_${index}`,
    file,
    spec: { ...camera.spec, ...size },
    timeNs: null,
    worldFromCamera,
    mount: kittiMount(identity(), cameraFromSweep, worldFromCamera),
    masks: [],
  };
}

async function readBoxes(tree: FileTree, there: ReadonlySet<string>, file: string, rectFromSweep: RectFromSweep): Promise<FrameBox[]> {
  return there.has(file) ? parseKittiBoxes(await readText(await tree.open(file)), rectFromSweep, file) : [];
}
