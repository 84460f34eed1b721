import type { Metres } from '../../geometry/units.ts';
import type { ImageView } from './observation.ts';

/** A view with what is needed to say how well it shows its thing. */
export interface CropCandidate extends Pick<ImageView, 'camera' | 'box' | 'verdicts'> {
  readonly frame: string;
  /** Distance of the points. */
  readonly range: Metres;
  /** Of the thing's points in its frame, how many the picture compares: 0..1. */
  readonly seen: number;
}

const SHOWN = 3;
/** What another crop from the same camera, or of the same frame, is worth beside the first: it tells little that is new. */
const REPEATED = 0.4;
/** At this distance a thing shows half as much detail as from nearby at the same size in pixels: haze, rolling, blur. Metres. */
const BLURRED: Metres = 60;

/**
 * Places of the three best crops, best first: large in the picture, near, wholly in it, and contradicting the label; each further one
 * preferably from another camera and another frame.
 */
export function bestViews(views: readonly CropCandidate[]): number[] {
  const scores = views.map(scoreOf), chosen: number[] = [];
  while (chosen.length < Math.min(SHOWN, views.length)) {
    let best = -1, most = -Infinity;
    views.forEach((view, k) => {
      if (chosen.includes(k)) return;
      const repeats = chosen.filter((c) => views[c].camera === view.camera).length + chosen.filter((c) => views[c].frame === view.frame).length;
      const score = scores[k] * REPEATED ** repeats;
      if (score > most) {
        most = score;
        best = k;
      }
    });
    chosen.push(best);
  }
  return chosen;
}

function scoreOf({ box: { u0, v0, u1, v1 }, range, seen, verdicts: { agrees, edge, motion, disagrees } }: CropCandidate): number {
  const size = Math.sqrt((u1 - u0 + 1) * (v1 - v0 + 1));
  return (size * seen * (disagrees + 0.1)) / ((1 + range / BLURRED) * (agrees + edge + motion + disagrees + 0.1));
}
