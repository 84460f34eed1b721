import type { FindingRecord } from '../findings/decision.ts';
import type { Finding, FindingCause } from '../findings/finding.ts';
import type { Stance } from './stance.ts';
import { stanceOf } from './stance.ts';

/** Something that speaks for (above 0) or against the label being wrong: natural logarithm of a likelihood ratio, and why, for a tooltip. */
export interface Reason {
  readonly logOdds: number;
  readonly text: string;
}

/**
 * How often a picture contradicts a label that is wrong, and one that is right where the mask has earned a finding. A wrong label is wrong in
 * every picture; a mask that is wrong changes its mind from picture to picture more often than not.
 */
const CONTRADICTS = { wrongLabel: 0.93, wrongMask: 0.8 };
/** What pictures say in sum is worth no more than this, one way and the other: they share calibration, time and model. */
const VOTES_LEAST = -3, VOTES_MOST = 1;

/** What a cause adds to the votes that it mostly rests on. */
const CAUSE: Readonly<Record<FindingCause, number>> = { label: 0.7, mask: -1.2, motion: -2, calibration: -2.5, edge: -1.4, unknown: -0.6 };
/** What is contradicted in one frame only is mostly a point that the camera does not see, or a mask that flickers; a wrong label comes again. */
const PERSISTENCE_WORTH = 1.2, USUAL_FRAMES = 2, MOST_PERSISTENT = 1.5;
/**
 * People mislabel this thing and that one; a model, or a class map, is at odds with all things of a kind. So the more findings there are on one pair
 * of classes, the less each is worth: over simulated streets, of pairs with one or two findings half are wrong labels, from four on one in thirty.
 */
const COMPANY_WORTH = -0.8, COMPANY_LEAST = -2;
/** So sure is a mask whose confidence says nothing either way, and so much is the rest of its scale worth. */
const USUAL_CONFIDENCE = 0.75, CONFIDENCE_WORTH = 3;
/** So many points are neither many nor few: below, noise of visibility and edges makes findings; above, it does not. */
const USUAL_POINTS = 30, SIZE_WORTH = 0.8;

/** What a finding says about itself, before anybody decided anything: the terms add up, from even odds. */
export interface Prior {
  readonly stance: Stance;
  readonly reasons: readonly Reason[];
  readonly logOdds: number;
}

const known = new WeakMap<Finding, Prior>();

/** Worked out once per finding, which never changes: after every decision all of them are ranked anew. */
export function priorOf(finding: Finding): Prior {
  let prior = known.get(finding);
  if (prior === undefined) {
    const stance = stanceOf(finding);
    const reasons = [votes(stance), cameras(stance), persistence(stance), size(finding.points), cause(finding)];
    if (finding.confidence !== null) reasons.push(confidence(finding.confidence));
    known.set(finding, (prior = { stance, reasons, logOdds: reasons.reduce((sum, { logOdds }) => sum + logOdds, 0) }));
  }
  return prior;
}

function votes({ contradicting, agreeing, frames, cameras: { length } }: Stance): Reason {
  const all = contradicting + agreeing;
  const ratio = contradicting * Math.log(CONTRADICTS.wrongLabel / CONTRADICTS.wrongMask)
    + agreeing * Math.log((1 - CONTRADICTS.wrongLabel) / (1 - CONTRADICTS.wrongMask));
  // Pictures of one camera show much the same from frame to frame: they count like the logarithm of their number.
  const independent = Math.min(all, Math.max(1, length) * (1 + Math.log(Math.max(1, frames))));
  return {
    logOdds: all === 0 ? 0 : clamp((ratio * independent) / all, VOTES_LEAST, VOTES_MOST),
    text: `${contradicting} of ${all} views contradict the label`,
  };
}

/** A mask that is wrong alike from several sides is rarer than one that is wrong from one. */
function cameras({ cameras: { length }, contradicting, same }: Stance): Reason {
  const unanimous = contradicting === 0 ? 0 : same / contradicting;
  return {
    logOdds: 0.5 * Math.log(Math.max(1, length)) * unanimous + Math.min(0, unanimous - 0.8),
    text: unanimous < 0.8 ? 'the masks do not agree with one another' : `${length} ${length === 1 ? 'camera says' : 'cameras say'} the same`,
  };
}

function persistence({ frames }: Pick<Stance, 'frames'>): Reason {
  return {
    logOdds: frames === 0 ? 0 : Math.min(MOST_PERSISTENT, PERSISTENCE_WORTH * Math.log(frames / USUAL_FRAMES)),
    text: frames === 1 ? 'contradicted in one frame only' : `contradicted in ${frames} frames`,
  };
}

/** Of a finding on a pair of classes that so many findings are on, itself included. */
export function inCompany(findings: number): Reason {
  return { logOdds: Math.max(COMPANY_LEAST, COMPANY_WORTH * Math.log(findings)), text: findings === 1 ? 'the only finding on these classes' : `${findings} findings on the same classes` };
}

function cause({ cause: which, why }: Finding): Reason {
  return { logOdds: CAUSE[which], text: why === '' ? `cause: ${which}` : why };
}

function size(points: number): Reason {
  return { logOdds: clamp(SIZE_WORTH * Math.log(Math.max(1, points) / USUAL_POINTS), -1.8, 0.8), text: `${points} ${points === 1 ? 'point' : 'points'}` };
}

function confidence(value: number): Reason {
  return { logOdds: clamp(CONFIDENCE_WORTH * (value - USUAL_CONFIDENCE), -1.5, 0.75), text: `the mask is ${Math.round(100 * value)} % sure` };
}

/** The same in log odds of a decision whose finding is no longer there, as one whose label was put right is not: by what is kept of it. */
export function priorOfRecord({ points, frames: { length: frames } }: Pick<FindingRecord, 'points' | 'frames'>, company: number): number {
  return size(points).logOdds + persistence({ frames }).logOdds + inCompany(company).logOdds;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
