import { zipSync } from 'fflate';
import { POINT_STRIDE, type SimulatedSweep } from '../sensors/lidar.ts';
import type { SimulatedRadar } from '../sensors/radar.ts';
import { NUSCENES_NAMES } from '../world/classes.ts';
import { encodeFloats } from '../output/bytes.ts';

/** nuScenes' 32 categories in the order of their lidarseg index (nuscenes-devkit, category.json of lidarseg and panoptic). */
export const NUSCENES_CATEGORIES: readonly string[] = [
  'noise', 'animal', 'human.pedestrian.adult', 'human.pedestrian.child', 'human.pedestrian.construction_worker', 'human.pedestrian.personal_mobility',
  'human.pedestrian.police_officer', 'human.pedestrian.stroller', 'human.pedestrian.wheelchair', 'movable_object.barrier', 'movable_object.debris',
  'movable_object.pushable_pullable', 'movable_object.trafficcone', 'static_object.bicycle_rack', 'vehicle.bicycle', 'vehicle.bus.bendy',
  'vehicle.bus.rigid', 'vehicle.car', 'vehicle.construction', 'vehicle.emergency.ambulance', 'vehicle.emergency.police', 'vehicle.motorcycle',
  'vehicle.trailer', 'vehicle.truck', 'flat.driveable_surface', 'flat.other', 'flat.sidewalk', 'flat.terrain', 'static.manmade', 'static.other',
  'static.vegetation', 'vehicle.ego',
];

/** The first category that is not of things. */
const FIRST_STUFF = 24;

function categoryOf(label: number): number {
  return Math.max(NUSCENES_CATEGORIES.indexOf(NUSCENES_NAMES[label & 0xffff] ?? 'noise'), 0);
}

/** Float32 x, y, z, intensity 0..255, ring per point. */
export function sweepFloats({ points, ring, count }: SimulatedSweep): Uint8Array {
  const out = new Float32Array(5 * count);
  for (let i = 0; i < count; i++) {
    out.set(points.subarray(POINT_STRIDE * i, POINT_STRIDE * i + 3), 5 * i);
    out[5 * i + 3] = Math.round(points[POINT_STRIDE * i + 3] * 255);
    out[5 * i + 4] = ring[i];
  }
  return encodeFloats(out);
}

/** lidarseg: one uint8 category index per point. */
export function nuscenesLabels(labels: Uint32Array): Uint8Array {
  return Uint8Array.from(labels, categoryOf);
}

/** panoptic: category index * 1000 + instance; stuff has instance 0. */
export function panopticLabels(labels: Uint32Array): Uint16Array {
  return Uint16Array.from(labels, (label) => {
    const category = categoryOf(label);
    return category * 1000 + (category < FIRST_STUFF ? label >>> 16 : 0);
  });
}

/** A NumPy archive with one uint16 array named `data` (numpy.lib.format, version 1.0), stored as it is. */
export function encodeNpz(values: Uint16Array): Uint8Array {
  const head = `{'descr': '<u2', 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11) + '\n';
  const npy = new Uint8Array(10 + padded.length + 2 * values.length), view = new DataView(npy.buffer);
  npy.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  npy.set(new TextEncoder().encode(padded), 10);
  for (let i = 0; i < values.length; i++) view.setUint16(10 + padded.length + 2 * i, values[i], true);
  // The zip's own date, in local time as zip has it: the same bytes everywhere.
  return zipSync({ 'data.npy': [npy, { level: 0, mtime: new Date(1980, 0, 1) }] });
}

const RADAR_FIELDS = ['x', 'y', 'z', 'dyn_prop', 'id', 'rcs', 'vx', 'vy', 'vx_comp', 'vy_comp', 'is_quality_valid', 'ambig_state', 'x_rms', 'y_rms', 'invalid_state', 'pdh0', 'vx_rms', 'vy_rms'];
const RADAR_SIZES = [4, 4, 4, 1, 2, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1];
const RADAR_TYPES = 'F F F I I F F F F F I I I I I I I I';

/** A radar `.pcd` with nuScenes' 18 fields; the velocity that is measured is the radial one, along x and y of the sensor. */
export function encodeRadarPcd({ count, points }: SimulatedRadar): Uint8Array {
  const head = new TextEncoder().encode([
    '# .PCD v0.7 - Point Cloud Data file format', 'VERSION 0.7', `FIELDS ${RADAR_FIELDS.join(' ')}`, `SIZE ${RADAR_SIZES.join(' ')}`, `TYPE ${RADAR_TYPES}`,
    `COUNT ${RADAR_SIZES.map(() => 1).join(' ')}`, `WIDTH ${count}`, 'HEIGHT 1', 'VIEWPOINT 0 0 0 1 0 0 0', `POINTS ${count}`, 'DATA binary', '',
  ].join('\n'));
  const size = RADAR_SIZES.reduce((sum, bytes) => sum + bytes, 0);
  const bytes = new Uint8Array(head.length + size * count), view = new DataView(bytes.buffer);
  bytes.set(head);
  for (let i = 0; i < count; i++) {
    const [x, y, z, rcs, velocity] = points.subarray(5 * i, 5 * i + 5);
    const flat = Math.sqrt(x * x + y * y) || 1;
    let at = head.length + size * i;
    const values = [x, y, z, 0, i, rcs, (velocity * x) / flat, (velocity * y) / flat, 0, 0, 1, 3, 19, 19, 0, 1, 16, 3];
    values.forEach((value, k) => {
      if (RADAR_SIZES[k] === 4) view.setFloat32(at, value, true);
      else if (RADAR_SIZES[k] === 2) view.setInt16(at, value, true);
      else view.setInt8(at, value);
      at += RADAR_SIZES[k];
    });
  }
  return bytes;
}
