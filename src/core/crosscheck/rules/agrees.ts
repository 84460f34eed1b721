import { RELATION } from '../../labels/class-map.ts';
import type { Rule } from './rule.ts';

export const agrees: Rule = {
  verdict: 'agrees',
  prepare: ({ relation }) => (k) => relation[k] === RELATION.agrees,
};
