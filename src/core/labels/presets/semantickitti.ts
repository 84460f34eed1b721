import type { ClassDef, Taxonomy } from '../taxonomy.ts';
import { srgbHex } from './oklab.ts';

type Bgr = readonly [number, number, number];

/** Ids, names and colours of semantic-kitti-api's semantic-kitti.yaml. The yaml's colours are BGR, and so are these. */
const TABLE: readonly (readonly [id: number, name: string, bgr: Bgr])[] = [
  [1, 'outlier', [0, 0, 255]],
  [10, 'car', [245, 150, 100]],
  [11, 'bicycle', [245, 230, 100]],
  [13, 'bus', [250, 80, 100]],
  [15, 'motorcycle', [150, 60, 30]],
  [16, 'on-rails', [255, 0, 0]],
  [18, 'truck', [180, 30, 80]],
  [20, 'other-vehicle', [255, 0, 0]],
  [30, 'person', [30, 30, 255]],
  [31, 'bicyclist', [200, 40, 255]],
  [32, 'motorcyclist', [90, 30, 150]],
  [40, 'road', [255, 0, 255]],
  [44, 'parking', [255, 150, 255]],
  [48, 'sidewalk', [75, 0, 75]],
  [49, 'other-ground', [75, 0, 175]],
  [50, 'building', [0, 200, 255]],
  [51, 'fence', [50, 120, 255]],
  [52, 'other-structure', [0, 150, 255]],
  [60, 'lane-marking', [170, 255, 150]],
  [70, 'vegetation', [0, 175, 0]],
  [71, 'trunk', [0, 60, 135]],
  [72, 'terrain', [80, 240, 150]],
  [80, 'pole', [150, 240, 255]],
  [81, 'traffic-sign', [0, 0, 255]],
  [99, 'other-object', [255, 255, 50]],
  [252, 'moving-car', [245, 150, 100]],
  [253, 'moving-bicyclist', [200, 40, 255]],
  [254, 'moving-person', [30, 30, 255]],
  [255, 'moving-motorcyclist', [90, 30, 150]],
  [256, 'moving-on-rails', [255, 0, 0]],
  [257, 'moving-bus', [250, 80, 100]],
  [258, 'moving-truck', [180, 30, 80]],
  [259, 'moving-other-vehicle', [255, 0, 0]],
];

/** A moving class refines the static one of the same thing. */
const STATIC_OF: Readonly<Record<number, number>> = { 252: 10, 253: 31, 254: 30, 255: 32, 256: 16, 257: 13, 258: 18, 259: 20 };

/** The panoptic task counts vehicles and people: raw ids 10 to 32, and what moves. */
export function isSemanticKittiThing(id: number): boolean {
  return (id >= 10 && id <= 32) || (id >= 252 && id <= 259);
}

export const semanticKitti: Taxonomy = {
  name: 'SemanticKITTI',
  classes: TABLE.map(([id, name, [b, g, r]]): ClassDef => {
    const entry: ClassDef = { id, name, colour: srgbHex([r, g, b]), kind: isSemanticKittiThing(id) ? 'thing' : 'stuff' };
    return id in STATIC_OF ? { ...entry, parent: STATIC_OF[id] } : entry;
  }),
};
