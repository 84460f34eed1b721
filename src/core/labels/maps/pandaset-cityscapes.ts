import type { ClassMapFile } from '../class-map-file.ts';
import { CITYSCAPES_LONE, CITYSCAPES_VOID } from './cityscapes-void.ts';

/** PandaSet has no class for poles, fences and walls: they are buildings or other static objects there. */
export const pandasetCityscapes: ClassMapFile = {
  schemaVersion: 1,
  labels: 'PandaSet',
  masks: 'Cityscapes',
  agree: [
    { labels: ['Vegetation'], masks: ['vegetation', 'terrain'] },
    { labels: ['Ground'], masks: ['terrain', 'sidewalk', 'parking', 'rail track'] },
    { labels: ['Road', 'Lane Line Marking', 'Stop Line Marking', 'Other Road Marking'], masks: ['road', 'parking'] },
    { labels: ['Sidewalk'], masks: ['sidewalk'] },
    { labels: ['Driveway'], masks: ['road', 'sidewalk', 'parking'] },
    { labels: ['Car'], masks: ['car'] },
    { labels: ['Pickup Truck'], masks: ['car', 'truck'] },
    { labels: ['Medium-sized Truck', 'Semi-truck', 'Other Vehicle - Construction Vehicle'], masks: ['truck'] },
    { labels: ['Towed Object'], masks: ['trailer', 'caravan'] },
    { labels: ['Emergency Vehicle'], masks: ['car', 'truck'] },
    { labels: ['Motorcycle', 'Motorized Scooter'], masks: ['motorcycle', 'rider'] },
    { labels: ['Bicycle', 'Other Vehicle - Pedicab'], masks: ['bicycle', 'rider'] },
    { labels: ['Personal Mobility Device'], masks: ['person', 'rider'] },
    { labels: ['Bus'], masks: ['bus'] },
    { labels: ['Train', 'Trolley', 'Tram / Subway'], masks: ['train'] },
    { labels: ['Pedestrian', 'Pedestrian with Object'], masks: ['person'] },
    { labels: ['Road Barriers', 'Temporary Construction Barriers'], masks: ['fence', 'wall', 'guard rail'] },
    { labels: ['Signs'], masks: ['traffic sign', 'traffic light'] },
    { labels: ['Construction Signs'], masks: ['traffic sign'] },
    { labels: ['Building'], masks: ['building', 'wall', 'fence', 'bridge', 'tunnel'] },
    { labels: ['Other Static Object'], masks: ['pole', 'polegroup', 'traffic light', 'traffic sign', 'fence', 'wall', 'guard rail', 'bridge', 'tunnel', 'building'] },
  ],
  void: {
    labels: [
      'Smoke', 'Exhaust', 'Spray or rain', 'Reflection', 'Other Vehicle - Uncommon', 'Animals - Bird', 'Animals - Other', 'Pylons', 'Cones',
      'Rolling Containers',
    ],
    masks: CITYSCAPES_VOID,
  },
  lone: { masks: CITYSCAPES_LONE },
};
