import { CANNOT_TELL_CLASS } from './label.ts';

/** '#rrggbb' */
export type Colour = string;

export interface ClassDef {
  /** 1..65534; 0 is unlabelled in every taxonomy. */
  readonly id: number;
  readonly name: string;
  readonly colour: Colour;
  /** A thing is countable and gets instances; stuff does not. */
  readonly kind: 'thing' | 'stuff';
  /** Id of the class that this one refines. */
  readonly parent?: number;
  /** Key that arms it; digits are given in order where this is absent. */
  readonly shortcut?: string;
  /** What belongs to it, for the annotator. */
  readonly guideline?: string;
}

export interface Taxonomy {
  readonly name: string;
  readonly classes: readonly ClassDef[];
}

export const UNLABELLED_COLOUR: Colour = '#6b7280';

export function findClass(taxonomy: Taxonomy, id: number): ClassDef | undefined {
  return taxonomy.classes.find((c) => c.id === id);
}

/** A name for any id, also for one that the taxonomy does not know. */
export function className(taxonomy: Taxonomy, id: number): string {
  if (id === 0) return 'unlabelled';
  return findClass(taxonomy, id)?.name ?? (id === CANNOT_TELL_CLASS ? 'cannot tell' : `class ${id}`);
}

export function classColour(taxonomy: Taxonomy, id: number): Colour {
  return id === 0 ? UNLABELLED_COLOUR : (findClass(taxonomy, id)?.colour ?? '#b0b4bb');
}

/** The taxonomy with a plain entry for each id that the data uses and it does not name, so that nothing is uncountable. */
export function withUnknownIds(taxonomy: Taxonomy, ids: Iterable<number>): Taxonomy {
  const known = new Set(taxonomy.classes.map((c) => c.id));
  const extra: ClassDef[] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b))
    if (id !== 0 && !known.has(id)) extra.push({ id, name: className(taxonomy, id), colour: classColour(taxonomy, id), kind: 'stuff' });
  return extra.length === 0 ? taxonomy : { ...taxonomy, classes: [...taxonomy.classes, ...extra] };
}
