import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { turn, yawRotation } from '../world/pose.ts';
import { DEGREE } from '../world/trig.ts';
import type { CameraMount } from './camera.ts';
import type { LidarSpec } from './lidar.ts';

/** Optical axes (x right, y down, z forward) in vehicle axes (x forward, y left, z up), as columns. */
const VEHICLE_FROM_OPTICAL = [0, 0, 1, -1, 0, 0, 0, -1, 0];

/** A camera at `position` that looks `degrees` to the left of straight ahead. */
function looking(degrees: number, position: Vec3): Rigid<'box', 'camera'> {
  return { r: turn(yawRotation(degrees * DEGREE), VEHICLE_FROM_OPTICAL), t: position };
}

/** The roof's LiDAR; the rest of the rig is measured from the road below the rear axle. */
export function roofLidar(beams: number, azimuthSteps: number): LidarSpec {
  return {
    name: 'top', beams, azimuthSteps, minRange: 1.5, maxRange: 90, rangeNoise: 0.012, dropRate: 0.02,
    egoFromSensor: { r: yawRotation(0), t: [1.1, 0, 1.95] },
  };
}

/** Ahead a lens without distortion; to the sides wider ones with OpenCV's k1 k2 p1 p2 k3. Each fires at its own time, far from the LiDAR. */
export function cameraMounts(width: number, height: number): CameraMount[] {
  const scale = width / 960;
  const middle = { width, height, cx: width / 2 - 0.5, cy: height / 2 - 0.5 };
  const side = { ...middle, model: 'opencv-radtan', fx: 600 * scale, fy: 600 * scale, coefficients: [-0.24, 0.065, 0.0007, -0.0004, -0.0075] };
  return [
    {
      name: 'front', egoFromSensor: looking(0, [1.75, 0, 1.52]), delayNs: 0n,
      spec: { ...middle, model: 'pinhole', fx: 690 * scale, fy: 690 * scale, cy: middle.cy - 12 * scale, coefficients: [] },
    },
    { name: 'front-left', egoFromSensor: looking(58, [1.45, 0.5, 1.5]), delayNs: -12_000_000n, spec: side },
    { name: 'front-right', egoFromSensor: looking(-58, [1.45, -0.5, 1.5]), delayNs: 12_000_000n, spec: { ...side, cx: side.cx + 4 * scale } },
  ];
}
