import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import { leaning } from '../objects/ground.ts';
import { rollRotation } from '../world/pose.ts';
import { cos, sin } from '../world/trig.ts';

const SPEED = 7;
const LANE_CENTRE = -1.75;
/** A slow weave inside the lane, so that poses turn as well as move. */
const WEAVE = 0.28;
const WEAVE_RATE = 1.3;
/** The vehicle brakes so many seconds after the start and then stands: the street has an end. */
const BRAKES_AT = 11;
const BRAKING = 2;

/** How far along the street the vehicle is. */
function way(seconds: number): number {
  const braking = Math.min(Math.max(seconds - BRAKES_AT, 0), SPEED / BRAKING);
  const rolling = Math.min(seconds, BRAKES_AT);
  return SPEED * (rolling + braking) - (BRAKING * braking * braking) / 2;
}

/** Where the vehicle is, in seconds after the start: x forward, y left, z up, origin on the road below the rear axle. */
export type EgoPath = (seconds: number) => Rigid<'world', 'box'>;

/** A driver in a hurry: the vehicle swerves by 20 degrees to either side, at up to 0.5 radians a second, while it speeds up. */
const SWERVE = 0.35;
const SWERVE_RATE = 1.5;
const FIRST_SPEED = 5;
const SPEEDING_UP = 2.4;

/** The way of a vehicle that turns and accelerates: see SimulateOptions.turning. */
export const turningEgoAt: EgoPath = (seconds) => {
  const x = FIRST_SPEED * seconds + (SPEEDING_UP * seconds * seconds) / 2, phase = SWERVE_RATE * seconds;
  return leaning(x, LANE_CENTRE + (1 - cos(phase)), SWERVE * sin(phase));
};

/** Pose of the vehicle (x forward, y left, z up, origin on the road below the rear axle) at a time in seconds after the start. */
export function worldFromEgoAt(seconds: number): Rigid<'world', 'box'> {
  const x = way(seconds), phase = (WEAVE_RATE * x) / SPEED;
  const slope = (WEAVE * WEAVE_RATE * cos(phase)) / SPEED;
  // The slope is below 0.06: its arc tangent is its series' first three terms, to 1e-10.
  const cube = slope * slope * slope;
  const pose: Rigid<'world', 'box'> = leaning(x, LANE_CENTRE + WEAVE * sin(phase), slope - cube / 3 + (cube * slope * slope) / 5);
  // It rolls a little in its springs.
  return compose(pose, { r: rollRotation(0.006 * sin(2.1 * phase)), t: [0, 0, 0] });
}
