import type { ClassMapFile } from '../class-map-file.ts';
import { CITYSCAPES_LONE, CITYSCAPES_VOID } from './cityscapes-void.ts';

/** After the annotator instructions of nuScenes-lidarseg: a vehicle's rider belongs to it, manmade is any building, wall, pole or sign. */
export const nuscenesCityscapes: ClassMapFile = {
  schemaVersion: 1,
  labels: 'nuScenes',
  masks: 'Cityscapes',
  agree: [
    {
      labels: ['human.pedestrian.adult', 'human.pedestrian.child', 'human.pedestrian.construction_worker', 'human.pedestrian.police_officer'],
      masks: ['person'],
    },
    { labels: ['human.pedestrian.personal_mobility', 'human.pedestrian.wheelchair'], masks: ['person', 'rider'] },
    { labels: ['vehicle.bicycle'], masks: ['bicycle', 'rider'] },
    { labels: ['vehicle.motorcycle'], masks: ['motorcycle', 'rider'] },
    { labels: ['vehicle.bus.bendy', 'vehicle.bus.rigid'], masks: ['bus'] },
    { labels: ['vehicle.car', 'vehicle.emergency.police'], masks: ['car'] },
    { labels: ['vehicle.construction', 'vehicle.truck'], masks: ['truck'] },
    { labels: ['vehicle.emergency.ambulance'], masks: ['car', 'truck'] },
    { labels: ['vehicle.trailer'], masks: ['trailer', 'caravan', 'truck'] },
    { labels: ['static_object.bicycle_rack'], masks: ['bicycle'] },
    { labels: ['movable_object.barrier'], masks: ['fence', 'wall', 'guard rail'] },
    { labels: ['flat.driveable_surface'], masks: ['road', 'parking'] },
    { labels: ['flat.sidewalk'], masks: ['sidewalk'] },
    { labels: ['flat.terrain'], masks: ['terrain', 'vegetation'] },
    { labels: ['flat.other'], masks: ['sidewalk', 'parking', 'rail track'] },
    {
      labels: ['static.manmade'],
      masks: ['building', 'wall', 'fence', 'guard rail', 'bridge', 'tunnel', 'pole', 'polegroup', 'traffic light', 'traffic sign', 'train'],
    },
    { labels: ['static.vegetation'], masks: ['vegetation', 'terrain'] },
  ],
  void: {
    labels: [
      'noise', 'animal', 'human.pedestrian.stroller', 'movable_object.debris', 'movable_object.pushable_pullable', 'movable_object.trafficcone',
      'static.other', 'vehicle.ego',
    ],
    masks: CITYSCAPES_VOID,
  },
  lone: { masks: CITYSCAPES_LONE },
};
