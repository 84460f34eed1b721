import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert, rigid } from '#src/core/geometry/rigid.ts';
import { readText } from '#src/core/io/bytes.ts';
import type { Convention, Frame, FrameImage, Sequence, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { concurrently } from './concurrently.ts';
import type { KittiCamera, RectFromSweep } from './kitti-calib.ts';
import { kittiCamera, kittiMount, numbersOf, parseKittiCalib } from './kitti-calib.ts';
import { oxtsPoses, parseOxts } from './kitti-oxts.ts';
import type { TrackletBox } from './kitti-tracklets.ts';
import { readTracklets } from './kitti-tracklets.ts';
import { labelFileOf } from './label-files.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, joined, stemOf } from './paths.ts';
import { rigidFromRows } from './poses.ts';
import { parseTimestamps } from './timestamps.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'velodyne';
const CAMERAS = ['02', '03', '00', '01'];
const CALIBS = ['calib_cam_to_cam.txt', 'calib_velo_to_cam.txt', 'calib_imu_to_velo.txt'];

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'done in the data, to the moment at which the scanner looks ahead and the cameras fire; points have no time of their own', source: 'format' },
  { name: 'poses', value: 'oxts as Mercator coordinates, by calib_imu_to_velo; the world is the first IMU frame; the picture has the pose of its scan', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'extrinsics direction', value: 'P_rect_0N * R_rect_00 * [R T] of calib_velo_to_cam: camera from velodyne', source: 'format' },
  { name: 'lens model', value: 'pinhole: the images of synchronized drives are rectified', source: 'format' },
  { name: 'columns of .bin', value: 'x, y, z, reflectance as float32', source: 'format' },
  { name: 'boxes', value: 'tracklets: in the frame of the velodyne; length, width, height; bottom centre; rotation about z', source: 'format' },
  { name: 'time zone', value: 'timestamps.txt is read as UTC', source: 'assumed' },
  { name: 'classes', value: 'driving preset', source: 'assumed' },
];

/** Folders that hold velodyne_points/data/*.bin. */
function driveFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => /(^|\/)velodyne_points\/data$/.test(folder) && index.in(folder).some((path) => extensionOf(path) === 'bin'))
    .map((folder) => folderOf(folderOf(folder)));
}

interface DriveCamera extends KittiCamera {
  readonly folder: string;
  readonly name: string;
  readonly spec: CameraSpec;
  readonly times: readonly (TimeNs | null)[];
  /** As calib_velo_to_cam has it: before rectification. */
  readonly velodyneToCamera?: Rigid<'camera', 'sweep'>;
  readonly unprojected?: string;
}

/** Reads one drive. What is missing or broken beside the scans is a warning. */
class DriveReader extends SequenceFolder {
  async sequence(): Promise<Sequence> {
    const folder = joined(this.folder, 'velodyne_points/data');
    const scans = this.index.in(folder).filter((path) => extensionOf(path) === 'bin');
    const [camFile, veloFile, imuFile] = CALIBS.map((name) => this.index.first(joined(this.folder, name), joined(folderOf(this.folder), name)));
    const cameraFromSweep = await this.calibration([veloFile], (velo) => rigidOf<'camera', 'sweep'>(velo));
    const rectFromSweep = cameraFromSweep && (await this.calibration([camFile], ({ calib, file }) => compose(rectification(calib, file), cameraFromSweep)));
    const sweepFromImu = await this.calibration([imuFile], (imu) => rigidOf<'sweep', 'ego'>(imu));
    const poses = sweepFromImu && (await this.poses(scans.map(stemOf), invert(sweepFromImu)));
    const cameras = await this.cameras(camFile, rectFromSweep, cameraFromSweep);
    const times = await this.times('velodyne_points'), numbers = scans.map((file, i) => numberOf(stemOf(file), i)), boxes = await this.boxes(numbers);
    const frames = scans.map((file, i) => this.frame(file, numbers[i], poses?.[i] ?? identity(), times, cameras, boxes?.get(numbers[i]) ?? []));
    return { id: this.id, posed: poses !== null, frames };
  }

  private frame(
    file: string, number: number, worldFromSweep: Rigid<'world', 'sweep'>, times: readonly (TimeNs | null)[], cameras: readonly DriveCamera[], tracklets: readonly TrackletBox[],
  ): Frame {
    const id = stemOf(file), timeNs = times[number] ?? null;
    const images = cameras.flatMap((camera): FrameImage[] => {
      const picture = this.index.first(joined(camera.folder, `${id}.png`), joined(camera.folder, `${id}.jpg`));
      if (picture === undefined) return [];
      const { spec, unprojected, velodyneToCamera } = camera, worldFromCamera = compose(worldFromSweep, invert(camera.cameraFromSweep));
      const image = { camera: camera.name, file: picture, spec, timeNs: camera.times[number] ?? null, worldFromCamera, masks: [] };
      return [velodyneToCamera === undefined ? { ...image, unprojected } : { ...image, mount: kittiMount(worldFromSweep, velodyneToCamera, worldFromCamera) }];
    });
    const labels = labelFileOf(file, this.index);
    const sweep = { id: sweepId(this.id, id, SENSOR), sensor: SENSOR, cloud: { file, format: 'kitti-bin' }, labels, timeNs, worldFromSweep };
    const boxes = tracklets.map(({ track, className, box: { pose, size } }) => ({ id: track, track, className, box: { pose: compose(worldFromSweep, pose), size } }));
    return { id, timeNs, sweeps: [sweep], images, boxes };
  }

  /** By the number of the scan. Some drives have tracklets over scans that are not there. */
  private async boxes(numbers: readonly number[]): Promise<ReadonlyMap<number, readonly TrackletBox[]> | null> {
    const file = joined(this.folder, 'tracklet_labels.xml'), there = new Set(numbers);
    const boxes = this.index.has(file) ? await warned(this.warnings, async () => readTracklets(await this.tree.open(file))) : null;
    const without = [...(boxes ?? [])].filter(([number]) => !there.has(number));
    if (without.length > 0) this.warnings.push(`${file}: has ${without.reduce((n, [, list]) => n + list.length, 0)} boxes in ${without.length} scans that are not there; they are left out`);
    return boxes;
  }

  private async cameras(camFile: string | undefined, rectFromSweep: RectFromSweep | null, velodyneToCamera: Rigid<'camera', 'sweep'> | null): Promise<DriveCamera[]> {
    const cameras: DriveCamera[] = [];
    for (const number of CAMERAS) {
      const name = `image_${number}`, folder = joined(this.folder, `${name}/data`);
      const pictures = this.index.in(folder).filter((path) => ['png', 'jpg'].includes(extensionOf(path)));
      const size = pictures.length === 0 ? null : await this.sizes.of(name, pictures);
      if (size === null) continue;
      const lens = rectFromSweep && (await this.calibration([camFile], ({ calib, file }) => kittiCamera(calib, number, rectFromSweep, file, 'P_rect_')));
      const times = await this.times(name);
      cameras.push(lens && velodyneToCamera ? { ...lens, folder, name, times, velodyneToCamera, spec: { ...lens.spec, ...size } } : { ...notProjected(size, 'the drive has no calibration of it'), cameraFromSweep: identity(), folder, name, times });
    }
    return cameras;
  }

  /** Of each scan; null where a packet is missing or broken: then nothing can be put together. */
  private async poses(names: readonly string[], egoFromSweep: Rigid<'ego', 'sweep'>): Promise<Rigid<'world', 'sweep'>[] | null> {
    const files = names.map((name) => joined(this.folder, `oxts/data/${name}.txt`));
    const missing = files.filter((file) => !this.index.has(file));
    if (missing.length === files.length) return null;
    if (missing.length > 0) {
      this.warnings.push(`${missing[0]}: is not there; the drive is opened without poses`);
      return null;
    }
    const packets = await warned(this.warnings, () => concurrently(files, async (file) => parseOxts(await readText(await this.tree.open(file)), file)));
    return packets && oxtsPoses(packets).map((pose) => compose(pose, egoFromSweep));
  }

  /** By the number in a file's name; empty where there is no timestamps.txt. */
  private async times(sensor: string): Promise<readonly (TimeNs | null)[]> {
    const file = joined(this.folder, `${sensor}/timestamps.txt`);
    if (!this.index.has(file)) return [];
    return (await warned(this.warnings, async () => parseTimestamps(await readText(await this.tree.open(file)), file))) ?? [];
  }

  /** What `make` makes of these files; null where one is not there, and null with a warning where one is broken. */
  private async calibration<T>(files: readonly (string | undefined)[], make: (...calibs: CalibFile[]) => T): Promise<T | null> {
    if (files.some((file) => file === undefined)) return null;
    return warned(this.warnings, async () => make(...(await Promise.all((files as string[]).map((file) => this.calibFile(file))))));
  }

  private async calibFile(file: string): Promise<CalibFile> {
    return { file, calib: parseKittiCalib(await readText(await this.tree.open(file)), file) };
  }
}

interface CalibFile {
  readonly file: string;
  readonly calib: ReturnType<typeof parseKittiCalib>;
}

function numberOf(stem: string, otherwise: number): number {
  return /^\d+$/.test(stem) ? Number(stem) : otherwise;
}

function rectification(calib: CalibFile['calib'], file: string): Rigid<'camera', 'camera'> {
  const { r } = rigidFromRows<'camera', 'camera'>(withoutTranslation(numbersOf(calib, 'R_rect_00', 9, file)), file, 'R_rect_00');
  return rigid(r, [0, 0, 0]);
}

function withoutTranslation(r: readonly number[]): number[] {
  return [r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 0];
}

/** R and T of a calibration between two sensors. Throws DataError. */
function rigidOf<To extends 'sweep' | 'camera', From extends 'sweep' | 'ego'>({ calib, file }: CalibFile): Rigid<To, From> {
  const rows = withoutTranslation(numbersOf(calib, 'R', 9, file));
  numbersOf(calib, 'T', 3, file).forEach((t, k) => (rows[4 * k + 3] = t));
  return rigidFromRows<To, From>(rows, file, 'R, T');
}

/** KITTI raw: DATE/calib_*.txt, and DATE/DATE_drive_NNNN_sync with velodyne_points/data, image_0N/data, oxts/data, their timestamps, and tracklet_labels.xml. */
export const kittiRaw = folderLayout({
  id: 'kitti-raw',
  name: 'KITTI raw',
  confidence: 0.92,
  sign: 'velodyne_points/data',
  none: 'no velodyne_points/data',
  unit: 'drive',
  conventions: CONVENTIONS,
  Reader: DriveReader,
  folders: driveFolders,
});
