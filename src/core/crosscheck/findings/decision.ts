import type { Metres, Pixels, Vec3 } from '../../geometry/units.ts';
import type { ImageId } from '../../scene/scene.ts';

/**
 * What a reviewer said of a finding: the points take the mask's class; the label is right; the mask is wrong, and is not to be asked there
 * again; both are wrong, and the points take a third class; ignored, with a reason; back to the annotator, with an error code.
 * `reopened` takes any of them back.
 */
export const DECISIONS = ['take-mask', 'label-right', 'mask-wrong', 'third-class', 'ignored', 'returned', 'reopened'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** What an annotator did wrong, for `returned`. */
export const ERROR_CODES = ['boundary', 'missed', 'wrong-class', 'wrong-identity'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is kept of a finding once somebody has decided on it: enough to find it again, to learn from it, and to export it. */
export interface FindingRecord {
  /** The finding's. */
  readonly id: string;
  readonly decision: DecisionKind;
  /** The finding's, when it was decided. */
  readonly fingerprint: string;
  readonly kind: string;
  readonly sequence: string;
  /** Its frames' ids, in time order. */
  readonly frames: readonly string[];
  readonly cameras: readonly string[];
  readonly label: number;
  readonly mask: number;
  readonly instance: number;
  readonly track: string | null;
  readonly points: number;
  readonly centre: Vec3;
  readonly size: Vec3;
  readonly range: Metres;
  /** What the points became: of `take-mask` and `third-class`. */
  readonly becomes?: number;
  readonly reason?: string;
  readonly errorCode?: ErrorCode;
  readonly comment?: string;
  readonly author: string;
  /** Milliseconds since the Unix epoch, by the author's clock. */
  readonly timeMs: number;
}

/** Part of a picture in which a class of its mask is wrong: taken for void by every check, and exported for those who make the masks. */
export interface IgnoreRegion {
  readonly id: string;
  readonly image: ImageId;
  /** Pixels of this class of the mask are ignored; others inside are not. */
  readonly maskClass: number;
  /** Of this instance of the picture's mask only, where it tells instances apart: a neighbour of the same class is not doubted. */
  readonly maskInstance?: number;
  /** Corners in pixels of the picture, not closed. */
  readonly polygon: readonly (readonly [u: Pixels, v: Pixels])[];
  /** Id of the finding that it comes from. */
  readonly finding: string;
  readonly reason?: string;
  readonly author: string;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
}
