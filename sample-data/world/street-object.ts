import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Part } from './part.ts';

/** A model of one kind of object, in its own frame: origin on the ground below its middle, x forward, y left, z up. */
export interface Model {
  /** Its parts after it has travelled so many metres, which turn wheels and swing legs; always as many, in the same order. */
  partsAt(travelled: number): readonly Part[];
  /** Whether the parts move against each other; else partsAt gives the same array every time. */
  readonly articulated: boolean;
  /** Full length, width and height in metres of the box around it, which stands on the ground at the origin. */
  readonly size: Vec3;
}

/** Something in the street. */
export interface StreetObject {
  readonly name: string;
  readonly model: Model;
  /** Pose on the ground at a time in seconds after the start. */
  poseAt(seconds: number): Rigid<'world', 'box'>;
  /** Whether poseAt or travelledAt change. */
  readonly moves: boolean;
  /** Metres travelled since the start. */
  travelledAt(seconds: number): number;
  /** Things are counted: their class, and the instance id that is unique over the sequence. Stuff has none. */
  readonly thing: { readonly classId: number; readonly instance: number } | null;
}

/** A model of parts that never move against each other. */
export function stiff(parts: readonly Part[], size: Vec3): Model {
  return { partsAt: () => parts, articulated: false, size };
}
