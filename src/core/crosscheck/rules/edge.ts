import { hasClassWithin } from '../mask-search.ts';
import type { Rule } from './rule.ts';

/** So near to where the mask changes its class that a pixel of calibration or of the mask's outline decides. */
export const edge: Rule = {
  verdict: 'edge',
  prepare: ({ projection: { u, v }, mask, image, maskClass, edgeTolerance }) => (k) =>
    hasClassWithin(mask, image, u[k], v[k], edgeTolerance, (classId) => classId !== maskClass[k]),
};
