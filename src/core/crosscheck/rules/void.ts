import { RELATION } from '../../labels/class-map.ts';
import type { Rule } from './rule.ts';

/** The mask, or else the label, is of a class that says nothing: the car's own hood, "cannot tell". */
export const voidClass: Rule = {
  verdict: 'void',
  prepare: ({ relation }) => (k) => relation[k] === RELATION.void,
};
