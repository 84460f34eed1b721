import { depthOf } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { toPixels } from '../eye/projecting.ts';

/** Metres from a camera to the picture that is drawn for it. */
const DEPTH = 1.6;
/** A click this near to a line of a frustum means its camera. CSS pixels. */
const CLICK_RADIUS = 6;
/** Of the way from a picture's corner to its middle, on which a lens that sees no corners is asked. */
const STEP = 1 / 32;

/** Where a camera looks, world frame: its centre, and the corners of its picture, clockwise from the top left; none where that is not known. */
export interface Frustum {
  readonly apex: Vec3;
  readonly corners: readonly Vec3[];
}

export function frustumOf(image: FrameImage): Frustum {
  const { spec, worldFromCamera } = image;
  if (image.unprojected !== undefined) return { apex: worldFromCamera.t, corners: [] };
  const camera = createCamera(spec, image.file);
  const ray = new Float64Array(3);
  const corner = (u: number, v: number): Vec3 => {
    // Many lenses see no corners: what they see nearest to them, on the way to the middle, is drawn. What has no ray at all is drawn as its place.
    let share = 1;
    const seen = (): boolean => camera.ray(spec.cx + share * (u - spec.cx), spec.cy + share * (v - spec.cy), ray);
    while (!seen()) if ((share -= STEP) <= 0) return worldFromCamera.t;
    const scale = DEPTH / depthOf(camera, ray[0], ray[1], ray[2]);
    return apply(worldFromCamera, [ray[0] * scale, ray[1] * scale, ray[2] * scale]);
  };
  const { width, height } = spec;
  return { apex: worldFromCamera.t, corners: [corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)] };
}

/** Pairs of ends of a frustum's lines. */
export function frustumEdges({ apex, corners }: Frustum): readonly (readonly [Vec3, Vec3])[] {
  return corners.flatMap((corner, k) => [[apex, corner], [corner, corners[(k + 1) % 4]]] as const);
}

/** The camera whose frustum a view shows at (x, y), the nearest one; null where there is none. */
export function cameraAt(images: readonly FrameImage[], view: View, x: number, y: number): string | null {
  let best: { camera: string; distance: number } | null = null;
  for (const image of images)
    for (const [a, b] of frustumEdges(frustumOf(image))) {
      const from = toPixels(view, a), to = toPixels(view, b);
      if (from === null || to === null) continue;
      const distance = toSegment(x, y, from, to);
      if (distance <= CLICK_RADIUS && (best === null || distance < best.distance)) best = { camera: image.camera, distance };
    }
  return best?.camera ?? null;
}

function toSegment(x: number, y: number, [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const dx = bx - ax, dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(ax + t * dx - x, ay + t * dy - y);
}
