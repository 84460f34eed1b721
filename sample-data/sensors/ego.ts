import type { Rigid } from '#src/core/geometry/rigid.ts';
import { standing } from '../world/pose.ts';
import { sin, cos } from '../world/trig.ts';

const SPEED = 7;
const LANE_CENTRE = -1.75;
/** A slow weave inside the lane, so that poses turn as well as move. */
const WEAVE = 0.12;
const WEAVE_RATE = 1.7;

/** Pose of the vehicle (x forward, y left, z up, origin on the road below the rear axle) at a time in seconds after the start. */
export function worldFromEgoAt(seconds: number): Rigid<'world', 'box'> {
  const phase = WEAVE_RATE * seconds;
  const slope = (WEAVE * WEAVE_RATE * cos(phase)) / SPEED;
  // The slope is below 0.03: its arc tangent is its series' first two terms, to 1e-8.
  return standing(SPEED * seconds, LANE_CENTRE + WEAVE * sin(phase), 0, slope - (slope * slope * slope) / 3);
}
