import { UNLABELLED } from '../../labels/label.ts';
import type { InstanceState } from '../instances/instance-view.ts';
import type { FindingCause } from './finding.ts';
import type { ImageView, Observation } from './observation.ts';
import { RIM } from './image-views.ts';

export interface CauseAndWhy {
  readonly cause: FindingCause;
  readonly why: string;
}

/** What a finding is made of. */
export interface Evidence {
  readonly observations: readonly Observation[];
  /** All pictures that compare its points. */
  readonly views: readonly (ImageView & { readonly frame: string })[];
  /** Class that the masks show instead. */
  readonly mask: number;
  /** How its labelled object goes with the masks' objects, picture by picture; empty where it has no instance. */
  readonly states: readonly InstanceState[];
}

/** From which share of contradicting points near the outline on it is the outline that is at odds. */
const MOSTLY_RIM = 0.7;
/** From which share of points that motion excuses on the rest is taken for motion, too. */
const SOME_MOTION = 0.25;
/** Points that lie farther behind what a mask shows than this, metres or a share, may be hidden from the camera by it. */
const BEHIND = 1.5;
/** An object of a mask is confirmed where so many of its points have labels that agree; it is not where fewer than the second have. */
const CONFIRMED = 0.3, UNCONFIRMED = 0.05;
/** Fewer views than this are too few to go by votes. */
const FEWEST_VIEWS = 3;
/** How many times as many views one side must have as the other. */
const CLEAR = 2;

/** Below this share of its points an object is contradicted in part only. */
const PART = 0.75;

type Rule = (evidence: Tally) => CauseAndWhy | null;

/** Sums over a finding. A view contradicts where more of its points disagree than agree. */
interface Tally extends Evidence {
  readonly contradicting: Evidence['views'];
  readonly agreeing: Evidence['views'];
  readonly disagrees: number;
}

/**
 * Who seems to be wrong, by the first rule that finds enough to go by. Where votes and objects leave it open it is `unknown`: a class that every
 * picture shows and every label denies looks the same whoever is wrong.
 */
export function causeOf(evidence: Evidence): CauseAndWhy {
  const contradicting = evidence.views.filter(({ verdicts }) => verdicts.disagrees > verdicts.agrees);
  const agreeing = evidence.views.filter(({ verdicts }) => verdicts.agrees > 0 && verdicts.agrees >= verdicts.disagrees);
  const tally = { ...evidence, contradicting, agreeing, disagrees: sum(evidence.views, (view) => view.verdicts.disagrees) };
  for (const rule of RULES) {
    const found = rule(tally);
    if (found !== null) return found;
  }
  return { cause: 'unknown', why: `${views(contradicting.length)} against the label, ${agreeing.length} for it` };
}

const outline: Rule = ({ views: all, disagrees }) => {
  const rim = sum(all, (view) => view.rim);
  return rim < MOSTLY_RIM * disagrees || disagrees === 0 ? null : { cause: 'edge', why: `${percent(rim / disagrees)} of the points lie within ${RIM} px of where they would agree` };
};

/** How things are divided, and what has no label at all: there are no verdicts to count. */
const structure: Rule = ({ observations, views: all, states }) => {
  const [{ kind, label }] = observations, frames = new Set(observations.map(({ frame }) => frame)).size;
  if (label === UNLABELLED) return frames < 2 ? null : { cause: 'label', why: `${views(all.length)} show it, and nothing is labelled there` };
  if (kind !== 'split' && kind !== 'merged') return null;
  const so = states.filter((state) => state === kind).length, otherwise = states.filter((state) => state === 'matched').length;
  const why = `${so} of ${views(so + otherwise)} show ${kind === 'split' ? 'several objects' : 'one object'}`;
  if (so >= FEWEST_VIEWS && frames >= 2 && so >= CLEAR * otherwise) return { cause: 'label', why };
  return { cause: otherwise >= CLEAR * so ? 'mask' : 'unknown', why };
};

const movement: Rule = ({ observations, views: all, disagrees }) => {
  const moving = observations.filter((o) => o.moving).length, excused = sum(all, (view) => view.verdicts.motion);
  if (2 * moving <= observations.length || excused < SOME_MOTION * (excused + disagrees)) return null;
  return { cause: 'motion', why: `it moves, and that explains ${percent(excused / (excused + disagrees))} of its points` };
};

/** The points lie behind what the mask shows: beams, seen from beside the camera, may pass where the camera's rays do not. */
const hiddenInTruth: Rule = ({ contradicting }) => {
  const behind = contradicting.filter(({ shown }) => shown !== null && shown.behind > BEHIND);
  if (behind.length === 0 || 2 * behind.length <= contradicting.length) return null;
  const metres = behind.map(({ shown }) => shown!.behind).sort((a, b) => a - b)[behind.length >> 1];
  return { cause: 'unknown', why: `lies ${metres.toFixed(1)} m behind what the masks show: perhaps hidden from the camera` };
};

const outvoted: Rule = ({ contradicting, agreeing }) => {
  if (contradicting.length + agreeing.length < FEWEST_VIEWS || agreeing.length < CLEAR * contradicting.length) return null;
  return { cause: 'mask', why: `${agreeing.length} of ${views(contradicting.length + agreeing.length)} agree with the label` };
};

/** Other points of what the mask shows have the labels that it asks for: the mask is right there, and whole. */
const restAgrees: Rule = ({ contradicting, agreeing }) => {
  const confirmed = contradicting.filter(({ shown }) => shown !== null && shown.agrees >= CONFIRMED);
  if (confirmed.length === 0 || confirmed.length < CLEAR * (contradicting.length - confirmed.length + agreeing.length)) return null;
  return { cause: 'label', why: `the rest of the object agrees with the masks in ${views(confirmed.length)}` };
};

/** The label runs over from its object onto what lies behind it. */
const runsOver: Rule = ({ observations, mask }) => {
  const beyond = observations.filter((o) => o.beyond > BEHIND);
  if (2 * beyond.length <= observations.length || mask === UNLABELLED) return null;
  return { cause: 'label', why: `lies ${beyond.map((o) => o.beyond).sort((a, b) => a - b)[beyond.length >> 1].toFixed(1)} m behind the rest of its object` };
};

/** The label takes in all of an object, part of which the masks show as something else that nothing else confirms. */
const partOfObject: Rule = ({ observations, contradicting }) => {
  const object = sum(observations, (o) => o.object), points = sum(observations, (o) => (o.object === 0 ? 0 : o.points.length));
  if (object === 0 || points >= PART * object) return null;
  if (contradicting.some(({ shown }) => shown !== null && shown.agrees >= UNCONFIRMED)) return null;
  return { cause: 'mask', why: `only ${percent(points / object)} of the object is contradicted` };
};

/** Somebody made this an object of its own, and the masks have none there; or masks find one where nobody did. */
const oneSideHasIt: Rule = ({ observations, contradicting, agreeing }) => {
  if (contradicting.length < FEWEST_VIEWS || contradicting.length < CLEAR * agreeing.length) return null;
  if (observations.filter(({ kind }) => kind === 'missing-2d').length * 2 > observations.length)
    return { cause: 'mask', why: `${views(contradicting.length)} show no object where the labels have one` };
  const shown = contradicting.filter((view) => view.shown !== null).length;
  if (CLEAR * shown <= contradicting.length || observations.some((o) => o.instance !== 0)) return null;
  return { cause: 'label', why: `${shown} of ${views(contradicting.length)} show an object that the labels do not have` };
};

/** Many pictures, from different places and at different times, show the same, and next to none shows what the label says. */
const majority: Rule = ({ contradicting, agreeing, mask }) => {
  const same = contradicting.filter(({ votes }) => votes[0].mask === mask);
  const frames = new Set(same.map(({ frame }) => frame)).size, cameras = new Set(same.map(({ camera }) => camera)).size;
  if (same.length < FEWEST_VIEWS || frames < 2 || same.length < CLEAR * (agreeing.length + contradicting.length - same.length)) return null;
  // What one camera sees again and again it may misread again and again.
  if (cameras < 2) return null;
  return { cause: 'label', why: `${same.length} of ${views(contradicting.length + agreeing.length)} show the same, over ${cameras} cameras and ${frames} frames` };
};

const RULES: readonly Rule[] = [structure, movement, outline, runsOver, hiddenInTruth, outvoted, restAgrees, partOfObject, oneSideHasIt, majority];

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function views(count: number): string {
  return count === 1 ? '1 view' : `${count} views`;
}
