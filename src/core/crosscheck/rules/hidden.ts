import type { Rule } from './rule.ts';

/** Something nearer stands between the point and the camera: the mask speaks of that. */
export const hidden: Rule = {
  verdict: 'hidden',
  prepare: ({ visible }) => (k) => visible[k] === 0,
};
