import type { Taxonomy } from '../taxonomy.ts';
import { asprsLas } from './asprs-las.ts';
import { driving } from './driving.ts';
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
  { id: 'pandaset', taxonomy: pandaset },
  { id: 'asprs-las', taxonomy: asprsLas },
];

export { asprsLas, driving, pandaset, semanticKitti };
