import type { ClassDef, Taxonomy } from '../taxonomy.ts';
import { srgbHex } from './oklab.ts';

type Rgb = readonly [number, number, number];

/** nuScenes gives 0 to noise, which is a real class; 0 is unlabelled here, so that noise moves behind the others. */
export const NUSCENES_NOISE = 32;

/**
 * The 32 general classes of nuScenes-lidarseg: `index` and `name` of category.json, colours of the devkit's
 * utils/color_map.py.
 */
const TABLE: readonly (readonly [id: number, name: string, rgb: Rgb])[] = [
  [1, 'animal', [70, 130, 180]],
  [2, 'human.pedestrian.adult', [0, 0, 230]],
  [3, 'human.pedestrian.child', [135, 206, 235]],
  [4, 'human.pedestrian.construction_worker', [100, 149, 237]],
  [5, 'human.pedestrian.personal_mobility', [219, 112, 147]],
  [6, 'human.pedestrian.police_officer', [0, 0, 128]],
  [7, 'human.pedestrian.stroller', [240, 128, 128]],
  [8, 'human.pedestrian.wheelchair', [138, 43, 226]],
  [9, 'movable_object.barrier', [112, 128, 144]],
  [10, 'movable_object.debris', [210, 105, 30]],
  [11, 'movable_object.pushable_pullable', [105, 105, 105]],
  [12, 'movable_object.trafficcone', [47, 79, 79]],
  [13, 'static_object.bicycle_rack', [188, 143, 143]],
  [14, 'vehicle.bicycle', [220, 20, 60]],
  [15, 'vehicle.bus.bendy', [255, 127, 80]],
  [16, 'vehicle.bus.rigid', [255, 69, 0]],
  [17, 'vehicle.car', [255, 158, 0]],
  [18, 'vehicle.construction', [233, 150, 70]],
  [19, 'vehicle.emergency.ambulance', [255, 83, 0]],
  [20, 'vehicle.emergency.police', [255, 215, 0]],
  [21, 'vehicle.motorcycle', [255, 61, 99]],
  [22, 'vehicle.trailer', [255, 140, 0]],
  [23, 'vehicle.truck', [255, 99, 71]],
  [24, 'flat.driveable_surface', [0, 207, 191]],
  [25, 'flat.other', [175, 0, 75]],
  [26, 'flat.sidewalk', [75, 0, 75]],
  [27, 'flat.terrain', [112, 180, 60]],
  [28, 'static.manmade', [222, 184, 135]],
  [29, 'static.other', [255, 228, 196]],
  [30, 'static.vegetation', [0, 175, 0]],
  [31, 'vehicle.ego', [255, 240, 245]],
  [NUSCENES_NOISE, 'noise', [0, 0, 0]],
];

/** nuScenes-panoptic: categories below 24 are things. */
const FIRST_STUFF = 24;

export const nuscenes: Taxonomy = {
  name: 'nuScenes',
  classes: TABLE.map(([id, name, rgb]): ClassDef => ({ id, name, colour: srgbHex(rgb), kind: id < FIRST_STUFF ? 'thing' : 'stuff' })),
};
