import { rotationOf } from '../geometry/interpolate.ts';
import { invert, rotate } from '../geometry/rigid.ts';
import type { Pixels, Vec3 } from '../geometry/units.ts';
import type { FrameImage, ShutterDirection } from '../scene/scene.ts';
import type { Camera } from './camera.ts';
import { createCamera } from './index.ts';

/** How a camera moves while its picture is read, in its own axes at the picture's time: that of the middle row or column. */
export interface Shutter {
  readonly readoutSeconds: number;
  readonly direction: ShutterDirection;
  /** Metres per second. */
  readonly linear: Vec3;
  /** Radians per second. */
  readonly angular: Vec3;
}

/** How the camera of a picture moves while it is read; undefined where all is read at once, or nobody knows how the camera moves. */
export function shutterOf({ rollingShutter, worldFromCamera }: Pick<FrameImage, 'rollingShutter' | 'worldFromCamera'>): Shutter | undefined {
  if (rollingShutter?.twist === undefined) return undefined;
  const { readoutNs, direction, twist } = rollingShutter, cameraFromWorld = invert(worldFromCamera);
  return { readoutSeconds: Number(readoutNs) / 1e9, direction, linear: rotate(cameraFromWorld, twist.linear), angular: rotate(cameraFromWorld, twist.angular) };
}

/**
 * The camera of a picture in its time: what everything that projects into a picture asks. Throws DataError as `createCamera` does.
 */
export function cameraOf(image: Pick<FrameImage, 'spec' | 'rollingShutter' | 'worldFromCamera'>, file?: string): Camera {
  return cameraInTime(createCamera(image.spec, file), shutterOf(image));
}

/** A lens behind a shutter; the lens itself where there is none. */
export function cameraInTime(lens: Camera, shutter: Shutter | undefined): Camera {
  return shutter === undefined ? lens : new RollingCamera(lens, shutter);
}

/** Moments of the readout between which turns are taken from a table; a turn by 0.1 radians is then right to 1e-5. */
const SEGMENTS = 16;
/** A row or column more or less than this changes nothing, in shares of the picture: a hundredth of a pixel of 10,000. */
const SETTLED = 1e-6;
const MOST_STEPS = 30;

/**
 * A camera whose rows or columns see one after the other. Points are given in the frame that it has at the picture's time, at which it
 * reads its middle: a point's place is where it falls when the row that it falls into is read, found as a fixed point. Depth stays that of
 * the picture's time. The camera moves at a constant velocity and turns at a constant rate; what it sees stands still.
 */
class RollingCamera implements Camera {
  readonly spec;
  readonly depthKind;
  private readonly along: 0 | 1;
  private readonly backwards: boolean;
  private readonly size: number;
  /** Rotations from the picture's frame to that of each moment, row-major, nine each. */
  private readonly turns = new Float64Array(9 * (SEGMENTS + 1));
  private readonly moved = new Float64Array(3);
  private readonly turn = new Float64Array(9);
  private readonly pixel = new Float64Array(2);

  constructor(private readonly lens: Camera, private readonly shutter: Shutter) {
    ({ spec: this.spec, depthKind: this.depthKind } = lens);
    const { direction, readoutSeconds, angular: [x, y, z] } = shutter;
    this.along = direction === 'left-to-right' || direction === 'right-to-left' ? 0 : 1;
    this.backwards = direction === 'right-to-left' || direction === 'bottom-to-top';
    this.size = this.along === 0 ? lens.spec.width : lens.spec.height;
    for (let k = 0; k <= SEGMENTS; k++) {
      const seconds = (k / SEGMENTS - 0.5) * readoutSeconds;
      this.turns.set(rotationOf([-seconds * x, -seconds * y, -seconds * z]), 9 * k);
    }
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    const share = this.shareOf(x, y, z);
    if (Number.isNaN(share)) return false;
    out[0] = this.pixel[0];
    out[1] = this.pixel[1];
    return true;
  }

  /** Of the camera as it is when the pixel is read: where the rays begin differs by what it has moved by then, millimetres to centimetres. */
  ray(u: Pixels, v: Pixels, out: Float64Array): boolean {
    if (!this.lens.ray(u, v, out)) return false;
    this.turnAt(this.shareAt(u, v));
    const [x, y, z] = out, r = this.turn;
    out[0] = r[0] * x + r[3] * y + r[6] * z;
    out[1] = r[1] * x + r[4] * y + r[7] * z;
    out[2] = r[2] * x + r[5] * y + r[8] * z;
    return true;
  }

  /** Of the moment at which the point is seen; that it would be seen at another moment if it moved is left out. */
  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    const share = this.shareOf(x, y, z);
    if (Number.isNaN(share)) return false;
    this.move(share, x, y, z);
    const [a, b, c] = this.moved, r = this.turn;
    if (!this.lens.jacobian(a, b, c, out)) return false;
    for (let k = 0; k < 6; k += 3) {
      const [du, dv, dw] = [out[k], out[k + 1], out[k + 2]];
      for (let j = 0; j < 3; j++) out[k + j] = du * r[j] + dv * r[3 + j] + dw * r[6 + j];
    }
    return true;
  }

  /** When the point is seen, as a share of the readout; its place is left in `pixel`. NaN where it has no image. */
  private shareOf(x: number, y: number, z: number): number {
    let share = 0.5;
    for (let step = 0; step < MOST_STEPS; step++) {
      this.move(share, x, y, z);
      if (!this.lens.project(this.moved[0], this.moved[1], this.moved[2], this.pixel)) return Number.NaN;
      const next = this.shareAt(this.pixel[0], this.pixel[1]);
      if (Math.abs(next - share) < SETTLED) return next;
      share = next;
    }
    // The point races the shutter: it is seen many times, or never.
    return Number.NaN;
  }

  /** When a pixel is read; outside the picture, when its nearest edge is. */
  private shareAt(u: Pixels, v: Pixels): number {
    const share = ((this.along === 0 ? u : v) + 0.5) / this.size;
    return Math.min(Math.max(this.backwards ? 1 - share : share, 0), 1);
  }

  /** The point in the camera's frame of a moment, to `moved`, and the rotation to that frame, to `turn`. */
  private move(share: number, x: number, y: number, z: number): void {
    const { linear: [vx, vy, vz], readoutSeconds } = this.shutter, seconds = (share - 0.5) * readoutSeconds;
    const a = x - vx * seconds, b = y - vy * seconds, c = z - vz * seconds;
    this.turnAt(share);
    const r = this.turn;
    this.moved[0] = r[0] * a + r[1] * b + r[2] * c;
    this.moved[1] = r[3] * a + r[4] * b + r[5] * c;
    this.moved[2] = r[6] * a + r[7] * b + r[8] * c;
  }

  private turnAt(share: number): void {
    const at = share * SEGMENTS, k = Math.min(Math.floor(at), SEGMENTS - 1), part = at - k;
    for (let j = 0, i = 9 * k; j < 9; j++, i++) this.turn[j] = this.turns[i] + part * (this.turns[i + 9] - this.turns[i]);
  }
}
