import type { Rigid } from '../geometry/rigid.ts';
import { compose, invert } from '../geometry/rigid.ts';
import type { FrameImage, Sweep } from './scene.ts';

/** From a sweep to a picture's camera, each at its own time: what moved with the rig in between is accounted for by the poses. */
export function cameraFromSweep(image: Pick<FrameImage, 'worldFromCamera'>, sweep: Pick<Sweep, 'worldFromSweep'>): Rigid<'camera', 'sweep'> {
  return compose(invert(image.worldFromCamera), sweep.worldFromSweep);
}
