import * as v from 'valibot';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { pandaset as preset } from '#src/core/labels/presets/index.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sequence, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { finite, positive, readJson, xyz } from './check-json.ts';
import type { ClassList } from './class-list.ts';
import { readClassesJson } from './class-list.ts';
import type { DatasetLayout } from './layout.ts';
import { parsePandasetCuboids } from './pandaset-cuboids.ts';
import { PathIndex } from './path-index.ts';
import { folderOf, joined, nameOf, naturally, stemOf } from './paths.ts';
import { cameraPose, rigidFromQuaternion } from './poses.ts';
import { SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'lidar';
/** Sweeps of this name are as PandaSet has them, in the world; others are in the vehicle's frame of their time. */
const IN_WORLD = /\.world$/;

/** What to run in a sequence's folder where its data frames are still pickles. */
const CONVERSION = [
  'import glob, pandas as pd',
  "for f in glob.glob('lidar/*.pkl.gz'): pd.read_pickle(f)[['x', 'y', 'z', 'i']].to_numpy('float32').tofile(f[:-7] + '.world.bin')",
  "for f in glob.glob('annotations/semseg/*.pkl.gz'): pd.read_pickle(f)['class'].to_numpy('uint32').tofile(f[:-7] + '.label')",
  "for f in glob.glob('annotations/cuboids/*.pkl.gz'): pd.read_pickle(f).to_json(f[:-7] + '.json', orient='records')",
].join('\n');

const poses = v.array(v.object({ position: xyz, heading: v.object({ w: finite, x: finite, y: finite, z: finite }) }));
const times = v.array(v.pipe(finite, v.minValue(0), v.maxValue(9e9)));
const intrinsics = v.object({ fx: positive, fy: positive, cx: finite, cy: finite });

/** PandaSet's folders with their JSON, and sweeps, labels and cuboids that were converted from its pickles. */
export const pandaset: DatasetLayout = {
  id: 'pandaset',
  name: 'PandaSet, converted',

  detect(_tree, paths) {
    const found = sequenceFolders(PathIndex.of(paths));
    return Promise.resolve(found.length > 0 ? { confidence: 0.93, why: why(found) } : { confidence: 0, why: 'no lidar/poses.json beside camera/' });
  },

  async open(tree, paths) {
    const index = PathIndex.of(paths), folders = sequenceFolders(index), warnings: string[] = [];
    const classes = await readClasses(tree, paths);
    const sequences: Sequence[] = [];
    for (const folder of folders) sequences.push(await new PandasetReader(tree, index, folder, warnings, classes.classMap).sequence());
    return { name: tree.name, layout: this.id, why: why(folders), conventions: [...CONVENTIONS, ...classes.conventions], warnings, taxonomy: classes.taxonomy, sequences };
  },
};

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'done in the data: each point was put into the world at its own time', source: 'format' },
  { name: 'poses', value: 'of vehicle and cameras in the world, each at its own time', source: 'format' },
  { name: 'frame of the sweeps', value: "NN.world.bin: the world, as in PandaSet's pickles; other names: the vehicle's frame of lidar/poses.json", source: 'assumed' },
  { name: 'quaternion order', value: 'by name: w, x, y, z', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'pinhole: the format has no distortion', source: 'format' },
  { name: 'boxes', value: 'in the world; x = width, y = length; yaw 0 has the length along y', source: 'format' },
];

function why(folders: readonly string[]): string {
  return `lidar/poses.json and camera/ in ${folders.length} sequence${folders.length === 1 ? '' : 's'}`;
}

function sequenceFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => nameOf(folder) === 'lidar' && index.has(joined(folder, 'poses.json')))
    .map(folderOf)
    .filter((folder) => index.folders().some((f) => f.startsWith(`${joined(folder, 'camera')}/`)));
}

async function readClasses(tree: FileTree, paths: readonly string[]): Promise<ClassList> {
  const file = paths.find((path) => nameOf(path) === 'classes.json');
  if (file !== undefined) return readClassesJson(tree, file, 'PandaSet');
  return { taxonomy: preset, conventions: [{ name: 'classes', value: 'PandaSet preset: there is no classes.json', source: 'assumed' }] };
}

interface PandasetCamera {
  readonly name: string;
  readonly spec: CameraSpec;
  readonly poses: readonly Rigid<'world', 'camera'>[];
  readonly times: readonly TimeNs[];
}

class PandasetReader extends SequenceFolder {
  constructor(tree: FileTree, index: PathIndex, folder: string, warnings: string[], private readonly classMap: ClassList['classMap']) {
    super(tree, index, folder, warnings);
  }

  async sequence(): Promise<Sequence> {
    const clouds = this.index.in(joined(this.folder, 'lidar')).filter(isCloudName);
    if (clouds.length === 0) throw this.unconverted();
    const lidarPoses = await this.poses<'sweep'>(joined(this.folder, 'lidar')), lidarTimes = await this.times(joined(this.folder, 'lidar'));
    const cameras = await this.cameras();
    const frames: Frame[] = [];
    for (const cloud of clouds) frames.push(await this.frame(cloud, lidarPoses, lidarTimes, cameras));
    return { id: this.id, posed: true, frames };
  }

  private async frame(cloud: string, lidarPoses: readonly Rigid<'world', 'sweep'>[], lidarTimes: readonly TimeNs[], cameras: readonly PandasetCamera[]): Promise<Frame> {
    const stem = stemOf(cloud), id = stem.replace(IN_WORLD, ''), number = /^\d+$/.test(id) ? Number(id) : Number.NaN;
    const pose = lidarPoses[number], timeNs = lidarTimes[number] ?? null;
    if (pose === undefined)
      throw new DataError('mismatch', 'has no pose for a sweep', { file: joined(this.folder, 'lidar/poses.json'), expected: `a pose of number ${id}`, found: `${lidarPoses.length} poses` });
    const worldFromSweep = IN_WORLD.test(stem) ? identity<'world', 'sweep'>() : pose;
    const label = this.index.first(joined(this.folder, `annotations/semseg/${id}.label`), joined(this.folder, `labels/${id}.label`));
    const labels = label === undefined ? null : { format: 'semantickitti', file: label, ...(this.classMap ? { classMap: this.classMap } : {}) };
    return {
      id, timeNs,
      sweeps: [{ id: sweepId(this.id, id, SENSOR), sensor: SENSOR, cloud: { file: cloud }, labels, timeNs, worldFromSweep }],
      images: cameras.flatMap((camera) => this.image(camera, id, number)),
      boxes: await this.boxes(id),
    };
  }

  private image({ name, spec, poses: cameraPoses, times: cameraTimes }: PandasetCamera, id: string, number: number): FrameImage[] {
    const file = this.index.first(joined(this.folder, `camera/${name}/${id}.jpg`), joined(this.folder, `camera/${name}/${id}.png`));
    const worldFromCamera = cameraPoses[number];
    if (file === undefined || worldFromCamera === undefined) return [];
    return [{ camera: name, file, spec, timeNs: cameraTimes[number] ?? null, worldFromCamera, mount: cameraPose(identity(), worldFromCamera), masks: [] }];
  }

  private async boxes(id: string): Promise<FrameBox[]> {
    const file = this.index.first(joined(this.folder, `annotations/cuboids/${id}.json`), joined(this.folder, `cuboids/${id}.json`));
    return file === undefined ? [] : ((await warned(this.warnings, async () => parsePandasetCuboids(await readText(await this.tree.open(file)), file))) ?? []);
  }

  private async cameras(): Promise<PandasetCamera[]> {
    const prefix = `${joined(this.folder, 'camera')}/`;
    const folders = this.index.folders().filter((folder) => folder.startsWith(prefix) && this.index.has(`${folder}/poses.json`));
    const cameras: PandasetCamera[] = [];
    for (const folder of folders.sort((a, b) => Number(nameOf(b) === 'front_camera') - Number(nameOf(a) === 'front_camera') || naturally(a, b))) {
      const size = await this.sizes.of(folder, this.index.in(folder).filter((path) => /\.(jpg|png)$/.test(path)));
      const camera = size && (await warned(this.warnings, async (): Promise<PandasetCamera> => {
        const lens = await readJson(this.tree, `${folder}/intrinsics.json`, intrinsics, 'the intrinsics of a camera');
        return { name: nameOf(folder), spec: { model: 'pinhole', ...size, ...lens, coefficients: [] }, poses: await this.poses<'camera'>(folder), times: await this.times(folder) };
      }));
      if (camera) cameras.push(camera);
    }
    return cameras;
  }

  private async poses<S extends 'sweep' | 'camera'>(folder: string): Promise<Rigid<'world', S>[]> {
    const file = `${folder}/poses.json`;
    const list = await readJson(this.tree, file, poses, 'a list of poses');
    return list.map(({ position: p, heading: h }, i) => rigidFromQuaternion<'world', S>([h.w, h.x, h.y, h.z], [p.x, p.y, p.z], file, `[${i}].heading`));
  }

  /** Seconds since 1970, of which a double holds microseconds. */
  private async times(folder: string): Promise<TimeNs[]> {
    const file = `${folder}/timestamps.json`;
    if (!this.index.has(file)) return [];
    const list = await warned(this.warnings, () => readJson(this.tree, file, times, 'a list of times in seconds'));
    return (list ?? []).map((seconds) => BigInt(Math.round(seconds * 1e6)) * 1000n);
  }

  private unconverted(): DataError {
    const pickles = this.index.in(joined(this.folder, 'lidar')).filter((path) => path.endsWith('.pkl.gz'));
    if (pickles.length === 0) return new DataError('missing', 'has no sweeps', { file: joined(this.folder, 'lidar'), expected: 'NN.bin, or another point cloud format' });
    return new DataError('unsupported', 'is a pickle: a Python program, which is not run here', {
      file: pickles[0], expected: 'sweeps in a point cloud format', found: `${pickles.length} pickles`,
      hint: `convert them in the folder of the sequence: python3 -c "exec('''${CONVERSION.replaceAll('\n', '\\n').replaceAll("'", "\\'")}''')"`,
    });
  }
}
