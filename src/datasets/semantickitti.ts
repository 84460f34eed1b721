import type { CameraSpec } from '#src/core/camera/camera.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { readText } from '#src/core/io/bytes.ts';
import { semanticKitti as preset } from '#src/core/labels/presets/index.ts';
import type { Convention, Frame, FrameImage, LabelsRef, Sequence, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { ClassList } from './class-list.ts';
import { kittiCamera, kittiMount, kittiSweepMount, parseKittiCalib } from './kitti-calib.ts';
import type { KittiCalib, KittiCamera, RectFromSweep } from './kitti-calib.ts';
import { sweepPoses, sweepTimes, trFromCalib } from './kitti-odometry.ts';
import { readKittiYaml } from './kitti-yaml.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, joined, nameOf, stemOf } from './paths.ts';
import type { FoundFolders } from './sequence-folders.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'velodyne';
/** The left colour camera first: it is what most tools show. */
const CAMERAS = [2, 3, 0, 1];

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'done in the data, to the moment at which the scanner looks ahead and the cameras fire; points have no time of their own', source: 'format' },
  { name: 'poses', value: "poses.txt: camera 0, turned into the velodyne's by Tr; the world is the first scan's frame", source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'extrinsics direction', value: 'P * Tr: camera from velodyne', source: 'format' },
  { name: 'lens model', value: 'pinhole: the images are rectified', source: 'format' },
  { name: 'columns of .bin', value: 'x, y, z, remission as float32', source: 'format' },
  { name: 'labels', value: '.label: class in the low 16 bits, instance in the high 16; classes 252 to 259 are the moving ones', source: 'format' },
  { name: 'time', value: 'times.txt: seconds since the first scan, the same for scan and pictures', source: 'format' },
];

/** Folders that hold velodyne/*.bin and, beside it, what makes them a sequence. */
function sequenceFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => nameOf(folder) === 'velodyne' && index.in(folder).some((path) => extensionOf(path) === 'bin'))
    .map(folderOf)
    .filter((folder) => ['calib.txt', 'poses.txt', 'times.txt'].some((name) => index.has(joined(folder, name))));
}

async function readClasses({ tree, paths }: FoundFolders): Promise<ClassList> {
  const yaml = paths.find((path) => /^semantic-kitti(-\w+)?\.yaml$/.test(nameOf(path)));
  if (yaml !== undefined) return readKittiYaml(tree, yaml);
  return { taxonomy: preset, conventions: [{ name: 'classes', value: 'SemanticKITTI preset: there is no semantic-kitti.yaml', source: 'assumed' }] };
}

/** A camera of a sequence, with the names of its pictures. */
interface SequenceCamera extends KittiCamera {
  readonly name: string;
  readonly spec: CameraSpec;
  readonly unprojected?: string;
}

/** Reads one sequence. A calibration, poses or times that are broken or short are warnings: the scans do not need them. */
class SequenceReader extends SequenceFolder {
  protected override idOf(folder: string): string {
    return folder === '' ? this.tree.name : folder.replace(/^(.*\/)?sequences\//, '').replaceAll('/', '_');
  }

  async sequence(): Promise<Sequence> {
    const names = this.index.in(joined(this.folder, 'velodyne')).filter((path) => extensionOf(path) === 'bin').map(stemOf);
    const calibFile = joined(this.folder, 'calib.txt');
    const calib = await this.read(calibFile, (text) => parseKittiCalib(text, calibFile));
    const rectFromSweep = calib && (await warned(this.warnings, () => trFromCalib(calib, calibFile)));
    const times = await this.perScan(names, [joined(this.folder, 'times.txt')], sweepTimes);
    const poses = rectFromSweep && (await this.perScan(names, this.poseFiles(), (text, file) => sweepPoses(text, rectFromSweep, file)));
    const cameras = await this.cameras(calib, rectFromSweep, calibFile);
    return {
      id: this.id,
      posed: poses !== null,
      frames: names.map((name, i) => this.frame(name, poses?.[i] ?? identity(), rectFromSweep, times?.[i] ?? null, cameras)),
    };
  }

  private frame(name: string, worldFromSweep: Rigid<'world', 'sweep'>, rectFromSweep: RectFromSweep | null, timeNs: TimeNs | null, cameras: readonly SequenceCamera[]): Frame {
    const images = cameras.flatMap((camera): FrameImage[] => {
      const file = this.picture(camera.name, name);
      if (file === undefined) return [];
      const { spec, unprojected, cameraFromSweep } = camera, worldFromCamera = compose(worldFromSweep, invert(cameraFromSweep));
      const image = { camera: camera.name, file, spec, timeNs, worldFromCamera, masks: [] };
      // The velodyne's poses are made from camera 0's with Tr, so that a camera's is Tr^-1 * camera 0's * its own shift.
      return [unprojected !== undefined || rectFromSweep === null ? { ...image, unprojected } : { ...image, mount: kittiMount(identity(), rectFromSweep, worldFromCamera) }];
    });
    const cloud = { file: joined(this.folder, `velodyne/${name}.bin`), format: 'kitti-bin' };
    const mount = rectFromSweep === null ? {} : { mount: kittiSweepMount(rectFromSweep, worldFromSweep) };
    return { id: name, timeNs, sweeps: [{ id: sweepId(this.id, name, SENSOR), sensor: SENSOR, cloud, labels: this.labels(name), timeNs, worldFromSweep, ...mount }], images, boxes: [] };
  }

  /** Test sequences have none. */
  private labels(name: string): LabelsRef | null {
    const file = joined(this.folder, `labels/${name}.label`);
    return this.index.has(file) ? { format: 'semantickitti', file } : null;
  }

  private picture(camera: string, name: string): string | undefined {
    const stem = joined(this.folder, `${camera}/${name}`);
    return this.index.first(`${stem}.png`, `${stem}.jpg`);
  }

  private async cameras(calib: KittiCalib | null, rectFromSweep: Rigid<'camera', 'sweep'> | null, calibFile: string): Promise<SequenceCamera[]> {
    const cameras: SequenceCamera[] = [];
    for (const number of CAMERAS) {
      const name = `image_${number}`;
      const pictures = this.index.in(joined(this.folder, name)).filter((path) => ['png', 'jpg'].includes(extensionOf(path)));
      const size = pictures.length === 0 ? null : await this.sizes.of(name, pictures);
      if (size === null) continue;
      const lens = calib && rectFromSweep && (await warned(this.warnings, () => kittiCamera(calib, number, rectFromSweep, calibFile)));
      cameras.push(lens ? { ...lens, name, spec: { ...lens.spec, ...size } } : { ...notProjected(size, `${calibFile} has no calibration of it`), cameraFromSweep: identity(), name });
    }
    return cameras;
  }

  /** The odometry benchmark has its poses in a folder of their own: poses/NN.txt beside sequences/. */
  private poseFiles(): string[] {
    const root = folderOf(folderOf(this.folder));
    return [joined(this.folder, 'poses.txt'), joined(root, `poses/${nameOf(this.folder)}.txt`)];
  }

  /** Line k belongs to scan k, by the number in its name; null where there is no file, or where it says nothing of some scan. */
  private async perScan<T>(names: readonly string[], files: readonly string[], parse: (text: string, file: string) => T[]): Promise<T[] | null> {
    const file = this.index.first(...files);
    const lines = file === undefined ? null : await this.read(file, (text) => parse(text, file));
    if (lines === null) return null;
    const values = names.map((name, i) => lines[/^\d+$/.test(name) ? Number(name) : i]);
    const missing = names.filter((_, i) => values[i] === undefined);
    if (missing.length === 0) return values;
    this.warnings.push(`${file}: has ${lines.length} lines, none for scan ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}; it is not used`);
    return null;
  }

  private async read<T>(file: string, parse: (text: string) => T): Promise<T | null> {
    if (!this.index.has(file)) return null;
    return warned(this.warnings, async () => parse(await readText(await this.tree.open(file))));
  }
}

/** SemanticKITTI and KITTI odometry: sequences/NN with velodyne/, labels/, image_2/, image_3/, calib.txt, poses.txt, times.txt. */
export const semanticKitti = folderLayout({
  id: 'semantickitti',
  name: 'SemanticKITTI, KITTI odometry',
  confidence: 0.92,
  sign: 'velodyne/ with calib.txt, poses.txt or times.txt',
  none: 'no velodyne/ with calib.txt, poses.txt or times.txt beside it',
  unit: 'sequence',
  conventions: CONVENTIONS,
  Reader: SequenceReader,
  folders: sequenceFolders,
  classes: readClasses,
});
