import * as v from 'valibot';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Convention, Frame, FrameBox, FrameImage, Sequence } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { finite, numbers, positive, xyz } from './check-json.ts';
import { concurrently } from './concurrently.ts';
import type { ImageSize } from './image-size.ts';
import { notProjected } from './not-projected.ts';
import type { PathIndex } from './path-index.ts';
import { folderOf, joined, nameOf, stemOf } from './paths.ts';
import { cameraFromLidar, rigidFromRows, rigidFromThreeEuler } from './poses.ts';
import { folderLayout, SequenceFolder } from './sequence-folders.ts';
import { warned } from './warned.ts';

const SENSOR = 'lidar';
const CLOUDS = /^(lidar_point_cloud_0|point_cloud)$/;
const IMAGES = /^(?:camera_image_|image_?)(\d+)$/;

const internal = v.object({ fx: positive, fy: positive, cx: finite, cy: finite });
const camera = v.object({
  camera_internal: v.nullish(internal), cameraInternal: v.nullish(internal),
  camera_external: v.nullish(numbers(16)), cameraExternal: v.nullish(numbers(16)),
  rowMajor: v.nullish(v.boolean()),
  cameraModel: v.nullish(v.string()), camera_model: v.nullish(v.string()),
  distortion: v.optional(v.unknown()), distortionK: v.optional(v.unknown()), distortionP: v.optional(v.unknown()),
});
const cameras = v.array(v.nullable(camera));
const result = v.object({
  objects: v.nullish(v.array(v.object({
    id: v.nullish(v.union([v.string(), v.number()])), type: v.string(), className: v.nullish(v.string()), trackId: v.nullish(v.union([v.string(), v.number()])),
    contour: v.nullish(v.object({ size3D: v.nullish(xyz), center3D: v.nullish(xyz), rotation3D: v.nullish(xyz) })),
  }))),
});
const results = v.union([v.array(result), result]);

const CONVENTIONS: readonly Convention[] = [
  { name: 'extrinsics direction', value: 'camera_external: camera from LiDAR', source: 'format' },
  { name: 'matrix order', value: 'by rows, or by columns where rowMajor is false or the last row holds the translation', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'pinhole; a picture with distortion is shown without projection', source: 'assumed' },
  { name: 'boxes', value: 'size3D is length, width, height; rotation3D is Rx * Ry * Rz', source: 'assumed' },
  { name: 'poses', value: 'none: every frame stands alone', source: 'format' },
  { name: 'classes', value: 'driving preset', source: 'assumed' },
];

function sceneFolders(index: PathIndex): string[] {
  return index.folders()
    .filter((folder) => CLOUDS.test(nameOf(folder)) && index.in(folder).some(isCloudName))
    .map(folderOf)
    .filter((scene) => index.in(joined(scene, 'camera_config')).length > 0 || index.in(joined(scene, 'result')).length > 0);
}

class SceneReader extends SequenceFolder {
  async sequence(): Promise<Sequence> {
    const under = this.index.folders().filter((folder) => folderOf(folder) === this.folder);
    const clouds = this.index.in(under.find((folder) => CLOUDS.test(nameOf(folder)))!).filter(isCloudName);
    const folders = under.filter((folder) => IMAGES.test(nameOf(folder)));
    return { id: this.id, posed: false, frames: await concurrently(clouds, (cloud) => this.frame(cloud, folders)) };
  }

  private async frame(cloud: string, folders: readonly string[]): Promise<Frame> {
    const id = stemOf(cloud), config = joined(this.folder, `camera_config/${id}.json`);
    const lenses = await this.json(config, cameras, 'a list of camera configurations');
    const images: FrameImage[] = [];
    for (const folder of folders) {
      const file = this.index.first(...['jpg', 'png', 'jpeg'].map((extension) => `${folder}/${id}.${extension}`));
      const size = file === undefined ? null : await this.sizes.of(folder, [file, ...this.index.in(folder)]);
      if (file === undefined || size === null) continue;
      const number = Number(IMAGES.exec(nameOf(folder))![1]), given = lenses?.[number] ?? null;
      const place = await warned(this.warnings, () => placed(given, size, config, number));
      images.push({ camera: nameOf(folder), file, timeNs: null, masks: [], ...(place ?? notProjected(size, `${config} cannot be used`)) });
    }
    return { id, timeNs: null, sweeps: [this.standalone(id, SENSOR, cloud)], images, boxes: await this.boxes(id) };
  }

  private async boxes(id: string): Promise<FrameBox[]> {
    const file = joined(this.folder, `result/${id}.json`);
    const parsed = await this.json(file, results, 'a list of results');
    const objects = (parsed === null ? [] : Array.isArray(parsed) ? parsed : [parsed]).flatMap((source) => source.objects ?? []);
    return objects.flatMap(({ id: own, type, className, trackId, contour }, i): FrameBox[] => {
      const { size3D: s, center3D: p, rotation3D: r } = contour ?? {};
      if (!/^3D_BOX$|^3D$/i.test(type) || !s || !p || !r || !(s.x > 0 && s.y > 0 && s.z > 0)) return [];
      const track = trackId === null || trackId === undefined ? undefined : String(trackId);
      return [{
        id: `${own ?? ''}#${i}`, className: className ?? 'unknown', ...(track === undefined ? {} : { track }),
        box: { pose: rigidFromThreeEuler([r.x, r.y, r.z], [p.x, p.y, p.z]), size: [s.x, s.y, s.z] },
      }];
    });
  }
}

type Place = Pick<FrameImage, 'spec' | 'worldFromCamera' | 'mount' | 'unprojected'>;

/** Throws DataError where the matrix is no rotation and translation. */
function placed(given: v.InferOutput<typeof camera> | null, size: ImageSize, file: string, number: number): Place {
  const k = given?.camera_internal ?? given?.cameraInternal, m = given?.camera_external ?? given?.cameraExternal;
  if (!given || !k || !m) return notProjected(size, `there is no calibration of camera ${number}`);
  const model = given.cameraModel ?? given.camera_model ?? 'pinhole';
  if (!/^pinhole$/i.test(model) || [given.distortion, given.distortionK, given.distortionP].some(distorts)) return notProjected(size, `unsupported lens: ${model} with distortion`);
  const byColumns = given.rowMajor === false || (m[3] === 0 && m[7] === 0 && m[11] === 0 && (m[12] !== 0 || m[13] !== 0 || m[14] !== 0));
  const rows = byColumns ? m.map((_, i) => m[(i % 4) * 4 + Math.floor(i / 4)]) : m;
  const cameraFromSweep: Rigid<'camera', 'sweep'> = rigidFromRows(rows, file, `[${number}].camera_external`);
  return {
    spec: { model: 'pinhole', ...size, fx: k.fx, fy: k.fy, cx: k.cx, cy: k.cy, coefficients: [] },
    ...cameraFromLidar(cameraFromSweep, byColumns ? 'column-major' : 'row-major'),
  };
}

/** Whether any number in it is not 0: a form that is not known is not taken for none. */
function distorts(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'object') return Object.values(value).some(distorts);
  return value !== 0;
}

/** Xtreme1: lidar_point_cloud_0/, camera_image_N/, camera_config/ and result/ with the same names, in the folder or in scenes in it. */
export const xtreme1 = folderLayout({
  id: 'xtreme1',
  name: 'Xtreme1',
  confidence: 0.9,
  sign: 'lidar_point_cloud_0/ with camera_config/ or result/',
  none: 'no lidar_point_cloud_0/ with camera_config/ or result/',
  unit: 'scene',
  conventions: CONVENTIONS,
  Reader: SceneReader,
  folders: sceneFolders,
});
