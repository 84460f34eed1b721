import { DataError } from '#src/core/errors.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose } from '#src/core/geometry/rigid.ts';
import type { FrameName, Vec3 } from '#src/core/geometry/units.ts';

/**
 * One line of a KITTI `label_2` file, or of a tracking `label_02` file (devkit_object/readme.txt, devkit_tracking/readme.txt). Metres, radians,
 * pixels; places in the frame of the rectified cameras: x right, y down, z forward.
 */
export interface KittiObject {
  /** Of a tracking file: which scan, and which object over all scans (-1 for DontCare). */
  readonly frame?: number;
  readonly track?: number;
  readonly type: string;
  /** 0 to 1 (tracking: 0, 1, 2); -1 where it is not known. */
  readonly truncated: number;
  /** 0 visible, 1 partly, 2 largely hidden, 3 unknown; -1 in a DontCare region. */
  readonly occluded: number;
  /** Direction of the object as the camera sees it; -10 where it is not known. */
  readonly alpha: number;
  /** Left, top, right, bottom in the left colour image. */
  readonly box2d: readonly [number, number, number, number];
  /** Length, width, height. The file has them the other way round. */
  readonly size: Vec3;
  /** The middle of the bottom. */
  readonly bottom: Vec3;
  /** About y, 0 where the length lies along x. */
  readonly rotationY: number;
  readonly score?: number;
}

/** Regions in which nobody labelled: they have a place in the picture only. */
export const DONT_CARE = 'DontCare';

/** What a file is given in: micrometres and microradians. */
const DECIMALS = 6;

/** The objects of a `label_2` file, or with `tracking` of a whole sequence. Throws DataError that names the line. */
export function parseKittiObjects(text: string, file: string, { tracking = false } = {}): KittiObject[] {
  return text.split(/\r?\n/).flatMap((line, i): KittiObject[] => {
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return [];
    const ids = tracking ? words.splice(0, 2).map(Number) : [];
    const [type, ...rest] = words, n = rest.map(Number);
    const [truncated, occluded, alpha, left, top, right, bottom, height, width, length, x, y, z, rotationY, score] = n;
    const isObject = (n.length === 14 || n.length === 15) && [...ids, ...n].every(Number.isFinite) && ids.every(Number.isInteger)
      && (type === DONT_CARE || (length > 0 && width > 0 && height > 0));
    if (!isObject)
      throw new DataError('malformed', 'has a line that is no object', {
        file, where: `line ${i + 1}`, expected: `${tracking ? 'frame, track, ' : ''}a type and 14 or 15 numbers`, found: line.slice(0, 80),
      });
    return [{
      ...(tracking ? { frame: ids[0], track: ids[1] } : {}),
      type, truncated, occluded, alpha, box2d: [left, top, right, bottom], size: [length, width, height], bottom: [x, y, z], rotationY,
      ...(score === undefined ? {} : { score }),
    }];
  });
}

/** The text of such a file, numbers to six decimals. Types are one word each: white space in them becomes '_'. */
export function writeKittiObjects(objects: readonly KittiObject[]): string {
  return objects.map((o) => {
    const [length, width, height] = o.size;
    const numbers = [o.truncated, o.occluded, o.alpha, ...o.box2d, height, width, length, ...o.bottom, o.rotationY, ...(o.score === undefined ? [] : [o.score])];
    return `${[...(o.frame === undefined ? [] : [o.frame, o.track ?? -1]), o.type.replace(/\s+/g, '_'), ...numbers.map(spell)].join(' ')}\n`;
  }).join('');
}

function spell(value: number): string {
  const rounded = Number(value.toFixed(DECIMALS));
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

/** The box of an object, from the rectified cameras' frame to `F`. At rotation 0 the length lies along the camera's x; up is -y. */
export function boxOfKitti<F extends FrameName>({ size, bottom: [x, y, z], rotationY }: KittiObject, fromRect: Rigid<F, 'camera'>): OrientedBox<F> {
  const c = Math.cos(rotationY), s = Math.sin(rotationY);
  const rectFromBox: Rigid<'camera', 'box'> = { r: [c, s, 0, 0, 0, -1, -s, c, 0], t: [x, y - size[2] / 2, z] };
  return { pose: compose(fromRect, rectFromBox), size };
}

/** What a `label_2` line says of a box's place. Turns about other axes than the camera's y have no column, and are left out. */
export function kittiPlace<F extends FrameName>({ pose, size }: OrientedBox<F>, rectFrom: Rigid<'camera', F>): Pick<KittiObject, 'size' | 'bottom' | 'rotationY' | 'alpha'> {
  const { r, t: [x, y, z] } = compose(rectFrom, pose);
  const rotationY = Math.atan2(-r[6], r[0]);
  return { size, bottom: [x, y + size[2] / 2, z], rotationY, alpha: halfTurn(rotationY - Math.atan2(x, z)) };
}

/** How far a box leans from upright in the camera's frame, in radians: what `kittiPlace` leaves out. */
export function kittiLean<F extends FrameName>({ pose }: OrientedBox<F>, rectFrom: Rigid<'camera', F>): number {
  const { r } = compose(rectFrom, pose);
  return Math.acos(Math.min(1, Math.max(-1, -r[5])));
}

/** The same angle in [-pi, pi]. */
function halfTurn(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
