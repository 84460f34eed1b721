import { errorMessage } from '#src/core/errors.ts';
import type { Camera } from '#src/core/camera/camera.ts';
import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { apply, rotate } from '#src/core/geometry/rigid.ts';
import type { Pixels, Vec3 } from '#src/core/geometry/units.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';

/** A picture's camera, or why there is none to compute with. */
export type Lens = { readonly camera: Camera } | { readonly camera: null; readonly reason: string };

const lenses = new WeakMap<FrameImage, Lens>();

export function lensOf(image: FrameImage): Lens {
  let lens = lenses.get(image);
  if (lens === undefined) {
    lens = createLens(image);
    lenses.set(image, lens);
  }
  return lens;
}

function createLens(image: FrameImage): Lens {
  try {
    return { camera: cameraOf(image, image.camera) };
  } catch (error) {
    return { camera: null, reason: errorMessage(error) };
  }
}

const place = new Float64Array(2);
const ray = new Float64Array(3);

/** Where a point falls in a picture, or null where it does not. */
export function placeOfPoint(image: FrameImage, loaded: LoadedSweep, index: number): readonly [u: Pixels, v: Pixels] | null {
  const { camera } = lensOf(image);
  if (camera === null || index >= loaded.cloud.count) return null;
  const [x, y, z] = apply(cameraFromSweep(image, loaded.sweep), pointAt(loaded.cloud, index));
  if (!camera.project(x, y, z, place)) return null;
  const [u, v] = place;
  return u > 0 && u < image.spec.width && v > 0 && v < image.spec.height ? [u, v] : null;
}

/** The ray through a pixel, in the world frame, its direction of length 1; null where the lens has no such ray. */
export function rayThrough(image: FrameImage, u: Pixels, v: Pixels): { readonly origin: Vec3; readonly direction: Vec3 } | null {
  const { camera } = lensOf(image);
  if (camera === null || !camera.ray(u, v, ray)) return null;
  return { origin: image.worldFromCamera.t, direction: rotate(image.worldFromCamera, [ray[0], ray[1], ray[2]]) };
}
