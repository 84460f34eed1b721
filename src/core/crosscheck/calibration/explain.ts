import type { Camera } from '../../camera/camera.ts';
import { apply, identity, invert } from '../../geometry/rigid.ts';
import type { Metres, Pixels, Vec3 } from '../../geometry/units.ts';
import type { CompiledClassMap } from '../../labels/class-map.ts';
import { RELATION } from '../../labels/class-map.ts';
import { EDGE_TOLERANCE } from '../check-image.ts';
import type { IdMask } from '../id-mask.ts';
import { hasClassWithin } from '../mask-search.ts';
import type { CameraTwist } from './offset.ts';
import { offsetPose } from './offset.ts';
import type { CameraOffset } from './verdict.ts';

/** A labelled point as a picture shows it with the calibration as it is. */
export interface SeenPoint {
  readonly u: Pixels;
  readonly v: Pixels;
  /** As in `Projection.depth`. */
  readonly depth: Metres;
  readonly labelClass: number;
}

export interface ExplainingPicture {
  readonly camera: Camera;
  readonly mask: IdMask;
  readonly classMap: CompiledClassMap;
  /** See `cameraTwist`; needed for time offsets only. */
  readonly twist: CameraTwist | null;
}

/**
 * Tells of points that disagree with a picture's mask whether they would not, were the camera where `offset` puts it: the mask then
 * agrees within the check's edge tolerance of where the point is. Points that leave the picture are not explained.
 */
export function offsetExplains(offset: CameraOffset, { camera, mask, classMap, twist }: ExplainingPicture): (point: SeenPoint) => boolean {
  const correctedFromCamera = invert(offsetPose(identity(), offset, twist));
  const { width, height } = camera.spec, place = new Float64Array(3), pixel = new Float64Array(2);
  return ({ u, v, depth, labelClass }) => {
    if (!camera.ray(u, v, place)) return false;
    const range = camera.depthKind === 'z' ? depth / place[2] : depth;
    const seen: Vec3 = [place[0] * range, place[1] * range, place[2] * range];
    if (!camera.project(...apply(correctedFromCamera, seen), pixel)) return false;
    const [u1, v1] = pixel;
    if (!(u1 > 0 && u1 < width && v1 > 0 && v1 < height)) return false;
    return hasClassWithin(mask, camera.spec, u1, v1, EDGE_TOLERANCE, (maskClass) => classMap.relation(labelClass, maskClass) === RELATION.agrees);
  };
}
