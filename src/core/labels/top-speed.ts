import type { Taxonomy } from './taxonomy.ts';

/**
 * How fast things go that move by themselves, by the nouns in their class names: what is common in towns, not what is possible. Metres per
 * second. Where nothing is known of how a thing moves, a check allows for this much along its heading.
 */
const TOP_SPEEDS: readonly (readonly [speed: number, nouns: readonly string[]])[] = [
  [15, ['car', 'van', 'truck', 'bus', 'trailer', 'vehicle', 'motorcycle', 'motorbike', 'motorcyclist', 'train', 'tram', 'trolley', 'rails', 'pickup', 'semi']],
  [7, ['bicycle', 'bike', 'cyclist', 'bicyclist', 'rider', 'scooter', 'cycle']],
  [2.5, ['person', 'pedestrian', 'people', 'human', 'animal', 'animals', 'dog', 'stroller', 'wheelchair']],
];

const BY_NOUN = new Map(TOP_SPEEDS.flatMap(([speed, nouns]) => nouns.map((noun) => [noun, speed] as const)));

/**
 * 0 for classes that do not move by themselves, and for names that do not say it. Of several nouns the last one decides: 'vehicle.bicycle' is a
 * bicycle.
 */
export function topSpeed(className: string): number {
  return className.toLowerCase().split(/[^a-z]+/).reduce((speed, word) => BY_NOUN.get(word) ?? speed, 0);
}

/** Of the classes that move, by id. */
export function topSpeeds({ classes }: Taxonomy): Record<number, number> {
  return Object.fromEntries(classes.map(({ id, name }) => [id, topSpeed(name)] as const).filter(([, speed]) => speed > 0));
}
