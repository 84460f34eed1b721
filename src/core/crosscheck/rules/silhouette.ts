import { RELATION } from '../../labels/class-map.ts';
import { nearerPoints } from '../nearer-points.ts';
import type { Rule } from './rule.ts';

/**
 * The point stands beside something nearer that the mask shows in its place: where the nearer thing ends between two beams nobody can tell
 * from points, so that the mask, which shows it here too, does not speak of this point. Its label must agree with the mask, so that a wrong
 * label on a whole object is not excused by the object itself.
 */
export const silhouette: Rule = {
  verdict: 'edge',
  prepare: ({ projection, image, labelClass, maskClass, classMap }) => {
    let ask: ReturnType<typeof nearerPoints> | null = null;
    return (k) => {
      ask ??= nearerPoints(projection, image);
      return ask(k, (other) => classMap.relation(labelClass[other], maskClass[k]) === RELATION.agrees);
    };
  },
};
