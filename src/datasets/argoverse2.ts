import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose } from '#src/core/geometry/rigid.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sequence, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { Trajectory } from '#src/core/scene/trajectory.ts';
import type { FeatherRow } from './feather-rows.ts';
import { readFeather } from './feather-rows.ts';
import { labelFileOf } from './label-files.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, joined, nameOf, stemOf } from './paths.ts';
import { cameraPose, rigidFromQuaternion } from './poses.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'lidar';
const POSE = ['qw', 'qx', 'qy', 'qz', 'tx_m', 'ty_m', 'tz_m'];
const LENS = ['fx_px', 'fy_px', 'cx_px', 'cy_px', 'width_px', 'height_px'];
/** A sweep takes 100 ms: a picture that is farther from its middle belongs to another. */
const NEAR_NS = 51_000_000n;

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'done in the data, to the time of the sweep', source: 'format' },
  { name: 'poses', value: "city_SE3_egovehicle at each sensor's own time, interpolated where it has none of that time; sweeps are in the vehicle's frame", source: 'format' },
  { name: 'quaternion order', value: 'by name: qw, qx, qy, qz', source: 'format' },
  { name: 'extrinsics direction', value: 'egovehicle_SE3_sensor: vehicle from sensor', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'pinhole, as the devkit projects; k1, k2, k3 are not used', source: 'format' },
  { name: 'boxes', value: "in the vehicle's frame; length, width, height", source: 'format' },
  { name: 'pictures', value: 'the nearest in time, at most 51 ms apart', source: 'assumed' },
  { name: 'classes', value: 'driving preset', source: 'assumed' },
];

function logFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => /(^|\/)sensors\/lidar$/.test(folder) && index.in(folder).some(isTimed('feather')))
    .map((folder) => folderOf(folderOf(folder)));
}

/** Files are named by their time in nanoseconds. */
function isTimed(extension: string): (path: string) => boolean {
  return (path) => extensionOf(path) === extension && /^\d{1,19}$/.test(stemOf(path));
}

interface Lens {
  readonly spec: CameraSpec;
  readonly egoFromCamera: Rigid<'ego', 'camera'>;
}

class LogReader extends SequenceFolder {
  async sequence(): Promise<Sequence> {
    const sweeps = this.index.in(joined(this.folder, 'sensors/lidar')).filter(isTimed('feather'));
    const poses = await this.poses();
    const posed = poses === null ? [] : sweeps.filter((file) => poses.has(BigInt(stemOf(file))));
    if (poses === null) this.warnings.push(`${joined(this.folder, 'city_SE3_egovehicle.feather')}: cannot be used; sweeps cannot be put together`);
    else if (posed.length < sweeps.length) this.warnings.push(`${this.id}: ${sweeps.length - posed.length} sweeps have no pose and are left out`);
    const cameras = this.cameras(), lenses = await this.lenses(), boxes = await this.annotations();
    const trajectory = poses && new Trajectory([...poses].map(([timeNs, worldFromEgo]) => ({ timeNs, worldFromEgo })));
    const frames: Frame[] = [];
    for (const file of poses === null ? sweeps : posed) frames.push(await this.frame(file, poses, trajectory, cameras, lenses, boxes));
    return { id: this.id, posed: poses !== null, frames };
  }

  private async frame(
    file: string, poses: ReadonlyMap<TimeNs, Rigid<'world', 'ego'>> | null, trajectory: Trajectory | null, cameras: ReadonlyMap<string, readonly string[]>, lenses: ReadonlyMap<string, Lens>,
    annotations: ReadonlyMap<TimeNs, readonly FeatherRow[]>,
  ): Promise<Frame> {
    const id = stemOf(file), timeNs = BigInt(id), worldFromEgo = poses?.get(timeNs) ?? IDENTITY;
    const images: FrameImage[] = [];
    for (const [camera, pictures] of cameras) {
      const picture = nearest(pictures, timeNs);
      if (picture === null) continue;
      const shotNs = BigInt(stemOf(picture)), lens = lenses.get(camera), ego = trajectory?.at(shotNs);
      const common = { camera, file: picture, timeNs: shotNs, masks: [] };
      if (lens && ego) {
        const worldFromCamera = compose(ego, lens.egoFromCamera);
        images.push({ ...common, spec: lens.spec, worldFromCamera, mount: cameraPose(ego, worldFromCamera) });
      } else {
        const size = await this.sizes.of(camera, [picture]);
        if (size === null) continue;
        images.push({ ...common, ...notProjected(size, lens ? 'no pose reaches its time' : 'there is no calibration of it') });
      }
    }
    const worldFromSweep = compose(worldFromEgo, EGO_FROM_SWEEP);
    const sweep = { id: sweepId(this.id, id, SENSOR), sensor: SENSOR, cloud: { file, format: 'arrow' }, labels: labelFileOf(file, this.index), timeNs, worldFromSweep };
    const boxes = (await warned(this.warnings, () => (annotations.get(timeNs) ?? []).map((row) => this.box(row, worldFromEgo)))) ?? [];
    return { id, timeNs, sweeps: [sweep], images, boxes };
  }

  private box({ numbers: n, texts: { track_uuid: track, category: className } }: FeatherRow, worldFromEgo: Rigid<'world', 'ego'>): FrameBox {
    return { id: track, track, className, box: { pose: compose(worldFromEgo, poseOf<'ego', 'box'>(n, joined(this.folder, 'annotations.feather'), track)), size: [n.length_m, n.width_m, n.height_m] } };
  }

  private cameras(): ReadonlyMap<string, readonly string[]> {
    const prefix = `${joined(this.folder, 'sensors/cameras')}/`;
    const folders = this.index.folders().filter((folder) => folder.startsWith(prefix));
    return new Map(folders.map((folder) => [nameOf(folder), this.index.in(folder).filter((path) => isTimed('jpg')(path) || isTimed('png')(path))]));
  }

  private async lenses(): Promise<ReadonlyMap<string, Lens>> {
    const placeFile = joined(this.folder, 'calibration/egovehicle_SE3_sensor.feather'), lensFile = joined(this.folder, 'calibration/intrinsics.feather');
    if (!this.index.has(placeFile) || !this.index.has(lensFile)) return new Map();
    const read = await warned(this.warnings, async () => {
      const places = new Map((await readFeather(this.tree, placeFile, { numbers: POSE, texts: ['sensor_name'] })).map((row) => [row.texts.sensor_name, row]));
      return (await readFeather(this.tree, lensFile, { numbers: LENS, texts: ['sensor_name'] })).flatMap(({ numbers: n, texts: { sensor_name: name } }): [string, Lens][] => {
        const place = places.get(name);
        const spec = { model: 'pinhole', width: n.width_px, height: n.height_px, fx: n.fx_px, fy: n.fy_px, cx: n.cx_px, cy: n.cy_px, coefficients: [] };
        return place ? [[name, { spec, egoFromCamera: poseOf<'ego', 'camera'>(place.numbers, placeFile, name) }]] : [];
      });
    });
    return new Map(read ?? []);
  }

  private async poses(): Promise<ReadonlyMap<TimeNs, Rigid<'world', 'ego'>> | null> {
    const file = joined(this.folder, 'city_SE3_egovehicle.feather');
    if (!this.index.has(file)) return null;
    return warned(this.warnings, async () => new Map((await readFeather(this.tree, file, { numbers: POSE, exact: ['timestamp_ns'] })).map((row, i) =>
      [row.exact.timestamp_ns, poseOf<'world', 'ego'>(row.numbers, file, `row ${i}`)] as const)));
  }

  private async annotations(): Promise<ReadonlyMap<TimeNs, readonly FeatherRow[]>> {
    const file = joined(this.folder, 'annotations.feather'), byTime = new Map<TimeNs, FeatherRow[]>();
    if (!this.index.has(file)) return byTime;
    const columns = { numbers: [...POSE, 'length_m', 'width_m', 'height_m'], exact: ['timestamp_ns'], texts: ['track_uuid', 'category'] };
    for (const row of (await warned(this.warnings, () => readFeather(this.tree, file, columns))) ?? []) byTime.set(row.exact.timestamp_ns, [...(byTime.get(row.exact.timestamp_ns) ?? []), row]);
    return byTime;
  }
}

const IDENTITY: Rigid<'world', 'ego'> = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
const EGO_FROM_SWEEP: Rigid<'ego', 'sweep'> = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };

/** Throws DataError at `where` where the quaternion is none. */
function poseOf<To extends 'world' | 'ego', From extends 'ego' | 'camera' | 'box'>(n: Readonly<Record<string, number>>, file: string, where: string): Rigid<To, From> {
  return rigidFromQuaternion<To, From>([n.qw, n.qx, n.qy, n.qz], [n.tx_m, n.ty_m, n.tz_m], file, where);
}

function nearest(pictures: readonly string[], timeNs: TimeNs): string | null {
  let best: string | null = null, apart = NEAR_NS;
  for (const path of pictures) {
    const difference = BigInt(stemOf(path)) - timeNs, size = difference < 0n ? -difference : difference;
    if (size < apart) [best, apart] = [path, size];
  }
  return best;
}

/** Argoverse 2 sensor logs: LOG/sensors/lidar/*.feather, sensors/cameras/NAME/*.jpg, calibration/, city_SE3_egovehicle.feather, annotations.feather. */
export const argoverse2 = folderLayout({
  id: 'argoverse-2',
  name: 'Argoverse 2',
  confidence: 0.95,
  sign: 'sensors/lidar/*.feather',
  none: 'no sensors/lidar/ with .feather files',
  unit: 'log',
  conventions: CONVENTIONS,
  Reader: LogReader,
  folders: logFolders,
  tablesLookLikeClouds: true,
});
