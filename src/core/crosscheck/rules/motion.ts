import { RELATION } from '../../labels/class-map.ts';
import { ClassFinder } from '../mask-search.ts';
import type { Rule } from './rule.ts';

/**
 * Something that moves was elsewhere when the picture was taken: the point lies where it was or is, not in front of it, and the
 * mask shows a class that agrees as near as the thing may have moved. A wrong class on a whole moving object finds no such
 * pixel, and still disagrees.
 */
export const motion: Rule = {
  verdict: 'motion',
  prepare: ({ projection: { u, v, depth }, mask, image, labelClass, classMap, edgeTolerance, motion: windows }) => {
    const finders = new Map<number, ClassFinder>();
    const finderOf = (label: number): ClassFinder => {
      let finder = finders.get(label);
      if (finder === undefined) finders.set(label, (finder = new ClassFinder(mask, image, (classId) => classMap.relation(label, classId) === RELATION.agrees)));
      return finder;
    };
    return (k) =>
      windows.some((w) =>
        u[k] >= w.u0 && u[k] <= w.u1 && v[k] >= w.v0 && v[k] <= w.v1 && depth[k] >= w.nearest
        && finderOf(labelClass[k]).isWithin(u[k], v[k], w.reach + edgeTolerance));
  },
};
