/** Class ids of SemanticKITTI (semantic-kitti-api, config/semantic-kitti.yaml). Trunk, pole and sign are parts of their objects. */
export const CLASS = {
  car: 10,
  bicycle: 11,
  person: 30,
  bicyclist: 31,
  road: 40,
  parking: 44,
  sidewalk: 48,
  building: 50,
  fence: 51,
  laneMarking: 60,
  vegetation: 70,
  trunk: 71,
  terrain: 72,
  pole: 80,
  trafficSign: 81,
} as const;

export const CLASS_NAMES: Readonly<Record<number, string>> = {
  [CLASS.car]: 'car',
  [CLASS.bicycle]: 'bicycle',
  [CLASS.person]: 'person',
  [CLASS.bicyclist]: 'bicyclist',
  [CLASS.road]: 'road',
  [CLASS.parking]: 'parking',
  [CLASS.sidewalk]: 'sidewalk',
  [CLASS.building]: 'building',
  [CLASS.fence]: 'fence',
  [CLASS.laneMarking]: 'lane-marking',
  [CLASS.vegetation]: 'vegetation',
  [CLASS.trunk]: 'trunk',
  [CLASS.terrain]: 'terrain',
  [CLASS.pole]: 'pole',
  [CLASS.trafficSign]: 'traffic-sign',
};

/** What an annotator finds labeled when the sample opens: the large surfaces. Vehicles, people, trunks, poles and signs are left to do. */
export const DRAFT_CLASSES: ReadonlySet<number> = new Set([
  CLASS.road, CLASS.parking, CLASS.sidewalk, CLASS.building, CLASS.fence, CLASS.laneMarking, CLASS.vegetation, CLASS.terrain,
]);
