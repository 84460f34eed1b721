import type { Rigid } from '#src/core/geometry/rigid.ts';
import { toQuaternion } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import type { Frame, FrameBox, Sequence } from '#src/core/scene/scene.ts';
import { openLabelObjects } from '#src/formats/boxes/openlabel.ts';
import { semanticKitti } from '#src/formats/labels/semantickitti.ts';
import { defineExporter, pathPart, pathsPerSweep } from './exporter.ts';

interface Row {
  readonly sequence: string;
  readonly frame: string;
  readonly boxes: readonly FrameBox[];
  /** Sensor → its file of labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The coordinate system that boxes and poses are given in. */
export const OPENLABEL_WORLD = 'world';
/** The object that stands for all points of a sensor, since OpenLABEL has no type for labels of points. */
export const POINT_LABELS = 'point_labels';

/**
 * One ASAM OpenLABEL 1.0.0 document per sequence: streams with their lenses, poses of every frame, cuboids as objects over the frames; labels of points
 * as `.label` files beside it, which an object of type point_labels names in `binary`, so that documents stay small enough to be read.
 */
export const openLabelExport = defineExporter<undefined, Row>({
  id: 'openlabel',
  title: 'ASAM OpenLABEL',
  holds: 'class and instance of every point (in .label files beside the document), boxes with class and track, poses and lenses',
  capacity: { classes: 0xffff, instances: 0xffff, boxes: true, allSweeps: true },
  losses: () => ['OpenLABEL has no standard for labels of points: other programs see the boxes only'],
  paths: (sequence, frame) => pathsPerSweep(frame, 4, ({ sensor }) => labelPath(sequence, sensor, frame.id)),
  frame: ({ sequence, frame, sweeps, boxes }) => Promise.resolve({
    files: sweeps.map(({ sweep, labels }) => ({ path: labelPath(sequence, sweep.sensor, frame.id), bytes: semanticKitti.write(labels), points: labels.length })),
    row: { sequence, frame: frame.id, boxes, labels: Object.fromEntries(sweeps.map(({ sweep }) => [sweep.sensor, labelPath(sequence, sweep.sensor, frame.id)])) },
  }),
  finish: ({ scene }, rows) => Promise.resolve(scene.sequences.flatMap((sequence) => {
    const own = rows.filter((row) => row.sequence === sequence.id);
    return own.length === 0 ? [] : [{ path: `${pathPart(sequence.id)}.openlabel.json`, bytes: new TextEncoder().encode(JSON.stringify({ openlabel: documentOf(sequence, own) })) }];
  })),
});

function labelPath(sequence: string, sensor: string, frame: string): string {
  return `labels/${pathPart(sequence)}/${pathPart(sensor)}/${pathPart(frame)}.label`;
}

function documentOf(sequence: Sequence, rows: readonly Row[]): object {
  const numbers = new Map(sequence.frames.map((f, i) => [f.id, i]));
  const uids = new Map<string, string>();
  const uidOf = (key: string): string => uids.get(key) ?? (uids.set(key, String(uids.size)), String(uids.size - 1));
  const cuboids = rows.flatMap(({ frame, boxes }) => boxes.map((b) => ({
    object: uidOf(b.track ?? `${frame}/${b.id}`), type: b.className, name: b.track ?? b.id, frame: numbers.get(frame)!, system: OPENLABEL_WORLD, box: b.box,
  })));
  const { objects, frames } = openLabelObjects(cuboids);
  const sensors = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))];
  const pointLabels = Object.fromEntries(sensors.map((sensor) => [sensor, uidOf(`${POINT_LABELS}/${sensor}`)]));
  const all = sequence.frames.filter((f) => rows.some((row) => row.frame === f.id));
  return {
    metadata: { schema_version: '1.0.0', name: sequence.id },
    coordinate_systems: coordinateSystems(all),
    streams: streams(all),
    objects: { ...objects, ...Object.fromEntries(sensors.map((s) => [pointLabels[s], { name: s, type: POINT_LABELS }])) },
    frames: Object.fromEntries(rows.map((row) => {
      const number = numbers.get(row.frame)!, frame = sequence.frames[number];
      const labels = Object.entries(row.labels).map(([sensor, path]) => [pointLabels[sensor], { object_data: { binary: [{ name: 'labels', encoding: 'file', data_type: 'uint32', val: path }] } }]);
      return [number, { frame_properties: propertiesOf(frame), objects: { ...frames.get(number), ...Object.fromEntries(labels) } }];
    })),
  };
}

function coordinateSystems(frames: readonly Frame[]): object {
  const names = [...new Set(frames.flatMap((f) => [...f.sweeps.map((s) => s.sensor), ...f.images.map((i) => i.camera)]))];
  return {
    [OPENLABEL_WORLD]: { type: 'scene_cs', parent: '', children: names },
    ...Object.fromEntries(names.map((name) => [name, { type: 'sensor_cs', parent: OPENLABEL_WORLD, children: [] }])),
  };
}

function streams(frames: readonly Frame[]): object {
  const out: Record<string, object> = {};
  for (const { sweeps, images } of frames) {
    for (const { sensor } of sweeps) out[sensor] ??= { type: 'lidar' };
    for (const { camera, spec, unprojected } of images) {
      const lens = unprojected === undefined && (spec.model === 'pinhole' || spec.model === 'opencv-radtan')
        ? { stream_properties: { intrinsics_pinhole: { width_px: spec.width, height_px: spec.height, camera_matrix: [spec.fx, 0, spec.cx, 0, 0, spec.fy, spec.cy, 0, 0, 0, 1, 0], distortion_coeffs: spec.coefficients } } }
        : { stream_properties: { intrinsics_custom: { ...spec, table: undefined } } };
      out[camera] ??= { type: 'camera', ...lens };
    }
  }
  return out;
}

function propertiesOf({ timeNs, sweeps, images }: Frame): object {
  const placed = [...sweeps.map((s) => ({ name: s.sensor, uri: s.cloud.file, pose: s.worldFromSweep })), ...images.map((i) => ({ name: i.camera, uri: i.file, pose: i.worldFromCamera }))];
  return {
    ...(timeNs === null ? {} : { timestamp: String(timeNs) }),
    streams: Object.fromEntries(placed.map(({ name, uri }) => [name, { uri }])),
    transforms: Object.fromEntries(placed.map(({ name, pose }) => [`${name}_to_${OPENLABEL_WORLD}`, { src: name, dst: OPENLABEL_WORLD, transform_src_to_dst: transform(pose) }])),
  };
}

function transform(pose: Rigid<FrameName, FrameName>): object {
  const [w, x, y, z] = toQuaternion(pose);
  return { quaternion: [x, y, z, w], translation: pose.t };
}
