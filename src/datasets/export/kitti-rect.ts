import { createCamera } from '#src/core/camera/index.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { corners } from '#src/core/geometry/box.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply, compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { Frame, FrameImage } from '#src/core/scene/scene.ts';
import { parseKittiCalib, rectFromVelodyne } from '../kitti-calib.ts';
import { folderOf, joined } from '../paths.ts';

/** The frame that KITTI's boxes of a frame are given in, and the picture that their 2D boxes are in. */
export interface KittiFrame {
  readonly rectFromWorld: Rigid<'camera', 'world'>;
  readonly image: FrameImage | null;
  /** Whether the dataset has a calib file that says so; else the picture's camera is taken for all of KITTI's, and must be written. */
  readonly calibrated: boolean;
}

/**
 * Of a KITTI object frame, the rectified cameras' frame by its calib file; else the frame of its left colour camera, or of the first one that has a
 * lens; null without any.
 */
export async function kittiFrame(layout: string, frame: Frame, tree: FileTree): Promise<KittiFrame | null> {
  const projected = frame.images.filter((i) => i.unprojected === undefined), image = projected.find((i) => i.camera === 'image_2') ?? projected[0] ?? null;
  const [sweep] = frame.sweeps, calib = joined(folderOf(folderOf(sweep.cloud.file)), `calib/${frame.id}.txt`);
  if (layout === 'kitti-object' && (await tree.list()).includes(calib)) {
    const rectFromSweep = rectFromVelodyne(parseKittiCalib(await readText(await tree.open(calib)), calib), calib);
    return { rectFromWorld: compose(rectFromSweep, invert(sweep.worldFromSweep)), image, calibrated: true };
  }
  return image && { rectFromWorld: compose(identity<'camera', 'camera'>(), invert(image.worldFromCamera)), image, calibrated: false };
}

/** A calib file for a frame whose boxes are given in its picture's camera: P of all four cameras, no rectification, and where the LiDAR is. */
export function kittiCalibText(frame: Frame, { image }: KittiFrame): string {
  const { fx, fy, cx, cy } = image!.spec, { r, t } = cameraFromSweep(image!, frame.sweeps[0]);
  const p = [fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0], tr = [0, 1, 2].flatMap((k) => [...r.slice(3 * k, 3 * k + 3), t[k]]);
  const line = (name: string, numbers: readonly number[]): string => `${name}: ${numbers.map((n) => n.toExponential(12)).join(' ')}\n`;
  return [0, 1, 2, 3].map((k) => line(`P${k}`, p)).join('') + line('R0_rect', [1, 0, 0, 0, 1, 0, 0, 0, 1]) + line('Tr_velo_to_cam', tr);
}

const STEPS = 16, NEAR = 0.1;

/** Left, top, right, bottom of what a picture shows of a box, by points along its edges; null where it shows nothing. */
export function box2d(box: OrientedBox<'world'>, image: FrameImage): [number, number, number, number] | null {
  const camera = createCamera(image.spec, image.file), cameraFromWorld = invert(image.worldFromCamera), pixel = new Float64Array(2);
  const { width, height } = image.spec, at = corners(box).map((corner) => apply(cameraFromWorld, corner));
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
  for (let a = 0; a < 8; a++)
    for (const bit of [1, 2, 4]) {
      if (a & bit) continue;
      for (let s = 0; s <= STEPS; s++) {
        const [x, y, z] = [0, 1, 2].map((k) => at[a][k] + ((at[a | bit][k] - at[a][k]) * s) / STEPS);
        if (z < NEAR || !camera.project(x, y, z, pixel)) continue;
        left = Math.min(left, pixel[0]);
        right = Math.max(right, pixel[0]);
        top = Math.min(top, pixel[1]);
        bottom = Math.max(bottom, pixel[1]);
      }
    }
  const seen: [number, number, number, number] = [Math.max(0, left), Math.max(0, top), Math.min(width - 1, right), Math.min(height - 1, bottom)];
  return seen[0] < seen[2] && seen[1] < seen[3] ? seen : null;
}
