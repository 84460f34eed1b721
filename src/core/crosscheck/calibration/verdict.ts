import type { Pixels, Vec3 } from '../../geometry/units.ts';

/** What kind of error would put a camera's points elsewhere: its direction, its place, its clock. */
export const OFFSET_KINDS = ['rotation', 'shift', 'time'] as const;
export type OffsetKind = (typeof OFFSET_KINDS)[number];

/**
 * What the pose of a camera is to be changed by so that labels and masks agree: worldFromCamera · (rotation, shift), in the camera's
 * own axes (x right, y down, z forward), at `timeMs` after the time that is written for its pictures.
 */
export interface CameraOffset {
  /** Axis times angle, degrees. */
  readonly rotationDeg: Vec3;
  /** Metres. */
  readonly shiftM: Vec3;
  readonly timeMs: number;
}

export const NO_OFFSET: CameraOffset = { rotationDeg: [0, 0, 0], shiftM: [0, 0, 0], timeMs: 0 };

/** How well labels and masks agree over one parameter, the others as in the best offset. */
export interface CalibrationCurve {
  readonly kind: OffsetKind;
  /** 'x', 'y', 'z' of the camera's axes; 't' for time. */
  readonly axis: 'x' | 'y' | 'z' | 't';
  /** Degrees, metres or milliseconds. */
  readonly values: readonly number[];
  /** Share of the points near class borders that agree, 0..1, of each value. */
  readonly agreement: readonly number[];
}

/** An offset that explains the disagreements about as well as any other does. */
export interface CalibrationCandidate {
  readonly kind: OffsetKind;
  readonly offset: CameraOffset;
  /** Median displacement of points in the picture. */
  readonly pixels: Pixels;
}

/** What the self-test says about one camera. */
export interface CalibrationVerdict {
  readonly camera: string;
  /**
   * 'fine': nothing is off by more than labels, masks and visibility let us tell. 'unknown': there is too little to go by (no candidates), or
   * something is off and several kinds explain it equally well (`candidates`).
   */
  readonly kind: 'fine' | OffsetKind | 'unknown';
  /** The best offset; `NO_OFFSET` where the camera is fine or nothing can be said. */
  readonly offset: CameraOffset;
  /** Median displacement by the offset of the points near class borders. */
  readonly pixels: Pixels;
  /** 0..1: how sure it is that the camera is off, against what wrong labels and masks could do. */
  readonly confidence: number;
  /** Share of the disagreeing points that agree after the offset. */
  readonly explained: number;
  /** Kinds that explain it and cannot be told apart, best first; the best alone where it is clear, none where the camera is fine. */
  readonly candidates: readonly CalibrationCandidate[];
  /** In words, what limits this verdict: kinds that could not be tested, too few points. */
  readonly limits: readonly string[];
  readonly curves: readonly CalibrationCurve[];
  /** Points near class borders that it rests on, and the pictures that they were seen in. */
  readonly points: number;
  readonly pictures: number;
}

/** Whether the verdict says that the camera is off. */
export function isOff({ kind, candidates }: Pick<CalibrationVerdict, 'kind' | 'candidates'>): boolean {
  return kind !== 'fine' && candidates.length > 0;
}
