import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import type { CameraMount } from '#src/core/scene/camera-mount.ts';
import type { Convention, Frame, FrameImage, MaskRef, Sequence, Sweep, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { CameraSizes } from './camera-sizes.ts';
import { Kitti360BoxFiles } from './kitti360-boxes.ts';
import type { Kitti360Boxes } from './kitti360-boxes.ts';
import type { Kitti360Calib } from './kitti360-calib.ts';
import { parseKitti360Poses, readKitti360Calib } from './kitti360-calib.ts';
import { kitti360Classes } from './kitti360-classes.ts';
import { labelFileOf } from './label-files.ts';
import type { DatasetLayout } from './layout.ts';
import { leftOutClouds } from './left-out.ts';
import { notProjected } from './not-projected.ts';
import { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, joined, nameOf, naturally, stemOf } from './paths.ts';
import { parseTimestamps } from './timestamps.ts';
import { warned } from './warned.ts';

const SCANS = /^(?:(.*)\/)?data_3d_raw\/([^/]+)\/velodyne_points\/data$/;
const WINDOWS = /^(?:(.*)\/)?data_3d_semantics\/(?:train\/|test\/)?([^/]+)\/static$/;

/** KITTI-360: scans with poses, pictures and boxes, and the accumulated static and dynamic windows with their labels. */
export const kitti360: DatasetLayout = {
  id: 'kitti-360',
  name: 'KITTI-360',

  detect(_tree, paths) {
    const folders = PathIndex.of(paths).folders().filter((folder) => SCANS.test(folder) || WINDOWS.test(folder));
    return Promise.resolve(folders.length > 0 ? { confidence: 0.95, why: why(folders.length) } : { confidence: 0, why: 'no data_3d_raw/ or data_3d_semantics/' });
  },

  async open(tree, paths) {
    const index = PathIndex.of(paths), warnings: string[] = [], sequences: Sequence[] = [];
    const folders = index.folders(), boxFiles = new Kitti360BoxFiles(tree, index, warnings);
    for (const folder of folders) {
      const scans = SCANS.exec(folder), windows = WINDOWS.exec(folder);
      if (scans) sequences.push(...(await new DriveReader(tree, index, scans[1] ?? '', scans[2], boxFiles, warnings).sequence(folder)));
      if (windows) sequences.push(windowSequence(index, folder, windows[2], await boxFiles.of(windows[1] ?? '', windows[2])));
    }
    return {
      name: tree.name, layout: this.id, why: why(sequences.length), conventions: CONVENTIONS,
      warnings: [...warnings, ...leftOutClouds(paths, sequences)], taxonomy: kitti360Classes, maskTaxonomy: kitti360Classes, sequences,
    };
  },
};

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'none: scans are as the sensor saw them, and points have no time of their own', source: 'format' },
  { name: 'poses', value: 'poses.txt * calib_cam_to_pose * calib_cam_to_velo^-1; a picture has the pose of its frame', source: 'format' },
  { name: 'extrinsics direction', value: 'calib_cam_to_velo: velodyne from camera 0; calib_cam_to_pose: pose from camera', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'image_00 and image_01: pinhole, rectified; image_02 and image_03: the unified fisheye of Mei, with p1 and p2', source: 'format' },
  { name: 'columns of .bin', value: 'x, y, z, reflectance as float32', source: 'format' },
  { name: 'labels', value: 'the field semantic of static and dynamic PLY windows, whose points are in the world; instances are not read', source: 'format' },
  { name: 'boxes', value: 'data_3d_bboxes: in the world, length along x; static ones in the frames of the window that they were labelled in, moving ones in their own', source: 'format' },
  { name: 'classes', value: "KITTI-360's ids: Cityscapes' and eleven more", source: 'format' },
  { name: 'time zone', value: 'timestamps.txt is read as UTC', source: 'assumed' },
];

function why(count: number): string {
  return `KITTI-360 folders with ${count} sequence${count === 1 ? '' : 's'} of scans or windows`;
}

/** One frame per window: its static points and boxes, and its dynamic points as a second sweep. */
function windowSequence(index: PathIndex, folder: string, drive: string, drawn: Kitti360Boxes | null): Sequence {
  const id = `${drive}_windows`, files = index.in(folder).filter((path) => extensionOf(path) === 'ply');
  const frames = files.map((file): Frame => {
    const frame = stemOf(file), moving = joined(folderOf(folder), `dynamic/${nameOf(file)}`);
    const sweep = (sensor: string, cloud: string): Sweep => ({
      id: sweepId(id, frame, sensor), sensor, cloud: { file: cloud }, labels: { format: 'field', field: 'semantic', classesOnly: true }, timeNs: null, worldFromSweep: identity(),
    });
    const [start, end] = frame.split('_').map(Number), boxes = drawn?.within(start, end) ?? [];
    return { id: frame, timeNs: null, sweeps: [sweep('static', file), ...(index.has(moving) ? [sweep('dynamic', moving)] : [])], images: [], boxes };
  });
  return { id, posed: true, frames };
}

/** Some write calib_cam_to_velo the other way round: it moves the scans, not the pictures. */
function sweepMount(worldFromEgo: Rigid<'world', 'ego'>, { egoFromCamera0, sweepFromCamera0 }: Kitti360Calib): CameraMount {
  const extrinsics = compose(identity<'ego', 'sweep'>(), sweepFromCamera0);
  return { reading: { rotation: 'row-major', direction: 'parent-from-camera' }, factors: [{ known: compose(worldFromEgo, egoFromCamera0) }, { extrinsics, inverse: true }] };
}

class DriveReader {
  private readonly sizes: CameraSizes;

  constructor(
    private readonly tree: FileTree,
    private readonly index: PathIndex,
    private readonly root: string,
    private readonly drive: string,
    private readonly boxFiles: Kitti360BoxFiles,
    private readonly warnings: string[],
  ) {
    this.sizes = new CameraSizes(tree, warnings);
  }

  /** None where no scan has a place. */
  async sequence(folder: string): Promise<Sequence[]> {
    const scans = this.index.in(folder).filter((path) => extensionOf(path) === 'bin');
    if (scans.length === 0) return [];
    const calibFolder = joined(this.root, 'calibration'), poseFile = joined(this.root, `data_poses/${this.drive}/poses.txt`);
    const calib = this.index.has(`${calibFolder}/calib_cam_to_pose.txt`) ? await warned(this.warnings, () => readKitti360Calib(this.tree, calibFolder, this.warnings)) : null;
    const poses = this.index.has(poseFile) ? await warned(this.warnings, async () => parseKitti360Poses(await readText(await this.tree.open(poseFile)), poseFile)) : null;
    const timeFile = `${folderOf(folder)}/timestamps.txt`;
    const times = this.index.has(timeFile) ? await warned(this.warnings, async () => parseTimestamps(await readText(await this.tree.open(timeFile)), timeFile)) : null;
    const posed = calib !== null && poses !== null;
    // Where there are poses, a scan without one has no place among the others.
    const shown = posed ? scans.filter((file) => poses.has(Number(stemOf(file)))) : scans;
    if (shown.length < scans.length) this.warnings.push(`${poseFile}: ${scans.length - shown.length} scans have no pose and are left out`);
    const boxes = await this.boxFiles.of(this.root, this.drive);
    if (boxes !== null && !posed) this.warnings.push(`${this.drive}: its boxes are in the world, and without poses they have no place there; they are left out`);
    const frames: Frame[] = [];
    for (const file of shown) {
      const number = Number(stemOf(file)), worldFromEgo = posed ? poses.get(number)! : null;
      frames.push({ ...(await this.frame(file, worldFromEgo, times?.[number] ?? null, calib)), boxes: (posed ? boxes?.at(number) : null) ?? [] });
    }
    return frames.length === 0 ? [] : [{ id: this.drive, posed, frames }];
  }

  private async frame(file: string, worldFromEgo: Rigid<'world', 'ego'> | null, timeNs: TimeNs | null, calib: Kitti360Calib | null): Promise<Omit<Frame, 'boxes'>> {
    const id = stemOf(file);
    const worldFromSweep = worldFromEgo && calib ? compose(worldFromEgo, calib.egoFromSweep) : identity<'world', 'sweep'>();
    const images: FrameImage[] = [];
    for (const [camera, kind] of [['00', 'data_rect'], ['01', 'data_rect'], ['02', 'data_rgb'], ['03', 'data_rgb']]) {
      const picture = joined(this.root, `data_2d_raw/${this.drive}/image_${camera}/${kind}/${id}.png`);
      const size = this.index.has(picture) ? await this.sizes.of(camera, [picture]) : null;
      if (size === null) continue;
      const lens = calib?.cameras.get(camera), common = { camera: `image_${camera}`, file: picture, timeNs, masks: this.masks(camera, id) };
      if (lens && worldFromEgo) images.push({ ...common, spec: lens.spec, worldFromCamera: compose(worldFromEgo, lens.egoFromCamera) });
      else images.push({ ...common, ...notProjected(size, 'it has no calibration, or its frame no pose') });
    }
    const sweep = { id: sweepId(this.drive, id, 'velodyne'), sensor: 'velodyne', cloud: { file, format: 'kitti-bin' }, labels: labelFileOf(file, this.index), timeNs, worldFromSweep, ...(worldFromEgo && calib ? { mount: sweepMount(worldFromEgo, calib) } : {}) };
    return { id, timeNs, sweeps: [sweep], images: images.sort((a, b) => naturally(a.camera, b.camera)) };
  }

  /** 16 bits per pixel, class * 1000 + instance, and how sure it is. */
  private masks(camera: string, id: string): MaskRef[] {
    const folder = joined(this.root, `data_2d_semantics/train/${this.drive}/image_${camera}`), file = `${folder}/instance/${id}.png`;
    const confidence = `${folder}/confidence/${id}.png`;
    if (!this.index.has(file)) return [];
    return [{ file, kind: 'cityscapes-instance-ids', ...(this.index.has(confidence) ? { confidence } : {}) }];
  }
}
