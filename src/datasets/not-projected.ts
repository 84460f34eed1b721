import type { CameraSpec } from '#src/core/camera/camera.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import type { ImageSize } from './image-size.ts';

/** A camera of which only its pictures' size is known. No lens model has this name, so that nothing can project by mistake. */
export const NO_LENS = 'unknown';

/** What stands for lens and place of a picture that is shown and nothing is projected into, and why. */
export function notProjected({ width, height }: ImageSize, reason: string): Required<Pick<FrameImage, 'spec' | 'worldFromCamera' | 'unprojected'>> {
  const spec: CameraSpec = { model: NO_LENS, width, height, fx: 1, fy: 1, cx: width / 2, cy: height / 2, coefficients: [] };
  return { spec, worldFromCamera: identity(), unprojected: reason };
}
