/**
 * Branded numbers and named frames, so that a pixel is never added to a metre.
 * A brand exists for the type checker only; at run time these are plain numbers.
 */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]?: Name };

export type Metres = Unit<'m'>;
export type Pixels = Unit<'px'>;
export type Radians = Unit<'rad'>;

/**
 * Frames of reference. All are right-handed, in metres.
 * - `world`: fixed over a sequence. Where a dataset has no poses, it is the main sweep's frame of each frame.
 * - `ego`: the vehicle or rig that carries the sensors; the sweep's frame where a dataset does not tell them apart.
 * - `sweep`: the frame that a sweep's file is written in, x forward, y left, z up unless the dataset says otherwise.
 * - `camera`: OpenCV optical frame, x right, y down, z forward.
 * - `box`: a cuboid's own frame, x along its length (heading), y along its width, z up, origin at its centre.
 */
export type FrameName = 'world' | 'ego' | 'sweep' | 'camera' | 'box';

export type Vec3 = readonly [number, number, number];
/** Quaternion, scalar first: w, x, y, z. */
export type Quaternion = readonly [number, number, number, number];
