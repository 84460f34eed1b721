import type { ClassDef, Taxonomy } from '../taxonomy.ts';
import { srgbHex } from './oklab.ts';

type Rgb = readonly [number, number, number];

/** Written in train id images where a class is not trained. */
export const CITYSCAPES_IGNORED_TRAIN_ID = 255;

/**
 * Ids, names and colours of cityscapesScripts' helpers/labels.py, with the train id of the classes that have one. Id 0 is
 * 'unlabeled' there too. A licence plate has id -1, which is never drawn, so that it is a car here as in the pictures.
 */
const TABLE: readonly (readonly [id: number, name: string, rgb: Rgb, trainId?: number])[] = [
  [1, 'ego vehicle', [0, 0, 0]],
  [2, 'rectification border', [0, 0, 0]],
  [3, 'out of roi', [0, 0, 0]],
  [4, 'static', [0, 0, 0]],
  [5, 'dynamic', [111, 74, 0]],
  [6, 'ground', [81, 0, 81]],
  [7, 'road', [128, 64, 128], 0],
  [8, 'sidewalk', [244, 35, 232], 1],
  [9, 'parking', [250, 170, 160]],
  [10, 'rail track', [230, 150, 140]],
  [11, 'building', [70, 70, 70], 2],
  [12, 'wall', [102, 102, 156], 3],
  [13, 'fence', [190, 153, 153], 4],
  [14, 'guard rail', [180, 165, 180]],
  [15, 'bridge', [150, 100, 100]],
  [16, 'tunnel', [150, 120, 90]],
  [17, 'pole', [153, 153, 153], 5],
  [18, 'polegroup', [153, 153, 153]],
  [19, 'traffic light', [250, 170, 30], 6],
  [20, 'traffic sign', [220, 220, 0], 7],
  [21, 'vegetation', [107, 142, 35], 8],
  [22, 'terrain', [152, 251, 152], 9],
  [23, 'sky', [70, 130, 180], 10],
  [24, 'person', [220, 20, 60], 11],
  [25, 'rider', [255, 0, 0], 12],
  [26, 'car', [0, 0, 142], 13],
  [27, 'truck', [0, 0, 70], 14],
  [28, 'bus', [0, 60, 100], 15],
  [29, 'caravan', [0, 0, 90]],
  [30, 'trailer', [0, 0, 110]],
  [31, 'train', [0, 80, 100], 16],
  [32, 'motorcycle', [0, 0, 230], 17],
  [33, 'bicycle', [119, 11, 32], 18],
];

/** People and vehicles are told apart one by one. */
const FIRST_THING = 24;
const POLE = 17, POLEGROUP = 18;

export const cityscapes: Taxonomy = {
  name: 'Cityscapes',
  classes: TABLE.map(([id, name, rgb]): ClassDef => {
    const entry: ClassDef = { id, name, colour: srgbHex(rgb), kind: id >= FIRST_THING ? 'thing' : 'stuff' };
    return id === POLEGROUP ? { ...entry, parent: POLE } : entry;
  }),
};

/** Train id → class id. */
export const cityscapesTrainIds: ReadonlyMap<number, number> = new Map(
  TABLE.flatMap(([id, , , trainId]) => (trainId === undefined ? [] : [[trainId, id] as const])),
);
