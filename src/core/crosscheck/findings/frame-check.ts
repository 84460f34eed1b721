import type { CameraSpec } from '../../camera/camera.ts';
import type { Projection, SweepPositions } from '../../camera/projection.ts';
import type { Shutter } from '../../camera/rolling-shutter.ts';
import type { Rigid } from '../../geometry/rigid.ts';
import type { CompiledClassMap } from '../../labels/class-map.ts';
import type { FrameBox, ImageId, SweepId } from '../../scene/scene.ts';
import type { SeenPoint } from '../calibration/explain.ts';
import type { IdMask } from '../id-mask.ts';
import type { MovingBox } from '../motion.ts';

/** One frame after its points were held against each of its pictures: what findings are gathered from. */
export interface FrameCheck {
  readonly sequence: string;
  /** Id of the frame. */
  readonly frame: string;
  readonly sweeps: readonly SweepCheck[];
  readonly images: readonly PictureCheck[];
  readonly classMap: CompiledClassMap;
  /** Of the frame: they say which points belong to a track. */
  readonly boxes: readonly FrameBox[];
  /** See `movingBoxes`. */
  readonly moving: readonly MovingBox[];
}

export interface SweepCheck extends SweepPositions {
  readonly id: SweepId;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  /** Packed, in file order. */
  readonly labels: Uint32Array;
}

export interface PictureCheck {
  readonly id: ImageId;
  readonly camera: string;
  readonly spec: CameraSpec;
  readonly worldFromCamera: Rigid<'world', 'camera'>;
  /** Where the picture was read row by row. */
  readonly shutter?: Shutter;
  /** Whether the offset that the self-test found of the camera would make a point agree (`offsetExplains`); absent where it found none. */
  readonly explains?: (point: SeenPoint) => boolean;
  /** As it was checked: without what is ignored. */
  readonly mask: IdMask;
  /** Per sweep of the frame: the points inside the picture, and the verdicts of all its points (`checkImage`). */
  readonly sweeps: readonly { readonly projection: Pick<Projection, 'count' | 'index' | 'u' | 'v' | 'depth'>; readonly verdicts: Uint8Array }[];
}
