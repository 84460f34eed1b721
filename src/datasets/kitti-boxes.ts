import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { FrameBox } from '#src/core/scene/scene.ts';
import type { RectFromSweep } from './kitti-calib.ts';

/**
 * The boxes of a `label_2` file in the velodyne's frame. Columns: type, truncated, occluded, alpha, 2D box (4), height, width,
 * length, x, y, z of the bottom centre in the rectified camera frame, rotation about that frame's y, perhaps a score.
 * DontCare regions have no box and are left out. Throws DataError that names the line.
 */
export function parseKittiBoxes(text: string, rectFromSweep: RectFromSweep, file: string): FrameBox[] {
  // The world is the sweep's frame: KITTI object frames have no poses.
  const worldFromRect = compose(identity<'world', 'sweep'>(), invert(rectFromSweep));
  const boxes: FrameBox[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0 || words[0] === 'DontCare') return;
    const numbers = words.slice(1).map(Number);
    if (numbers.length < 14 || !numbers.every(Number.isFinite) || numbers.slice(7, 10).some((size) => size <= 0))
      throw new DataError('malformed', 'has a line that is no object', { file, where: `line ${i + 1}`, expected: 'a type and 14 or 15 numbers', found: line.slice(0, 80) });
    const [height, width, length, x, y, z, rotationY] = numbers.slice(7);
    const pose = compose(worldFromRect, rectFromBox(height, x, y, z, rotationY));
    boxes.push({ id: String(i), className: words[0], box: { pose, size: [length, width, height] } });
  });
  return boxes;
}

/** At rotation 0 the length lies along the camera's x; up is -y. The place given is the middle of the bottom. */
function rectFromBox(height: number, x: number, y: number, z: number, rotationY: number): Rigid<'camera', 'box'> {
  const c = Math.cos(rotationY), s = Math.sin(rotationY);
  return { r: [c, s, 0, 0, 0, -1, -s, c, 0], t: [x, y - height / 2, z] };
}
