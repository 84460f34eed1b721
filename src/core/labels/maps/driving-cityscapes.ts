import type { ClassMapFile } from '../class-map-file.ts';
import { CITYSCAPES_LONE, CITYSCAPES_VOID } from './cityscapes-void.ts';

/** For recordings that bring no classes of their own. */
export const drivingCityscapes: ClassMapFile = {
  schemaVersion: 1,
  labels: 'Driving',
  masks: 'Cityscapes',
  agree: [
    { labels: ['car'], masks: ['car'] },
    { labels: ['person'], masks: ['person'] },
    { labels: ['truck'], masks: ['truck'] },
    { labels: ['bus'], masks: ['bus'] },
    { labels: ['bicycle'], masks: ['bicycle'] },
    { labels: ['motorcycle'], masks: ['motorcycle'] },
    { labels: ['rider'], masks: ['rider'] },
    { labels: ['other vehicle'], masks: ['caravan', 'trailer', 'train'] },
    { labels: ['road', 'lane marking'], masks: ['road', 'parking'] },
    { labels: ['sidewalk'], masks: ['sidewalk'] },
    { labels: ['terrain', 'vegetation'], masks: ['terrain', 'vegetation'] },
    { labels: ['trunk'], masks: ['vegetation'] },
    { labels: ['building'], masks: ['building', 'wall', 'bridge', 'tunnel'] },
    { labels: ['fence or barrier'], masks: ['fence', 'wall', 'guard rail'] },
    { labels: ['pole'], masks: ['pole', 'polegroup'] },
    { labels: ['traffic sign'], masks: ['traffic sign'] },
    { labels: ['traffic light'], masks: ['traffic light'] },
  ],
  void: { labels: ['animal', 'cone', 'other object', 'noise'], masks: [...CITYSCAPES_VOID, 'rail track'] },
  lone: { masks: CITYSCAPES_LONE },
};
