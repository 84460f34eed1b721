import type { Taxonomy } from '../taxonomy.ts';
import { distinctColour } from './distinct-colour.ts';

/**
 * Standard classes of LAS 1.4 R15, table 17. 0 is "created, never classified": our unlabelled. 8 and 12 are reserved there
 * and meant model key point and overlap in LAS 1.0 to 1.3. 64 to 255 are the user's.
 */
const NAMES: readonly (readonly [id: number, name: string])[] = [
  [1, 'unclassified'], [2, 'ground'], [3, 'low vegetation'], [4, 'medium vegetation'], [5, 'high vegetation'], [6, 'building'],
  [7, 'low noise'], [8, 'model key point'], [9, 'water'], [10, 'rail'], [11, 'road surface'], [12, 'overlap'], [13, 'wire - guard'],
  [14, 'wire - conductor'], [15, 'transmission tower'], [16, 'wire connector'], [17, 'bridge deck'], [18, 'high noise'],
  [19, 'overhead structure'], [20, 'ignored ground'], [21, 'snow'], [22, 'temporal exclusion'],
];

export const asprsLas: Taxonomy = {
  name: 'ASPRS LAS',
  classes: NAMES.map(([id, name], i) => ({ id, name, colour: distinctColour(i), kind: 'stuff' })),
};
