import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { FrameBox } from '#src/core/scene/scene.ts';
import { boxOfKitti, DONT_CARE, parseKittiObjects } from '#src/formats/boxes/kitti.ts';
import type { RectFromSweep } from './kitti-calib.ts';

/**
 * The boxes of a `label_2` file in the velodyne's frame. DontCare regions have no box and are left out. Throws DataError that names
 * the line.
 */
export function parseKittiBoxes(text: string, rectFromSweep: RectFromSweep, file: string): FrameBox[] {
  // The world is the sweep's frame: KITTI object frames have no poses.
  const worldFromRect = compose(identity<'world', 'sweep'>(), invert(rectFromSweep));
  return parseKittiObjects(text, file).flatMap((object, i) =>
    (object.type === DONT_CARE ? [] : [{ id: String(i), className: object.type, box: boxOfKitti(object, worldFromRect) }]));
}
