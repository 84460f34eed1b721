import type { Pixels } from '../../geometry/units.ts';
import type { CompiledClassMap } from '../../labels/class-map.ts';
import { RELATION } from '../../labels/class-map.ts';
import { UNLABELLED } from '../../labels/label.ts';
import type { IgnoreRegion } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import type { ImageView } from '../findings/observation.ts';
import { dilatedHull } from './outline.ts';

/** How far around a finding's points its ignore region reaches: about half the distance between two beams on a near thing. */
export const IGNORE_MARGIN: Pixels = 8;
/** A class that fewer of a picture's votes than this are for lies beside the thing. */
const LEAST_SHARE = 0.1;

/** Where a finding's points lie in one of its pictures, as u0, v0, u1, v1, …; null where that is not at hand. */
export type PixelsOf = (finding: Finding, view: ImageView) => ArrayLike<number> | null;

/**
 * What a finding whose mask is wrong takes out of the pictures: in each one that contradicts its label, around its points (around their box
 * where the pixels are not at hand), every class that does so. Nothing where the class map has other masks agree with the label.
 */
export function ignoreRegions(
  finding: Finding, classMap: CompiledClassMap, pixelsOf: PixelsOf, by: Pick<IgnoreRegion, 'reason' | 'author' | 'timeMs'>,
): IgnoreRegion[] {
  // What the labels do not have cannot disagree with them.
  const contradicts = (mask: number): boolean => (finding.label === UNLABELLED ? mask === finding.mask : classMap.relation(finding.label, mask) === RELATION.disagrees);
  return finding.views.filter(({ verdicts }) => verdicts.disagrees > 0 || finding.label === UNLABELLED).flatMap((view) => {
    const compared = view.votes.reduce((sum, { count }) => sum + count, 0);
    const wrong = view.votes.filter(({ mask, count }) => count >= LEAST_SHARE * compared && contradicts(mask));
    if (wrong.length === 0) return [];
    const polygon = dilatedHull(pixelsOf(finding, view) ?? cornersOf(view), IGNORE_MARGIN);
    if (polygon.length < 3) return [];
    return wrong.map(({ mask }): IgnoreRegion => ({
      id: `${finding.id}/${view.image}/${mask}`, image: view.image, maskClass: mask, ...instanceOf(view, mask), polygon, finding: finding.id, ...by,
    }));
  });
}

/** A view's instance is the one that most of its points fall on, which is of the class that most of them fall on. */
function instanceOf({ votes, maskInstance }: ImageView, mask: number): Pick<IgnoreRegion, 'maskInstance'> {
  return maskInstance === null || maskInstance === 0 || votes[0].mask !== mask ? {} : { maskInstance };
}

function cornersOf({ box: { u0, v0, u1, v1 } }: ImageView): number[] {
  return [u0, v0, u1, v0, u1, v1, u0, v1];
}
