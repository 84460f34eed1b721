import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { driving } from '#src/core/labels/presets/index.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sweep, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { CameraSizes } from './camera-sizes.ts';
import { readJson } from './check-json.ts';
import { concurrently } from './concurrently.ts';
import { labelFileOf } from './label-files.ts';
import type { DatasetLayout } from './layout.ts';
import { leftOutClouds } from './left-out.ts';
import { timeInName } from './name-time.ts';
import { notProjected } from './not-projected.ts';
import { coordinateSystem, cuboid, frameTransform, OpenLabelFrames, pinhole } from './openlabel-frames.ts';
import { PathIndex } from './path-index.ts';
import { extensionOf, isInsidePath, stemOf } from './paths.ts';
import { warned } from './warned.ts';

const properties = v.nullish(v.object({ intrinsics_pinhole: v.optional(pinhole), intrinsics_fisheye: v.optional(v.unknown()), intrinsics_custom: v.optional(v.unknown()) }));
const stream = v.object({ type: v.optional(v.string()), uri: v.nullish(v.string()), stream_properties: properties });
const object = v.object({ name: v.optional(v.string()), type: v.optional(v.string()) });
const frame = v.object({
  frame_properties: v.optional(v.object({
    timestamp: v.optional(v.union([v.string(), v.number()])), streams: v.optional(v.record(v.string(), stream)), transforms: v.optional(v.record(v.string(), frameTransform)),
  })),
  objects: v.optional(v.record(v.string(), v.object({ object_data: v.optional(v.object({ cuboid: v.optional(v.array(cuboid)) })) }))),
});
const document = v.object({
  openlabel: v.object({
    metadata: v.optional(v.object({ schema_version: v.optional(v.string()), name: v.optional(v.string()) })),
    coordinate_systems: v.optional(v.record(v.string(), coordinateSystem)),
    streams: v.record(v.string(), stream),
    objects: v.optional(v.record(v.string(), object)),
    frames: v.record(v.pipe(v.string(), v.regex(/^\d+$/)), frame),
  }),
});
type Document = v.InferOutput<typeof document>['openlabel'];
type DocumentFrame = v.InferOutput<typeof frame>;

/** Files that are asked whether they are OpenLABEL, and how much of each. */
const ASKED = 8, HEAD = 4096;

/** ASAM OpenLABEL: one JSON with streams, calibration, poses and cuboids, and the files that its streams name beside it. */
export const openlabel: DatasetLayout = {
  id: 'openlabel',
  name: 'ASAM OpenLABEL',

  async detect(tree, paths) {
    const file = await documentFile(tree, paths);
    return file !== undefined && paths.some(isCloudName) ? { confidence: 0.94, why: `${file} is OpenLABEL` } : { confidence: 0, why: 'no OpenLABEL file' };
  },

  async open(tree, paths) {
    const file = await documentFile(tree, paths);
    if (file === undefined) throw new DataError('missing', 'has no OpenLABEL file', { file: tree.name, expected: 'a .json with "openlabel"' });
    const { openlabel: content } = await readJson(tree, file, document, 'an OpenLABEL document with streams and frames');
    const warnings: string[] = [], reader = new Reader(tree, PathIndex.of(paths), file, content, warnings);
    const sequence = await reader.sequence();
    return {
      name: content.metadata?.name ?? tree.name, layout: this.id, why: `${file} is OpenLABEL`, conventions: reader.conventions(),
      warnings: [...warnings, ...leftOutClouds(paths, [sequence])], taxonomy: driving, sequences: [sequence],
    };
  },
};

async function documentFile(tree: FileTree, paths: readonly string[]): Promise<string | undefined> {
  const jsons = paths.filter((path) => extensionOf(path) === 'json' && !path.includes('/')).sort((a, b) => Number(/openlabel/i.test(b)) - Number(/openlabel/i.test(a)));
  for (const path of jsons.slice(0, ASKED)) {
    const source = await tree.open(path);
    const head = new TextDecoder().decode(await source.read(0, HEAD));
    if (/^\uFEFF?\s*\{\s*"openlabel"\s*:/.test(head)) return path;
  }
  return undefined;
}

class Reader {
  private readonly lidars: readonly string[];
  private readonly cameras: readonly string[];
  private readonly world: string | null;
  private readonly sizes: CameraSizes;

  constructor(
    tree: FileTree,
    private readonly index: PathIndex,
    private readonly file: string,
    private readonly content: Document,
    private readonly warnings: string[],
  ) {
    const ofType = (...types: string[]): string[] => Object.entries(content.streams).filter(([, s]) => types.includes(s.type ?? '')).map(([name]) => name);
    this.lidars = ofType('lidar', 'radar').sort((a, b) => Number(content.streams[a].type === 'radar') - Number(content.streams[b].type === 'radar'));
    this.cameras = ofType('camera');
    if (this.lidars.length === 0) throw new DataError('missing', 'has no LiDAR', { file, where: 'openlabel.streams', expected: 'a stream of type lidar' });
    const systems = Object.entries(content.coordinate_systems ?? {});
    this.world = (systems.find(([, s]) => s.type === 'scene_cs') ?? systems.find(([, s]) => s.type === 'geo'))?.[0] ?? null;
    this.sizes = new CameraSizes(tree, warnings);
  }

  conventions(): Convention[] {
    return [
      { name: 'quaternion order', value: 'x, y, z, w', source: 'format' },
      { name: 'extrinsics direction', value: 'pose_wrt_parent: parent from sensor; transform_src_to_dst: dst from src', source: 'format' },
      { name: 'coordinate systems', value: 'a sensor has that of its stream\'s name', source: 'assumed' },
      { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'assumed' },
      { name: 'world', value: this.world ?? 'none: every frame stands alone', source: 'file' },
      { name: 'boxes', value: 'x = length; angles of 9 numbers are about x, y and z', source: 'assumed' },
      { name: 'classes', value: 'driving preset', source: 'assumed' },
    ];
  }

  async sequence() {
    const id = stemOf(this.file), numbers = Object.keys(this.content.frames).sort((a, b) => Number(a) - Number(b));
    const read = await concurrently(numbers, (number) => this.frame(id, number, this.content.frames[number]));
    const frames = read.filter((f) => f !== null);
    const missing = read.length - frames.length;
    if (missing > 0) this.warnings.push(`${this.file}: ${missing} of ${read.length} frames have no point cloud here and are left out`);
    return { id, posed: frames.length > 0 && frames.every((f) => f.posed), frames: frames.map((f) => f.frame) };
  }

  private async frame(sequence: string, number: string, data: DocumentFrame): Promise<{ frame: Frame; posed: boolean } | null> {
    const given = data.frame_properties ?? {};
    const systems = await warned(this.warnings, () => new OpenLabelFrames(this.file, this.content.coordinate_systems ?? {}, given.transforms ?? {}));
    if (systems === null) return null;
    const timeNs = timeOf(given.timestamp);
    const lidars = this.lidars.flatMap((name): { name: string; cloud: string }[] => {
      const cloud = this.fileOf(name, number, data, isCloudName);
      return cloud === undefined ? [] : [{ name, cloud }];
    });
    if (lidars.length === 0) return null;
    // Where nothing leads to the world, the main sweep's frame stands for it.
    const main = lidars[0].name, world = this.world !== null && systems.between(main, this.world) ? this.world : main;
    const place = (name: string): Rigid<'world', 'sweep'> | null => {
      const found = systems.between(name, world);
      return found && compose(identity<'world', 'sweep'>(), found);
    };
    const sweeps = lidars.flatMap(({ name, cloud }): Sweep[] => {
      const worldFromSweep = place(name);
      if (worldFromSweep === null) this.warnings.push(`${this.file}: frame ${number}: nothing says where ${name} is; it is left out`);
      return worldFromSweep === null ? [] : [{ id: sweepId(sequence, number, name), sensor: name, cloud: { file: cloud }, labels: labelFileOf(cloud, this.index), timeNs, worldFromSweep, mount: systems.mount(name, world, []) }];
    });
    const images: FrameImage[] = [];
    for (const name of this.cameras) {
      const image = await this.image(name, number, data, place(name), timeNs);
      if (image) images.push(image.unprojected === undefined ? { ...image, mount: systems.mount(name, world, [{ axes: true }], 'optical') } : image);
    }
    const boxes = (await warned(this.warnings, () => this.boxes(data, systems, place, { main, world }, number))) ?? [];
    return { frame: { id: number, timeNs, sweeps, images, boxes }, posed: world === this.world };
  }

  private async image(name: string, number: string, data: DocumentFrame, place: Rigid<'world', 'sweep'> | null, timeNs: TimeNs | null): Promise<FrameImage | null> {
    const file = this.fileOf(name, number, data, (path) => ['png', 'jpg', 'jpeg'].includes(extensionOf(path)));
    if (file === undefined) return null;
    const own = data.frame_properties?.streams?.[name]?.stream_properties, all = this.content.streams[name].stream_properties;
    const lens = own?.intrinsics_pinhole ?? all?.intrinsics_pinhole, k = lens?.camera_matrix ?? lens?.camera_matrix_3x4;
    if (lens && k && place) {
      const given = lens.distortion_coeffs ?? lens.distortion_coeffs_1xN ?? [], coefficients = given.some((c) => c !== 0) ? given : [];
      const spec = { model: coefficients.length === 0 ? 'pinhole' : 'opencv-radtan', width: lens.width_px, height: lens.height_px, fx: k[0], fy: k[5], cx: k[2], cy: k[6], coefficients };
      return { camera: name, file, spec, timeNs, worldFromCamera: compose(place, identity<'sweep', 'camera'>()), masks: [] };
    }
    const size = await this.sizes.of(name, [file]);
    if (size === null) return null;
    const other = own?.intrinsics_fisheye ?? all?.intrinsics_fisheye ?? own?.intrinsics_custom ?? all?.intrinsics_custom;
    return { camera: name, file, timeNs, masks: [], ...notProjected(size, other === undefined ? 'it has no pinhole intrinsics, or no place' : 'unsupported lens: fisheye or custom intrinsics of OpenLABEL') };
  }

  private boxes(data: DocumentFrame, systems: OpenLabelFrames, place: (name: string) => Rigid<'world', 'sweep'> | null, { main, world }: { readonly main: string; readonly world: string }, number: string): FrameBox[] {
    return Object.entries(data.objects ?? {}).flatMap(([uid, { object_data: own }]) => (own?.cuboid ?? []).flatMap(({ val, coordinate_system: system }, i): FrameBox[] => {
      const worldFromSystem = place(system ?? main);
      if (worldFromSystem === null) {
        this.warnings.push(`${this.file}: frame ${number}: nothing says where ${String(system)} is; a cuboid of object ${uid} is left out`);
        return [];
      }
      const { pose, size } = systems.cuboidPose(val, `frames.${number}.objects.${uid}.object_data.cuboid[${i}]`);
      const className = this.content.objects?.[uid]?.type ?? 'unknown';
      return [{ id: i === 0 ? uid : `${uid}#${i}`, className, track: uid, box: { pose: compose(worldFromSystem, pose), size }, mount: systems.mount(system ?? main, world, [{ known: pose }]) }];
    }));
  }

  /** The frame's own uri, else the file in the stream's folder whose name ends with the frame's number. */
  private fileOf(name: string, number: string, data: DocumentFrame, fits: (path: string) => boolean): string | undefined {
    const uri = data.frame_properties?.streams?.[name]?.uri, plain = uri?.replace(/^(\.\/)+/, '');
    if (plain !== undefined && isInsidePath(plain) && this.index.has(plain)) return fits(plain) ? plain : undefined;
    const folder = this.content.streams[name].uri?.replace(/^(\.\/)+|\/+$/g, '');
    const files = [folder, name].flatMap((f) => (f !== undefined && isInsidePath(f) ? [...this.index.in(f)] : []));
    return files.find((path) => fits(path) && Number(/(\d+)\D*$/.exec(stemOf(path))?.[1] ?? Number.NaN) === Number(number)) ?? (folder !== undefined && this.index.has(folder) && fits(folder) ? folder : undefined);
  }
}

/** ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by its digits. */
function timeOf(timestamp: string | number | undefined): TimeNs | null {
  if (timestamp === undefined) return null;
  const numeric = timeInName(String(timestamp));
  if (numeric !== null) return numeric;
  const ms = /\d{4}-\d\d-\d\dT/.test(String(timestamp)) ? Date.parse(String(timestamp)) : Number.NaN;
  return Number.isFinite(ms) ? BigInt(ms) * 1_000_000n : null;
}
