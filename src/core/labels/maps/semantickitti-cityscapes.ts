import type { ClassMapFile } from '../class-map-file.ts';
import { CITYSCAPES_LONE, CITYSCAPES_VOID } from './cityscapes-void.ts';

/**
 * SemanticKITTI's classes were made after Cityscapes' (Behley et al., ICCV 2019, supplement). Where Cityscapes is silent or draws
 * the line elsewhere, what a careful annotator of either could mean agrees: grass is terrain or vegetation, a bridge is a structure.
 */
export const semanticKittiCityscapes: ClassMapFile = {
  schemaVersion: 1,
  labels: 'SemanticKITTI',
  masks: 'Cityscapes',
  agree: [
    { labels: ['car', 'moving-car'], masks: ['car'] },
    { labels: ['bicycle'], masks: ['bicycle'] },
    { labels: ['motorcycle'], masks: ['motorcycle'] },
    // SemanticKITTI's riders include what they ride.
    { labels: ['bicyclist', 'moving-bicyclist'], masks: ['rider', 'bicycle'] },
    { labels: ['motorcyclist', 'moving-motorcyclist'], masks: ['rider', 'motorcycle'] },
    { labels: ['person', 'moving-person'], masks: ['person'] },
    { labels: ['bus', 'moving-bus'], masks: ['bus'] },
    { labels: ['truck', 'moving-truck'], masks: ['truck'] },
    { labels: ['on-rails', 'moving-on-rails'], masks: ['train'] },
    { labels: ['other-vehicle', 'moving-other-vehicle'], masks: ['caravan', 'trailer'] },
    { labels: ['road', 'lane-marking'], masks: ['road'] },
    { labels: ['parking'], masks: ['road', 'parking'] },
    { labels: ['sidewalk'], masks: ['sidewalk'] },
    { labels: ['other-ground'], masks: ['sidewalk', 'parking', 'rail track', 'terrain'] },
    { labels: ['building'], masks: ['building', 'wall'] },
    { labels: ['fence'], masks: ['fence', 'wall', 'guard rail'] },
    { labels: ['other-structure'], masks: ['building', 'wall', 'bridge', 'tunnel', 'guard rail'] },
    { labels: ['vegetation'], masks: ['vegetation', 'terrain'] },
    { labels: ['trunk'], masks: ['vegetation'] },
    { labels: ['terrain'], masks: ['terrain', 'vegetation'] },
    // Traffic lights have no class in SemanticKITTI.
    { labels: ['pole'], masks: ['pole', 'polegroup', 'traffic light'] },
    { labels: ['traffic-sign'], masks: ['traffic sign', 'traffic light'] },
  ],
  void: { labels: ['outlier', 'other-object'], masks: CITYSCAPES_VOID },
  lone: { masks: CITYSCAPES_LONE },
};
