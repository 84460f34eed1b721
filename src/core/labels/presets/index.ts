import type { Taxonomy } from '../taxonomy.ts';
import { asprsLas } from './asprs-las.ts';
import { cityscapes } from './cityscapes.ts';
import { driving } from './driving.ts';
import { nuscenes } from './nuscenes.ts';
import { pandaset } from './pandaset.ts';
import { semanticKitti } from './semantickitti.ts';

/** A taxonomy that ships with the program; `id` is what scene.json and the command line call it. */
export interface Preset {
  readonly id: string;
  readonly taxonomy: Taxonomy;
}

export const presets: readonly Preset[] = [
  { id: 'driving', taxonomy: driving },
  { id: 'semantickitti', taxonomy: semanticKitti },
  { id: 'nuscenes', taxonomy: nuscenes },
  { id: 'pandaset', taxonomy: pandaset },
  { id: 'cityscapes', taxonomy: cityscapes },
  { id: 'asprs-las', taxonomy: asprsLas },
];

export { asprsLas, cityscapes, driving, nuscenes, pandaset, semanticKitti };
