import { createCamera } from '../camera/index.ts';
import { apply, compose, invert } from '../geometry/rigid.ts';
import type { Rigid } from '../geometry/rigid.ts';
import type { FrameImage } from '../scene/scene.ts';
import type { ObjectCrop } from './gallery-object.ts';
import type { Portrait } from './portrait.ts';

/** With fewer of its sampled points inside, a picture shows only an end of it. */
const LEAST_SHARE = 0.3;

/** Finds the picture of a frame that shows an object largest. What stands before it is not asked: the LiDAR saw it from nearly the same place. */
export function cropFinder(images: readonly FrameImage[], worldFromSweep: Rigid<'world', 'sweep'>): (portrait: Portrait) => ObjectCrop | null {
  const usable = images.flatMap((image, k) =>
    image.unprojected !== undefined ? [] : [{ k, camera: createCamera(image.spec, image.file), cameraFromSweep: compose(invert(image.worldFromCamera), worldFromSweep) }]);
  return ({ sample }) => {
    let best: ObjectCrop | null = null;
    for (const { k, camera, cameraFromSweep } of usable) {
      const box = boxOf(sample, camera, cameraFromSweep);
      const extent = box === null ? 0 : Math.sqrt((box.u1 - box.u0) * (box.v1 - box.v0));
      if (box !== null && extent > (best?.extent ?? 0)) best = { image: k, box, extent };
    }
    return best;
  };
}

function boxOf(sample: Float32Array, camera: ReturnType<typeof createCamera>, cameraFromSweep: Rigid<'camera', 'sweep'>): ObjectCrop['box'] | null {
  const { width, height } = camera.spec, pixel = new Float64Array(2);
  let inside = 0, u0 = Infinity, v0 = Infinity, u1 = -Infinity, v1 = -Infinity;
  for (let p = 0; p < sample.length; p += 3) {
    if (!camera.project(...apply(cameraFromSweep, [sample[p], sample[p + 1], sample[p + 2]]), pixel)) continue;
    const [u, v] = pixel;
    if (!(u > 0 && u < width && v > 0 && v < height)) continue;
    inside++;
    u0 = Math.min(u0, u);
    u1 = Math.max(u1, u);
    v0 = Math.min(v0, v);
    v1 = Math.max(v1, v);
  }
  return inside === 0 || inside < (LEAST_SHARE * sample.length) / 3 ? null : { u0, v0, u1, v1 };
}
