import { pandaset, semanticKitti } from '#src/core/labels/presets/index.ts';
import type { ClassDef } from '#src/core/labels/taxonomy.ts';

const THING_WORDS = new Set([
  'car', 'truck', 'bus', 'van', 'trailer', 'vehicle', 'bicycle', 'bike', 'motorcycle', 'motorbike', 'scooter', 'train', 'tram', 'trolley',
  'person', 'pedestrian', 'people', 'rider', 'cyclist', 'bicyclist', 'motorcyclist', 'animal', 'animals', 'bird', 'dog', 'cone', 'cones',
  'sign', 'signs', 'object', 'container', 'containers', 'stroller', 'wheelchair', 'tractor', 'excavator', 'boat', 'aircraft',
]);

const KNOWN = new Map([...pandaset.classes, ...semanticKitti.classes].map((c) => [c.name.toLowerCase(), c.kind]));

/** Whether a class is countable, by its name: as a known dataset has it, else by the nouns in it. A guess, and shown as one. */
export function kindByName(name: string): ClassDef['kind'] {
  const known = KNOWN.get(name.toLowerCase());
  if (known) return known;
  return name.toLowerCase().split(/[^a-z]+/).some((word) => THING_WORDS.has(word)) ? 'thing' : 'stuff';
}
