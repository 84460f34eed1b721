import type { Pixels } from '../../geometry/units.ts';
import { RELATION } from '../../labels/class-map.ts';
import { ClassFinder } from '../mask-search.ts';
import type { Flow } from '../motion.ts';
import type { Rule } from './rule.ts';

/** Velocities are known to about so much of themselves: what a thing shows may be off by this share of the way that it went. */
const UNSURE = 0.2;

/**
 * Something that moves was elsewhere when the picture was taken: the point lies where it was or is, not in front of it, and the mask shows a
 * class that agrees on the way that the thing went meanwhile. The same holds for what stands behind it and is covered in the picture: its class
 * is found where the thing goes to. A wrong class on a whole moving object finds no such pixel, and still disagrees.
 */
export const motion: Rule = {
  verdict: 'motion',
  prepare: ({ projection: { u, v, depth }, mask, image, labelClass, classMap, edgeTolerance, motion: windows, pointSeconds, movingClasses }) => {
    const mayMove = movingClasses === undefined ? null : new Set(movingClasses);
    const finders = new Map<number, ClassFinder>();
    const finderOf = (label: number): ClassFinder => {
      let finder = finders.get(label);
      if (finder === undefined) finders.set(label, (finder = new ClassFinder(mask, image, (classId) => classMap.relation(label, classId) === RELATION.agrees)));
      return finder;
    };
    return (k) =>
      windows.some(({ u0, u1, v0, v1, nearest, reach, flow }) => {
        if (!(u[k] >= u0 && u[k] <= u1 && v[k] >= v0 && v[k] <= v1 && depth[k] >= nearest)) return false;
        const finder = finderOf(labelClass[k]);
        if (flow === undefined) return finder.isWithin(u[k], v[k], reach + edgeTolerance);
        const behind = depth[k] > flow.farthest;
        if (flow.presumed && !behind && mayMove !== null && !mayMove.has(labelClass[k])) return false;
        // What stands behind the thing is covered as its near side moves.
        return ways(flow, u[k], v[k], behind ? nearest : depth[k], pointSeconds?.[k]).some(([du, dv]) => isOnWay(finder, u[k], v[k], du, dv, edgeTolerance));
      });
  },
};

/** How far, and where to, the image of a point may have moved: each a step in pixels. */
function ways({ du, dv, earliest, latest, presumed }: Flow, u: Pixels, v: Pixels, depth: number, seconds: number | undefined): [Pixels, Pixels][] {
  const perSecondU = (du[0] + du[1] * u + du[2] * v) / depth, perSecondV = (dv[0] + dv[1] * u + dv[2] * v) / depth;
  const times = seconds === undefined || Number.isNaN(seconds) ? [earliest, latest] : [seconds];
  return times.flatMap((t): [Pixels, Pixels][] => {
    const step: [Pixels, Pixels] = [perSecondU * t, perSecondV * t];
    return presumed ? [step, [-step[0], -step[1]]] : [step];
  });
}

/** Whether the class is shown beside the way from (u, v) by (du, dv): within the tolerance, which grows with the way gone. */
function isOnWay(finder: ClassFinder, u: Pixels, v: Pixels, du: Pixels, dv: Pixels, tolerance: Pixels): boolean {
  const length = Math.hypot(du, dv), steps = Math.ceil(length / Math.max(tolerance, 1));
  for (let n = 0; n <= steps; n++) {
    const part = steps === 0 ? 0 : n / steps;
    if (finder.isWithin(u + part * du, v + part * dv, tolerance + UNSURE * part * length)) return true;
  }
  return false;
}
