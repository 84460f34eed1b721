import type { PixelBox } from '../crosscheck/findings/observation.ts';
import type { Pixels } from '../geometry/units.ts';
import type { Portrait } from './portrait.ts';

/** Where a picture shows an object: around its sampled points. */
export interface ObjectCrop {
  /** Place in `Frame.images`. */
  readonly image: number;
  readonly box: PixelBox;
  /** Side of a square as large as the part of the picture that shows it: what makes a crop better than another one. */
  readonly extent: Pixels;
}

/** An object in one sweep, as a job saw it. */
export interface Sitting {
  readonly sequence: string;
  /** Place of the frame in `allFrames`. */
  readonly frame: number;
  readonly sweep: string;
  readonly portrait: Portrait;
  /** The picture of the frame that shows it largest; null where none does. */
  readonly crop: ObjectCrop | null;
}

/** One object over all frames that were looked at. */
export interface GalleryObject {
  /** "sequence/label": stays the same. */
  readonly key: string;
  readonly sequence: string;
  /** Packed: class and instance. */
  readonly label: number;
  /** Over all sweeps. */
  readonly points: number;
  readonly sittings: readonly Sitting[];
  /** Place in `sittings` of the one with the most points. */
  readonly best: number;
  /** Place in `sittings` of the one with the largest crop; null where no camera sees it. */
  readonly pictured: number | null;
}

/** Puts the sittings of each object together. */
export function gatherObjects(sittings: Iterable<Sitting>): GalleryObject[] {
  const groups = new Map<string, Sitting[]>();
  for (const sitting of sittings) {
    const key = `${sitting.sequence}/${sitting.portrait.label}`, group = groups.get(key);
    if (group === undefined) groups.set(key, [sitting]);
    else group.push(sitting);
  }
  return [...groups].map(([key, group]) => {
    const own = group.sort((a, b) => a.frame - b.frame || (a.sweep < b.sweep ? -1 : 1));
    return {
      key, sequence: own[0].sequence, label: own[0].portrait.label, points: own.reduce((sum, s) => sum + s.portrait.points, 0), sittings: own,
      best: placeOfMost(own, (s) => s.portrait.points)!, pictured: placeOfMost(own, (s) => s.crop?.extent ?? null),
    };
  });
}

/** The first of the greatest; null where all are null. */
function placeOfMost<T>(all: readonly T[], value: (one: T) => number | null): number | null {
  let best: number | null = null, most = -Infinity;
  all.forEach((one, k) => {
    const own = value(one);
    if (own === null || own <= most) return;
    most = own;
    best = k;
  });
  return best;
}

/** The portrait with the most points. */
export function bestPortrait({ sittings, best }: GalleryObject): Portrait {
  return sittings[best].portrait;
}
