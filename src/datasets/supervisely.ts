import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, rigid } from '#src/core/geometry/rigid.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sequence, TimeNs } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { numbers, positive, readJson, xyz } from './check-json.ts';
import type { ClassList } from './class-list.ts';
import { classList } from './class-list.ts';
import { concurrently } from './concurrently.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { folderOf, joined, nameOf, naturally } from './paths.ts';
import { cameraFromLidar, rigidFromRows, rigidFromThreeEuler } from './poses.ts';
import type { FoundFolders } from './sequence-folders.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'lidar';

const figure = v.object({ key: v.optional(v.string()), objectKey: v.string(), geometryType: v.string(), geometry: v.unknown() });
const cuboid = v.object({ position: xyz, rotation: xyz, dimensions: v.object({ x: positive, y: positive, z: positive }) });
const episode = v.object({
  objects: v.array(v.object({ key: v.string(), classTitle: v.string() })),
  frames: v.optional(v.array(v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)), figures: v.array(figure) }))),
  figures: v.optional(v.array(figure)),
});
/** The documentation shows the annotation in a list of one. */
const annotation = v.union([v.pipe(v.array(episode), v.length(1)), episode]);
const frameMap = v.record(v.pipe(v.string(), v.regex(/^\d+$/)), v.string());
const photo = v.object({
  name: v.optional(v.string()),
  meta: v.object({
    deviceId: v.nullish(v.string()), timestamp: v.nullish(v.string()),
    sensorsData: v.nullish(v.object({ extrinsicMatrix: numbers(12), intrinsicMatrix: numbers(9) })),
  }),
});
const meta = v.object({ classes: v.array(v.object({ title: v.string(), color: v.nullish(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))) })) });

type Figure = v.InferOutput<typeof figure>;

const CONVENTIONS: readonly Convention[] = [
  { name: 'extrinsics direction', value: 'extrinsicMatrix: camera from point cloud, 3 x 4 row by row', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'assumed' },
  { name: 'lens model', value: 'pinhole: the format has no distortion', source: 'format' },
  { name: 'boxes', value: 'dimensions are width, length, height; yaw 0 has the length along y; rotation Rx * Ry * Rz', source: 'format' },
  { name: 'poses', value: 'none: the format has no poses', source: 'format' },
];

function episodeFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => nameOf(folder) === 'pointcloud' && index.in(folder).some(isCloudName))
    .map(folderOf)
    .filter((folder) => index.has(joined(folder, 'annotation.json')) || index.in(joined(folder, 'ann')).length > 0);
}

/** meta.json of the project has the classes; without it, those that boxes name. */
async function readClasses({ tree, index, folders, sequences }: FoundFolders): Promise<ClassList> {
  const file = index.first(...folders.flatMap((folder) => [joined(folderOf(folder), 'meta.json'), joined(folder, 'meta.json')]), 'meta.json');
  const listed = file === undefined ? null : (await readJson(tree, file, meta, "a project's meta.json")).classes;
  const used = sequences.flatMap((s) => s.frames.flatMap((f) => f.boxes.map((b) => b.className)));
  const names = listed?.map((c) => c.title) ?? [...new Set(used)].sort(naturally);
  const list = classList(tree.name, names.map((name, i): [number, string] => [i + 1, name]), file ?? 'annotation.json');
  const colours = new Map(listed?.map((c) => [c.title, c.color?.toLowerCase()]));
  return { ...list, taxonomy: { ...list.taxonomy, classes: list.taxonomy.classes.map((c) => ({ ...c, colour: colours.get(c.name) ?? c.colour })) } };
}

class EpisodeReader extends SequenceFolder {
  /** Figures that are no cuboids. */
  private others = 0;

  async sequence(): Promise<Sequence> {
    const clouds = await this.clouds(), whole = await this.annotation(joined(this.folder, 'annotation.json'));
    const frames = await concurrently(clouds, async ({ cloud, number }) => {
      const own = await this.annotation(joined(this.folder, `ann/${nameOf(cloud)}.json`));
      const figures = [...(whole?.frames ?? []).filter((f) => f.index === number).flatMap((f) => f.figures), ...(own?.figures ?? [])];
      const classes = new Map([...(whole?.objects ?? []), ...(own?.objects ?? [])].map((o) => [o.key, o.classTitle]));
      return this.frame(cloud, this.boxes(figures, classes));
    });
    if (this.others > 0) this.warnings.push(`${this.id}: ${this.others} figures are no cuboids and are not read`);
    return { id: this.id, posed: false, frames };
  }

  /** In the order of frame_pointcloud_map.json; by name where there is none. */
  private async clouds(): Promise<{ cloud: string; number: number }[]> {
    const files = this.index.in(joined(this.folder, 'pointcloud')).filter(isCloudName), file = joined(this.folder, 'frame_pointcloud_map.json');
    const map = await this.json(file, frameMap, 'a map from frame to point cloud');
    if (map === null) return files.map((cloud, number) => ({ cloud, number }));
    const listed = Object.entries(map).map(([number, name]) => ({ cloud: joined(this.folder, `pointcloud/${name}`), number: Number(number) })).sort((a, b) => a.number - b.number);
    const there = listed.filter(({ cloud }, i) => this.index.has(cloud) && listed.findIndex((other) => other.cloud === cloud) === i);
    if (there.length < listed.length) this.warnings.push(`${file}: ${listed.length - there.length} of its point clouds are not there, or named twice`);
    return there;
  }

  private async frame(cloud: string, boxes: readonly FrameBox[]): Promise<Frame> {
    const id = nameOf(cloud).replace(/\.[^.]+$/, ''), pictures = joined(this.folder, `related_images/${nameOf(cloud).replaceAll('.', '_')}`);
    const images = await concurrently(this.index.in(pictures).filter((path) => /\.(png|jpe?g)$/i.test(path)), (file) => this.image(file), 4);
    return { id, timeNs: null, sweeps: [this.standalone(id, SENSOR, cloud)], images: uniqueCameras(images.filter((image) => image !== null)), boxes };
  }

  private async image(file: string): Promise<FrameImage | null> {
    const about = `${file}.json`;
    const info = await this.json(about, photo, 'a photo context file');
    const camera = (info?.meta.deviceId ?? nameOf(file).replace(/\.[^.]+$/, '')).replaceAll(/[/\\]/g, '_');
    const size = await this.sizes.of(info?.meta.deviceId ? camera : file, [file]);
    if (size === null) return null;
    const data = info?.meta.sensorsData;
    const lens = data ? await warned(this.warnings, () => lensOf(data.intrinsicMatrix, data.extrinsicMatrix, about)) : null;
    const common = { camera, file, timeNs: timeOf(info?.meta.timestamp), masks: [] };
    if (lens) return { ...common, ...lens, spec: { ...lens.spec, ...size } };
    return { ...common, ...notProjected(size, `${about} has no calibration`) };
  }

  private boxes(figures: readonly Figure[], classes: ReadonlyMap<string, string>): FrameBox[] {
    return figures.flatMap(({ key, objectKey, geometryType, geometry }, i): FrameBox[] => {
      const shape = geometryType === 'cuboid_3d' ? v.safeParse(cuboid, geometry) : null;
      if (!shape?.success) this.others++;
      if (!shape?.success) return [];
      const { position: p, rotation: r, dimensions: d } = shape.output;
      const pose = compose(rigidFromThreeEuler<'world', 'box'>([r.x, r.y, r.z], [p.x, p.y, p.z]), LENGTH_ALONG_Y);
      return [{ id: key ?? `#${i}`, className: classes.get(objectKey) ?? 'unknown', track: objectKey, box: { pose, size: [d.y, d.x, d.z] } }];
    });
  }

  private async annotation(file: string): Promise<v.InferOutput<typeof episode> | null> {
    const read = await this.json(file, annotation, 'an annotation of an episode');
    return Array.isArray(read) ? read[0] : read;
  }
}

/** Our boxes have their length along x, Supervisely's along y. */
const LENGTH_ALONG_Y = rigid<'box', 'box'>([0, -1, 0, 1, 0, 0, 0, 0, 1], [0, 0, 0]);

/** Throws DataError where the matrices are no lens and no place. */
function lensOf(k: readonly number[], extrinsic: readonly number[], file: string) {
  if (k[1] !== 0) throw new DataError('unsupported', 'has a skewed lens', { file, where: 'intrinsicMatrix[1]', expected: '0', found: String(k[1]) });
  const cameraFromSweep: Rigid<'camera', 'sweep'> = rigidFromRows(extrinsic, file, 'extrinsicMatrix');
  const spec = { model: 'pinhole', fx: k[0], fy: k[4], cx: k[2], cy: k[5], coefficients: [] };
  return { spec, ...cameraFromLidar(cameraFromSweep) };
}

/** ISO 8601, to milliseconds. */
function timeOf(text: string | null | undefined): TimeNs | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? BigInt(ms) * 1_000_000n : null;
}

/** Two pictures of one device in one frame are two cameras here. */
function uniqueCameras(images: readonly FrameImage[]): FrameImage[] {
  const seen = new Map<string, number>();
  return images.map((image) => {
    const n = (seen.get(image.camera) ?? 0) + 1;
    seen.set(image.camera, n);
    return n === 1 ? image : { ...image, camera: `${image.camera}_${n}` };
  });
}

/** Supervisely point cloud episodes: meta.json, and EPISODE/ with annotation.json, frame_pointcloud_map.json, pointcloud/, related_images/. */
export const supervisely = folderLayout({
  id: 'supervisely',
  name: 'Supervisely point cloud episodes',
  confidence: 0.93,
  sign: 'pointcloud/ with annotation.json',
  none: 'no pointcloud/ with annotation.json',
  unit: 'episode',
  conventions: CONVENTIONS,
  Reader: EpisodeReader,
  folders: episodeFolders,
  classes: readClasses,
});
