import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { driving } from '#src/core/labels/presets/index.ts';
import { mountOn } from '#src/core/scene/camera-mount.ts';
import type { CloudRef, Convention, Frame, FrameBox, FrameImage, LabelsRef, Sequence } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { ClassList } from './class-list.ts';
import { readClassesJson } from './class-list.ts';
import { concurrently } from './concurrently.ts';
import { imageSize } from './image-size.ts';
import { labelFileOf } from './label-files.ts';
import type { DatasetLayout } from './layout.ts';
import { parsePandasetCuboids } from './pandaset-cuboids.ts';
import { isInsidePath } from './paths.ts';
import { segmentsLens, sweepFromCamera, worldFromSweep } from './segments-camera.ts';
import type { SegmentsFrame, SegmentsImage } from './segments-schema.ts';
import { checkSample } from './segments-schema.ts';

const FILE = 'sample.json';
const WHY = 'sample.json with attributes.frames';
const SENSOR = 'lidar';

/** `pcd.type` of a sample → how the file is read; 'pcd' where it is left out. */
const CLOUD_TYPES: Readonly<Record<string, Omit<CloudRef, 'file'>>> = {
  pcd: { format: 'pcd' },
  'binary-xyzi': { format: 'kitti-bin', columns: ['x', 'y', 'z', 'intensity'] },
  kitti: { format: 'kitti-bin', columns: ['x', 'y', 'z', 'intensity'] },
  'binary-xyzir': { format: 'kitti-bin', columns: ['x', 'y', 'z', 'intensity', 'ring'] },
  nuscenes: { format: 'kitti-bin', columns: ['x', 'y', 'z', 'intensity', 'ring'] },
};

const PANDASET_BOXES: Convention = {
  name: 'boxes', value: 'PandaSet: in the world; x = width, y = length; yaw 0 has the length along y', source: 'assumed',
};

/** A Segments.ai multi-frame sample whose files lie in the folder, with `labels/`, `classes.json` and PandaSet `cuboids/` where they are. */
export const segments: DatasetLayout = {
  id: 'segments',
  name: 'Segments.ai multi-frame sample',

  async detect(tree, paths) {
    if (!paths.includes(FILE)) return { confidence: 0, why: 'no sample.json' };
    const text = await readText(await tree.open(FILE));
    return /"frames"\s*:/.test(text) ? { confidence: 0.95, why: WHY } : { confidence: 0, why: 'a sample.json without frames' };
  },

  async open(tree, paths) {
    const sample = checkSample(parseJson(await readText(await tree.open(FILE)), FILE), FILE);
    const classes = await readClasses(tree, paths);
    const reader = new SampleReader(tree, new Set(paths), sample.name ?? tree.name, classes.classMap);
    const sequence = await reader.sequence(sample.attributes.frames);
    return {
      name: sample.name ?? tree.name,
      layout: this.id,
      why: WHY,
      conventions: [...reader.conventions(sample.attributes.frames), ...classes.conventions],
      warnings: reader.warnings,
      taxonomy: classes.taxonomy,
      sequences: [sequence],
    };
  },
};

async function readClasses(tree: FileTree, paths: readonly string[]): Promise<ClassList> {
  if (paths.includes('classes.json')) return readClassesJson(tree, 'classes.json', tree.name);
  return { taxonomy: driving, conventions: [{ name: 'classes', value: 'driving preset', source: 'assumed' }] };
}

class SampleReader {
  readonly warnings: string[] = [];
  private readonly sequenceId: string;

  constructor(
    private readonly tree: FileTree,
    private readonly there: ReadonlySet<string>,
    name: string,
    private readonly classMap: ClassList['classMap'],
  ) {
    this.sequenceId = plainId(name);
  }

  async sequence(frames: readonly SegmentsFrame[]): Promise<Sequence> {
    const ids = frames.map((f, i) => plainId(f.name ?? String(i)));
    const repeated = ids.findIndex((id, i) => ids.indexOf(id) !== i);
    if (repeated >= 0)
      throw new DataError('malformed', 'gives two frames one name', { file: FILE, where: `attributes.frames[${repeated}].name`, found: ids[repeated] });
    const read = await concurrently(frames.map((frame, i) => ({ frame, i })), ({ frame, i }) => this.frame(frame, ids[i], `attributes.frames[${i}]`));
    const posed = frames.every((f) => f.ego_pose);
    if (!posed && frames.some((f) => f.ego_pose)) this.warnings.push(`${FILE}: some frames have no ego_pose, so that sweeps cannot be put together`);
    return { id: this.sequenceId, posed, frames: read };
  }

  conventions(frames: readonly SegmentsFrame[]): Convention[] {
    const images = frames.flatMap((f) => f.images ?? []);
    const axes = [...new Set(images.map((i) => i.camera_convention ?? 'OpenGL (the default of the format)'))];
    const models = [...new Set(images.map((i) => i.distortion?.model ?? 'pinhole'))];
    const explicit = images.every((i) => i.camera_convention);
    return [
      ...axes.map((value): Convention => ({ name: 'camera axes', value, source: explicit ? 'file' : 'format' })),
      { name: 'quaternion order', value: 'by name: qw, qx, qy, qz', source: 'format' },
      { name: 'extrinsics direction', value: 'pose of the camera in the frame of the sweep', source: 'format' },
      ...models.map((value): Convention => ({ name: 'lens model', value, source: 'file' })),
      { name: 'time unit', value: 'nanoseconds', source: 'assumed' },
      ...(this.hasCuboids() ? [PANDASET_BOXES] : []),
    ];
  }

  private async frame(frame: SegmentsFrame, id: string, where: string): Promise<Frame> {
    const pose = worldFromSweep(frame, FILE, where) ?? identity<'world', 'sweep'>();
    const cloud = this.cloud(frame, where);
    const timeNs = this.time(frame.timestamp, where);
    const images = await concurrently(frame.images ?? [], (image) => this.image(image, frame, pose, `${where}.images[${frame.images!.indexOf(image)}]`), 4);
    return {
      id,
      timeNs,
      sweeps: [{ id: sweepId(this.sequenceId, id, SENSOR), sensor: SENSOR, cloud, labels: this.labels(id, cloud), timeNs, worldFromSweep: pose }],
      images: images.filter((image) => image !== null),
      boxes: await this.boxes(id),
    };
  }

  private cloud({ pcd }: SegmentsFrame, where: string): CloudRef {
    const how = CLOUD_TYPES[pcd.type ?? 'pcd'];
    if (!how)
      throw new DataError('unsupported', 'has point clouds of a type that cannot be read', {
        file: FILE, where: `${where}.pcd.type`, expected: `one of ${Object.keys(CLOUD_TYPES).join(', ')}`, found: pcd.type ?? undefined,
      });
    if (!isInsidePath(pcd.url))
      throw new DataError('unsupported', 'refers to a point cloud outside of the folder', { file: FILE, where: `${where}.pcd.url`, found: pcd.url });
    return { ...how, file: plainPath(pcd.url) };
  }

  private labels(id: string, cloud: CloudRef): LabelsRef | null {
    const named = `labels/${id}.label`;
    const labels = this.there.has(named) ? { format: 'semantickitti', file: named } : labelFileOf(cloud.file, this.there);
    return labels && this.classMap ? { ...labels, classMap: this.classMap } : labels;
  }

  /** Null, with a warning, for an image that has no place in the scene: the rest stays usable. */
  private async image(image: SegmentsImage, frame: SegmentsFrame, pose: Rigid<'world', 'sweep'>, where: string): Promise<FrameImage | null> {
    const file = plainPath(image.url);
    const fault = !isInsidePath(image.url) ? 'its url leads out of the folder'
      : !image.intrinsics || !image.extrinsics ? 'it has no calibration'
      : !(image.width && image.height) && !this.there.has(file) ? 'its size is not known' : null;
    if (fault !== null) {
      this.warnings.push(`${FILE}: ${where} is left out: ${fault}`);
      return null;
    }
    const lens = this.lens(image, where);
    if (lens === null) return null;
    const size = image.width && image.height ? { width: image.width, height: image.height } : await imageSize(await this.tree.open(file));
    if (image.intrinsics!.intrinsic_matrix[0][1] !== 0) this.warnings.push(`${FILE}: ${where} has a skewed lens; the skew is ignored`);
    const worldFromCamera = compose(pose, sweepFromCamera(image, FILE, where));
    return {
      camera: image.name ?? `camera_${(frame.images ?? []).indexOf(image)}`,
      file,
      spec: { ...lens, ...size },
      timeNs: this.time(image.timestamp ?? frame.timestamp, where),
      worldFromCamera,
      mount: mountOn(compose(pose, identity<'sweep', 'ego'>()), worldFromCamera, { rotation: 'wxyz', direction: 'parent-from-camera', axes: image.camera_convention === 'OpenCV' ? 'optical' : 'opengl' }),
      masks: [],
    };
  }

  private lens(image: SegmentsImage, where: string): ReturnType<typeof segmentsLens> | null {
    try {
      return segmentsLens(image, FILE, where);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.warnings.push(`the image is left out: ${error.message}`);
      return null;
    }
  }

  private hasCuboids(): boolean {
    return [...this.there].some((path) => path.startsWith('cuboids/'));
  }

  private async boxes(id: string): Promise<FrameBox[]> {
    const file = `cuboids/${id}.json`;
    return this.there.has(file) ? parsePandasetCuboids(await readText(await this.tree.open(file)), file) : [];
  }

  private time(timestamp: string | number | null | undefined, where: string): bigint | null {
    if (timestamp === null || timestamp === undefined) return null;
    if (/^-?\d{1,19}$/.test(String(timestamp))) return BigInt(timestamp);
    this.warnings.push(`${FILE}: ${where}.timestamp is not in whole nanoseconds and is ignored`);
    return null;
  }
}

/** Ids name files and parts of a sweep's id. */
function plainId(name: string): string {
  return name.replaceAll(/[/\\\u0000-\u001f]/g, '_').replace(/^\.{0,2}$/, '_');
}

function plainPath(url: string): string {
  return url.replace(/^(\.\/)+/, '');
}
