import type { ClassDef, Taxonomy } from '../taxonomy.ts';

/** For recordings that bring no classes of their own. In the order of the digit keys: what is labelled most comes first. */
const TABLE: readonly (readonly [id: number, name: string, kind: ClassDef['kind'], colour: string])[] = [
  [1, 'car', 'thing', '#4f9dff'],
  [2, 'person', 'thing', '#ff5b4d'],
  [3, 'truck', 'thing', '#3d5bd9'],
  [4, 'bus', 'thing', '#8f7bff'],
  [5, 'bicycle', 'thing', '#37d6e6'],
  [6, 'motorcycle', 'thing', '#1d8f9c'],
  [7, 'rider', 'thing', '#ff9a5c'],
  [8, 'other vehicle', 'thing', '#b3a6ff'],
  [9, 'animal', 'thing', '#c98a3a'],
  [10, 'road', 'stuff', '#9a6fb0'],
  [11, 'lane marking', 'stuff', '#f4f1a0'],
  [12, 'sidewalk', 'stuff', '#c3a1c9'],
  [13, 'terrain', 'stuff', '#a7c957'],
  [14, 'vegetation', 'stuff', '#2fae4e'],
  [15, 'trunk', 'stuff', '#8a5a34'],
  [16, 'building', 'stuff', '#d9b23d'],
  [17, 'fence or barrier', 'stuff', '#a8834f'],
  [18, 'pole', 'stuff', '#f0d9a8'],
  [19, 'traffic sign', 'thing', '#ffd400'],
  [20, 'traffic light', 'thing', '#7ee081'],
  [21, 'cone', 'thing', '#ff7a00'],
  [22, 'other object', 'stuff', '#7fb8a4'],
  [23, 'noise', 'stuff', '#b0304a'],
];

export const driving: Taxonomy = {
  name: 'Driving',
  classes: TABLE.map(([id, name, kind, colour]) => ({ id, name, colour, kind })),
};
