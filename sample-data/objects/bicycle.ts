import { CLASS } from '../world/classes.ts';
import { paint } from '../world/material.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';
import { bicycleParts } from './cyclist.ts';

/** A bicycle without a rider. */
export function bicycleModel(random: Random): Model {
  const frame = paint(random.pick(['#7f3b2e', '#2d4f6b', '#3b3b3b']), 0.3);
  return stiff(bicycleParts(frame, CLASS.bicycle, random.between(0, 2)), [1.76, 0.6, 1.06]);
}
