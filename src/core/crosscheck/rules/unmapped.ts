import { RELATION } from '../../labels/class-map.ts';
import type { Rule } from './rule.ts';

/** The class map does not mention the label's class, or the mask's. */
export const unmapped: Rule = {
  verdict: 'unmapped',
  prepare: ({ relation }) => (k) => relation[k] === RELATION.unmappedLabel || relation[k] === RELATION.unmappedMask,
};
