import type { Taxonomy } from '../../labels/taxonomy.ts';

/** How much a point of a class matters, by class id of the labels and of the masks; 1 for what is not listed. */
export interface ClassWeights {
  readonly label: ReadonlyMap<number, number>;
  readonly mask: ReadonlyMap<number, number>;
}

/** A person has 40 points where a wall has 4,000: a point of a thing counts as much as this many of a surface. */
const THING = 4;

export const EQUAL_WEIGHTS: ClassWeights = { label: new Map(), mask: new Map() };

/** Things before surfaces. */
export function thingsFirst(labels: Taxonomy, masks: Taxonomy): ClassWeights {
  const weights = ({ classes }: Taxonomy): Map<number, number> => new Map(classes.filter((c) => c.kind === 'thing').map((c) => [c.id, THING]));
  return { label: weights(labels), mask: weights(masks) };
}

/** Of a finding: the weightier of what the points are said to be by either side. */
export function weightOf({ label, mask }: ClassWeights, pair: { readonly label: number; readonly mask: number }): number {
  return Math.max(label.get(pair.label) ?? 1, mask.get(pair.mask) ?? 1);
}
