import { createHash } from 'node:crypto';
import { type Rigid, toQuaternion } from '#src/core/geometry/rigid.ts';
import { WrittenPoses } from '../defects/sensor-defects.ts';
import { encodeJson } from '../output/bytes.ts';
import type { FrameContent, ThingBox } from '../output/frame-content.ts';
import { encodeJpeg } from '../output/jpeg.ts';
import { VISIBILITY } from '../truth/visibility.ts';
import { type Simulation, timeOfFrame } from '../simulate.ts';
import { NUSCENES_NAMES } from '../world/classes.ts';
import type { Files, OutputLayout } from './layout.ts';
import { encodeRadarPcd, encodeNpz, NUSCENES_CATEGORIES, nuscenesLabels, panopticLabels, sweepFloats } from './nuscenes-files.ts';

const VERSION = 'v1.0-mini';
const SCENE = 'scene-0001';
const CHANNELS: Readonly<Record<string, string>> = {
  top: 'LIDAR_TOP', 'radar-front': 'RADAR_FRONT', front: 'CAM_FRONT', 'front-left': 'CAM_FRONT_LEFT', 'front-right': 'CAM_FRONT_RIGHT',
  left: 'CAM_LEFT', right: 'CAM_RIGHT', back: 'CAM_BACK', 'back-left': 'CAM_BACK_LEFT', 'front-far': 'CAM_FRONT_FAR',
};

type Row = Readonly<Record<string, unknown>>;

/** What one frame adds to the tables. */
interface FrameRows {
  readonly data: readonly { readonly sensor: string; readonly row: Row; readonly ego: Row }[];
  readonly annotations: readonly { readonly instance: number; readonly classId: number; readonly row: Row }[];
}

/**
 * nuScenes (nuscenes-devkit): tables in v1.0-mini, samples by channel, lidarseg and panoptic. Every frame is a sample; lenses are
 * pinholes, as there. The LiDAR's axes are x forward, which its calibrated_sensor says.
 */
export const nuscenesLayout: OutputLayout = {
  id: 'nuscenes',
  needs: { rectified: true, distorted: undefined, readoutMilliseconds: undefined, lidars: 1 },
  frame: (content) => ({ files: frameFiles(content), entry: frameRows(content) }),
  whole: (simulation, entries) => {
    const tables = allTables(simulation, entries as readonly FrameRows[]);
    return new Map(Object.entries(tables).map(([name, rows]) => [`${VERSION}/${name}.json`, () => encodeJson(rows)]));
  },
};

/** 32 hexadecimal digits that stand for what they are made from. */
function token(...parts: readonly (string | number)[]): string {
  return createHash('md5').update(parts.join('/')).digest('hex');
}

function microseconds(timeNs: bigint): number {
  return Number(timeNs / 1000n);
}

function dataPath(sensor: string, timeNs: bigint): string {
  const kind = sensor === 'top' ? '.pcd.bin' : sensor === 'radar-front' ? '.pcd' : '.jpg';
  return `samples/${CHANNELS[sensor]}/${SCENE}__${CHANNELS[sensor]}__${microseconds(timeNs)}${kind}`;
}

function frameFiles(content: FrameContent): Files {
  const { frame, images } = content, { id } = frame, [lidar] = frame.lidars;
  const files: Files = new Map();
  const labels = (): Uint32Array => content.labels(lidar);
  files.set(dataPath('top', lidar.timeNs), () => sweepFloats(lidar.sweep));
  files.set(`lidarseg/${VERSION}/${token('data', id, 'top')}_lidarseg.bin`, () => nuscenesLabels(labels()));
  files.set(`panoptic/${VERSION}/${token('data', id, 'top')}_panoptic.npz`, () => encodeNpz(panopticLabels(labels())));
  const { radar } = frame;
  if (radar) files.set(dataPath('radar-front', frame.timeNs), () => encodeRadarPcd(radar));
  if (images) for (const camera of frame.cameras) files.set(dataPath(camera.mount.name, camera.timeNs), () => encodeJpeg(camera.image(), 90));
  return files;
}

function frameRows(content: FrameContent): FrameRows {
  const { frame, poses, images } = content, { id } = frame;
  const data = (sensor: string, timeNs: bigint, written: bigint, format: string, worldFromEgo: Rigid<'world', 'box'>, size: readonly [number, number]): FrameRows['data'][number] => ({
    sensor,
    row: {
      token: token('data', id, sensor), sample_token: token('sample', id), ego_pose_token: token('ego', id, sensor), calibrated_sensor_token: token('calibrated', sensor),
      timestamp: microseconds(written), fileformat: format, is_key_frame: true, height: size[1], width: size[0], filename: dataPath(sensor, timeNs),
    },
    ego: { token: token('ego', id, sensor), timestamp: microseconds(written), rotation: toQuaternion(worldFromEgo), translation: worldFromEgo.t },
  });
  const [lidar] = frame.lidars, atFrame = poses.worldFromEgo(frame, null);
  const rows = [data('top', lidar.timeNs, lidar.timeNs, 'pcd', atFrame, [0, 0])];
  if (frame.radar) rows.push(data('radar-front', frame.timeNs, frame.timeNs, 'pcd', atFrame, [0, 0]));
  if (images)
    for (const camera of frame.cameras) {
      const { spec } = camera.mount;
      rows.push(data(camera.mount.name, camera.timeNs, poses.timeOf(camera), 'jpg', poses.worldFromEgo(frame, camera), [spec.width, spec.height]));
    }
  const seen = seenShares(content);
  const annotations = content.boxes().filter(({ points }) => points > 0).map((box) => annotation(content, box, seen.get(box.instance) ?? 0));
  return { data: rows, annotations };
}

function annotation({ frame }: FrameContent, { object, instance, classId, worldFromBox, points }: ThingBox, seen: number): FrameRows['annotations'][number] {
  const [length, width, height] = object.model.size;
  const radarPoints = frame.radar?.truth.filter((label) => label >>> 16 === instance).length ?? 0;
  return {
    instance, classId,
    row: {
      token: token('annotation', frame.id, instance), sample_token: token('sample', frame.id), instance_token: token('instance', instance),
      visibility_token: String(seen > 0.8 ? 4 : seen > 0.6 ? 3 : seen > 0.4 ? 2 : 1), attribute_tokens: [],
      translation: worldFromBox.t, size: [width, length, height], rotation: toQuaternion(worldFromBox), num_lidar_pts: points, num_radar_pts: radarPoints,
    },
  };
}

/** Per instance the share of its points in pictures that are seen there: what stands for nuScenes' visibility over all cameras. */
function seenShares({ frame, images }: FrameContent): Map<number, number> {
  const [lidar] = frame.lidars, inside = new Map<number, number>(), seen = new Map<number, number>();
  for (const camera of images ? frame.cameras : []) {
    const codes = frame.visibility(lidar, camera);
    codes.forEach((code, i) => {
      const instance = lidar.sweep.truth[i] >>> 16;
      if (instance === 0 || (code & 3) === VISIBILITY.outside) return;
      inside.set(instance, (inside.get(instance) ?? 0) + 1);
      if ((code & 3) === VISIBILITY.seen) seen.set(instance, (seen.get(instance) ?? 0) + 1);
    });
  }
  return new Map([...inside].map(([instance, count]) => [instance, (seen.get(instance) ?? 0) / count]));
}

function allTables(simulation: Simulation, frames: readonly FrameRows[]): Record<string, Row[]> {
  const ids = frames.map((_, i) => String(i).padStart(6, '0')), link = (k: number): string => (k >= 0 && k < ids.length ? ids[k] : '');
  const linked = (kind: string, k: number, ...rest: readonly (string | number)[]): string => (link(k) === '' ? '' : token(kind, link(k), ...rest));
  const sampleData = frames.flatMap(({ data }, k) => data.map(({ sensor, row }) => ({ ...row, prev: linked('data', k - 1, sensor), next: linked('data', k + 1, sensor) })));
  const has = (k: number, instance: number): boolean => frames[k]?.annotations.some((a) => a.instance === instance) ?? false;
  const annotations = frames.flatMap(({ annotations: list }, k) => list.map(({ instance, row }) => ({
    ...row, prev: has(k - 1, instance) ? linked('annotation', k - 1, instance) : '', next: has(k + 1, instance) ? linked('annotation', k + 1, instance) : '',
  })));
  const keyframes = ids.map((id) => ({ token: token('data', id, 'top'), sample_data_token: token('data', id, 'top') }));
  return {
    scene: [{
      token: token('scene'), log_token: token('log'), name: SCENE, description: 'Simulated street', nbr_samples: ids.length,
      first_sample_token: linked('sample', 0), last_sample_token: linked('sample', ids.length - 1),
    }],
    sample: ids.map((id, k) => ({
      token: token('sample', id), timestamp: microseconds(timeOfFrame(k)), scene_token: token('scene'), prev: linked('sample', k - 1), next: linked('sample', k + 1),
    })),
    sample_data: sampleData,
    ego_pose: frames.flatMap(({ data }) => data.map(({ ego }) => ego)),
    ...sensorTables(simulation),
    sample_annotation: annotations,
    instance: instanceRows(frames, ids),
    category: NUSCENES_CATEGORIES.map((name, index) => ({ token: token('category', name), name, description: '', index })),
    attribute: [],
    visibility: ['v0-40', 'v40-60', 'v60-80', 'v80-100'].map((level, i) => ({ token: String(i + 1), level, description: `visibility of whole object is between ${level.slice(1).replace('-', ' and ')}%` })),
    log: [{ token: token('log'), logfile: '', vehicle: 'simulated', date_captured: '2025-01-01', location: 'simulated-street' }],
    map: [{ token: token('map'), log_tokens: [token('log')], category: 'semantic_prior', filename: '' }],
    lidarseg: keyframes.map((row) => ({ ...row, filename: `lidarseg/${VERSION}/${row.token}_lidarseg.bin` })),
    panoptic: keyframes.map((row) => ({ ...row, filename: `panoptic/${VERSION}/${row.token}_panoptic.npz` })),
  };
}

function sensorTables(simulation: Simulation): Record<'sensor' | 'calibrated_sensor', Row[]> {
  const { lidars: [lidar], radar, mounts } = simulation, poses = new WrittenPoses(simulation);
  const sensors = [
    { name: lidar.name, modality: 'lidar', pose: lidar.egoFromSensor, intrinsic: [] as number[][] },
    ...(radar ? [{ name: radar.name, modality: 'radar', pose: radar.egoFromSensor, intrinsic: [] as number[][] }] : []),
    ...mounts.map((mount) => {
      const { name, spec: { fx, fy, cx, cy } } = mount;
      return { name, modality: 'camera', pose: poses.egoFromCamera({ mount }), intrinsic: [[fx, 0, cx], [0, fy, cy], [0, 0, 1]] };
    }),
  ];
  return {
    sensor: sensors.map(({ name, modality }) => ({ token: token('sensor', name), channel: CHANNELS[name], modality })),
    calibrated_sensor: sensors.map(({ name, pose, intrinsic }) => ({
      token: token('calibrated', name), sensor_token: token('sensor', name), translation: pose.t, rotation: toQuaternion(pose), camera_intrinsic: intrinsic,
    })),
  };
}

function instanceRows(frames: readonly FrameRows[], ids: readonly string[]): Row[] {
  const spans = new Map<number, { classId: number; frames: number[] }>();
  frames.forEach(({ annotations }, k) => annotations.forEach(({ instance, classId }) => {
    const span = spans.get(instance);
    if (span) span.frames.push(k);
    else spans.set(instance, { classId, frames: [k] });
  }));
  return [...spans].sort(([a], [b]) => a - b).map(([instance, { classId, frames: span }]) => ({
    token: token('instance', instance), category_token: token('category', NUSCENES_NAMES[classId]), nbr_annotations: span.length,
    first_annotation_token: token('annotation', ids[span[0]], instance), last_annotation_token: token('annotation', ids[span[span.length - 1]], instance),
  }));
}
