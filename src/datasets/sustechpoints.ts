import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sequence } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { numbers, positive, readJson, xyz } from './check-json.ts';
import { concurrently } from './concurrently.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, joined, nameOf, naturally, stemOf } from './paths.ts';
import { cameraFromLidar, rigidFromRows, rigidFromThreeEuler } from './poses.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'lidar';

const calibration = v.object({ extrinsic: numbers(16), intrinsic: numbers(9) });
const label = v.object({
  psr: v.object({ position: xyz, scale: v.object({ x: positive, y: positive, z: positive }), rotation: xyz }),
  obj_type: v.string(),
  obj_id: v.optional(v.union([v.string(), v.number()])),
});
/** Newer files put the list into an object. */
const labels = v.union([v.array(label), v.object({ objs: v.array(label) })]);

const CONVENTIONS: readonly Convention[] = [
  { name: 'extrinsics direction', value: 'camera from LiDAR, 4 x 4 row by row', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'pinhole: the format has no distortion', source: 'format' },
  { name: 'boxes', value: 'scale is length, width, height; rotation Rx * Ry * Rz, as in its editor', source: 'format' },
  { name: 'poses', value: 'none: every frame stands alone', source: 'assumed' },
  { name: 'classes', value: 'driving preset', source: 'assumed' },
];

function sceneFolders(index: PathIndex): string[] {
  const folders = index.folders();
  return folders
    .filter((folder) => nameOf(folder) === 'lidar' && index.in(folder).some(isCloudName) && !index.has(joined(folder, 'poses.json')))
    .map(folderOf)
    .filter((scene) => hasJson(index, joined(scene, 'calib/camera')) || (hasJson(index, joined(scene, 'label')) && folders.some((f) => f.startsWith(`${joined(scene, 'camera')}/`))));
}

function hasJson(index: PathIndex, folder: string): boolean {
  return index.in(folder).some((path) => extensionOf(path) === 'json');
}

interface SceneCamera extends Pick<FrameImage, 'spec' | 'worldFromCamera' | 'mount' | 'unprojected'> {
  readonly name: string;
  readonly folder: string;
}

class SceneReader extends SequenceFolder {
  async sequence(): Promise<Sequence> {
    const clouds = this.index.in(joined(this.folder, 'lidar')).filter(isCloudName), cameras = await this.cameras();
    return { id: this.id, posed: false, frames: await concurrently(clouds, (cloud) => this.frame(cloud, cameras)) };
  }

  private async frame(cloud: string, cameras: readonly SceneCamera[]): Promise<Frame> {
    const id = stemOf(cloud);
    const images = cameras.flatMap(({ name, folder, ...camera }): FrameImage[] => {
      const file = this.index.first(...['jpg', 'png', 'jpeg'].map((extension) => `${folder}/${id}.${extension}`));
      return file === undefined ? [] : [{ camera: name, file, timeNs: null, masks: [], ...camera }];
    });
    return { id, timeNs: null, sweeps: [this.standalone(id, SENSOR, cloud)], images, boxes: await this.boxes(id) };
  }

  private async boxes(id: string): Promise<FrameBox[]> {
    const file = joined(this.folder, `label/${id}.json`);
    const list = await this.json(file, labels, 'a list of SUSTechPOINTS boxes');
    const ids = new Set<string>();
    return (list === null ? [] : Array.isArray(list) ? list : list.objs).map(({ psr, obj_type: className, obj_id: object }, i): FrameBox => {
      const track = object === undefined || object === '' ? undefined : String(object);
      // An object's id is the same over frames; where one frame has it twice, boxes still need ids of their own.
      const boxId = track === undefined || ids.has(track) ? `#${i}` : track;
      ids.add(boxId);
      const { position: p, scale: s, rotation: r } = psr;
      return { id: boxId, className, ...(track === undefined ? {} : { track }), box: { pose: rigidFromThreeEuler([r.x, r.y, r.z], [p.x, p.y, p.z]), size: [s.x, s.y, s.z] } };
    });
  }

  private async cameras(): Promise<SceneCamera[]> {
    const prefix = `${joined(this.folder, 'camera')}/`;
    const folders = this.index.folders().filter((folder) => folder.startsWith(prefix));
    const cameras: SceneCamera[] = [];
    for (const folder of folders.sort((a, b) => Number(nameOf(b) === 'front') - Number(nameOf(a) === 'front') || naturally(a, b))) {
      const name = folder.slice(prefix.length).replaceAll('/', '_');
      const size = await this.sizes.of(folder, this.index.in(folder).filter((path) => ['jpg', 'jpeg', 'png'].includes(extensionOf(path))));
      if (size === null) continue;
      const file = joined(this.folder, `calib/camera/${name}.json`);
      const lens = this.index.has(file) ? await warned(this.warnings, () => this.lens(file)) : null;
      if (lens !== null) cameras.push({ name, folder, ...lens, spec: { ...lens.spec, ...size } });
      else cameras.push({ name, folder, ...notProjected(size, `${file} has no calibration of it`) });
    }
    return cameras;
  }

  private async lens(file: string) {
    const { extrinsic, intrinsic: k } = await readJson(this.tree, file, calibration, 'a calibration with extrinsic and intrinsic');
    if (k[1] !== 0) throw new DataError('unsupported', 'has a skewed lens', { file, where: 'intrinsic[1]', expected: '0', found: String(k[1]) });
    const cameraFromSweep: Rigid<'camera', 'sweep'> = rigidFromRows(extrinsic, file, 'extrinsic');
    const spec = { model: 'pinhole', fx: k[0], fy: k[4], cx: k[2], cy: k[5], coefficients: [] };
    return { spec, ...cameraFromLidar(cameraFromSweep) };
  }
}

/** SUSTechPOINTS scenes: lidar/, camera/NAME/, calib/camera/NAME.json, label/. */
export const sustechpoints = folderLayout({
  id: 'sustechpoints',
  name: 'SUSTechPOINTS',
  confidence: 0.9,
  sign: 'lidar/ with calib/camera/ or label/',
  none: 'no lidar/ with calib/camera/ or label/',
  unit: 'scene',
  conventions: CONVENTIONS,
  Reader: SceneReader,
  folders: sceneFolders,
});
