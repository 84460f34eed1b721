/** Class ids of SemanticKITTI (semantic-kitti-api, config/semantic-kitti.yaml). Trunk, pole and sign are parts of their objects. */
export const CLASS = {
  car: 10,
  bicycle: 11,
  bus: 13,
  motorcycle: 15,
  truck: 18,
  otherVehicle: 20,
  person: 30,
  bicyclist: 31,
  road: 40,
  parking: 44,
  sidewalk: 48,
  building: 50,
  fence: 51,
  otherStructure: 52,
  laneMarking: 60,
  vegetation: 70,
  trunk: 71,
  terrain: 72,
  pole: 80,
  trafficSign: 81,
  otherObject: 99,
} as const;

/** Every class with its name and its category in nuScenes, the nearest where there is no equal. */
interface ClassNames {
  readonly name: string;
  /** Name in category.json (nuscenes-devkit, lidarseg class names). */
  readonly nuscenes: string;
}

const NAMES: Readonly<Record<number, ClassNames>> = {
  [CLASS.car]: { name: 'car', nuscenes: 'vehicle.car' },
  [CLASS.bicycle]: { name: 'bicycle', nuscenes: 'vehicle.bicycle' },
  [CLASS.bus]: { name: 'bus', nuscenes: 'vehicle.bus.rigid' },
  [CLASS.motorcycle]: { name: 'motorcycle', nuscenes: 'vehicle.motorcycle' },
  [CLASS.truck]: { name: 'truck', nuscenes: 'vehicle.truck' },
  [CLASS.otherVehicle]: { name: 'other-vehicle', nuscenes: 'vehicle.construction' },
  [CLASS.person]: { name: 'person', nuscenes: 'human.pedestrian.adult' },
  // nuScenes counts the rider to the vehicle.
  [CLASS.bicyclist]: { name: 'bicyclist', nuscenes: 'vehicle.bicycle' },
  [CLASS.road]: { name: 'road', nuscenes: 'flat.driveable_surface' },
  [CLASS.parking]: { name: 'parking', nuscenes: 'flat.driveable_surface' },
  [CLASS.sidewalk]: { name: 'sidewalk', nuscenes: 'flat.sidewalk' },
  [CLASS.building]: { name: 'building', nuscenes: 'static.manmade' },
  [CLASS.fence]: { name: 'fence', nuscenes: 'static.manmade' },
  [CLASS.otherStructure]: { name: 'other-structure', nuscenes: 'static.manmade' },
  [CLASS.laneMarking]: { name: 'lane-marking', nuscenes: 'flat.driveable_surface' },
  [CLASS.vegetation]: { name: 'vegetation', nuscenes: 'static.vegetation' },
  [CLASS.trunk]: { name: 'trunk', nuscenes: 'static.vegetation' },
  [CLASS.terrain]: { name: 'terrain', nuscenes: 'flat.terrain' },
  [CLASS.pole]: { name: 'pole', nuscenes: 'static.manmade' },
  [CLASS.trafficSign]: { name: 'traffic-sign', nuscenes: 'static.manmade' },
  [CLASS.otherObject]: { name: 'other-object', nuscenes: 'static.other' },
};

export const CLASS_NAMES: Readonly<Record<number, string>> = Object.fromEntries(Object.entries(NAMES).map(([id, { name }]) => [id, name]));
export const NUSCENES_NAMES: Readonly<Record<number, string>> =
  Object.fromEntries(Object.entries(NAMES).map(([id, { nuscenes }]) => [id, nuscenes]));

/** What an annotator finds labeled when the sample opens: the large surfaces. Vehicles, people, trunks, poles and signs are left to do. */
export const DRAFT_CLASSES: ReadonlySet<number> = new Set([
  CLASS.road, CLASS.parking, CLASS.sidewalk, CLASS.building, CLASS.fence, CLASS.laneMarking, CLASS.vegetation, CLASS.terrain,
]);
