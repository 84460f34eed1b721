import { UNLABELLED } from '../../labels/label.ts';
import type { Rule } from './rule.ts';

export const unlabelled: Rule = {
  verdict: 'unlabelled',
  prepare: ({ labelClass }) => (k) => labelClass[k] === UNLABELLED,
};
