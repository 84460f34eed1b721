import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { pitchRotation, turn, yawRotation } from '../world/pose.ts';
import { DEGREE } from '../world/trig.ts';
import type { CameraMount } from './camera.ts';
import { beamElevations, type LidarSpec } from './lidar.ts';
import type { RadarSpec } from './radar.ts';

export const MAX_CAMERAS = 8;
export const MAX_LIDARS = 2;

/** Optical axes (x right, y down, z forward) in vehicle axes (x forward, y left, z up), as columns. */
const VEHICLE_FROM_OPTICAL = [0, 0, 1, -1, 0, 0, 0, -1, 0];

/** A camera at `position` that looks `degrees` to the left of straight ahead and `down` degrees below the horizon. */
function looking(degrees: number, position: Vec3, down = 0): Rigid<'box', 'camera'> {
  return { r: turn(turn(yawRotation(degrees * DEGREE), pitchRotation(down * DEGREE)), VEHICLE_FROM_OPTICAL), t: position };
}

/** The rig is measured from the road below the rear axle: a LiDAR on the roof, and on request a second one low at the front, half as fine and later. */
export function lidarSpecs(count: number, beams: number, azimuthSteps: number): LidarSpec[] {
  const roof: LidarSpec = {
    name: 'top', beams, azimuthSteps, elevations: beamElevations(beams), minRange: 1.5, maxRange: 90, rangeNoise: 0.012, dropRate: 0.02,
    egoFromSensor: { r: yawRotation(0), t: [1.1, 0, 1.95] }, delayNs: 0n,
  };
  const few = Math.max(2, Math.round(beams / 2));
  const bumper: LidarSpec = {
    ...roof, name: 'front-low', beams: few, azimuthSteps: Math.max(8, Math.round(azimuthSteps / 2)),
    elevations: Array.from({ length: few }, (_, i) => (-12 + (22 * i) / (few - 1)) * DEGREE), minRange: 0.6, maxRange: 60, rangeNoise: 0.02,
    egoFromSensor: { r: turn(yawRotation(3 * DEGREE), pitchRotation(1.2 * DEGREE)), t: [3.75, 0.1, 0.62] }, delayNs: 21_000_000n,
  };
  return [roof, bumper].slice(0, count);
}

export function radarSpec(): RadarSpec {
  return { name: 'radar-front', field: 60 * DEGREE, maxRange: 110, egoFromSensor: { r: yawRotation(0), t: [3.7, 0, 0.55] } };
}

/**
 * Up to eight cameras, 0.2 to 1.5 m from the roof's LiDAR, each at its own moment. The first three look ahead; then the rest of the
 * circle: fisheyes below the mirrors, lenses back and back to the sides, and a long lens. Pictures are width x height. `rectified` gives
 * what datasets hold that have straightened their pictures: pinholes, the first of them fired when the LiDAR passes it.
 */
export function cameraMounts(width: number, height: number, rectified = false): CameraMount[] {
  const scale = width / 960;
  const middle = { width, height, cx: width / 2 - 0.5, cy: height / 2 - 0.5 };
  const lens = (model: string, focal: number, coefficients: readonly number[], shift: readonly [number, number] = [0, 0]): CameraSpec => ({
    ...middle, model: rectified ? 'pinhole' : model, fx: focal * scale, fy: focal * scale, cx: middle.cx + shift[0] * scale, cy: middle.cy + shift[1] * scale, coefficients: rectified ? [] : coefficients,
  });
  const side = [-0.24, 0.065, 0.0007, -0.0004, -0.0075], round = [-0.012, 0.0021, -0.0011, 0.00012];
  const camera = (name: string, spec: CameraSpec, milliseconds: number, egoFromSensor: Rigid<'box', 'camera'>): CameraMount =>
    ({ name, spec, delayNs: BigInt(milliseconds) * 1_000_000n, egoFromSensor });
  return [
    camera('front', lens('pinhole', 690, [], [0, -12]), rectified ? 0 : 3, looking(0, [1.75, 0, 1.52])),
    camera('front-left', lens('opencv-radtan', 600, side), -12, looking(58, [1.45, 0.5, 1.5])),
    camera('front-right', lens('opencv-radtan', 600, side, [4, 0]), 14, looking(-58, [1.45, -0.5, 1.5])),
    camera('left', lens('opencv-fisheye', 290, round, [2, -3]), -22, looking(90, [1.7, 0.92, 1.2], 12)),
    camera('right', lens('opencv-fisheye', 290, round, [-2, 1]), 26, looking(-90, [1.7, -0.92, 1.2], 12)),
    camera('back', lens('opencv-radtan', 560, side), 41, looking(180, [-0.05, 0, 1.6], 4)),
    camera('back-left', lens('opencv-radtan', 620, side, [0, 5]), -34, looking(128, [0.7, 0.55, 1.75])),
    camera('front-far', lens('pinhole', 1500, [], [3, 6]), 9, looking(0, [1.27, 0.05, 1.86])),
  ];
}
