import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import { rigidFromEuler } from './poses.ts';

/** The first values of an oxts packet (KITTI raw devkit, dataformat.txt). */
export interface Oxts {
  readonly latitudeDegrees: number;
  readonly longitudeDegrees: number;
  readonly altitude: number;
  readonly roll: number;
  readonly pitch: number;
  readonly yaw: number;
}

/** One packet: at least six numbers in one line. Throws DataError. */
export function parseOxts(text: string, file: string): Oxts {
  const numbers = text.trim().split(/\s+/).map(Number);
  const [latitudeDegrees, longitudeDegrees, altitude, roll, pitch, yaw] = numbers;
  const sane = numbers.length >= 6 && numbers.slice(0, 6).every(Number.isFinite) && Math.abs(latitudeDegrees) < 90;
  if (!sane) throw new DataError('malformed', 'is no oxts packet', { file, expected: 'latitude, longitude, altitude, roll, pitch, yaw, …', found: text.slice(0, 60) });
  return { latitudeDegrees, longitudeDegrees, altitude, roll, pitch, yaw };
}

const EARTH_RADIUS = 6378137;

/**
 * Poses of the IMU in the frame that it had in the first packet: Mercator coordinates at the scale of the first latitude, and
 * Rz(yaw) * Ry(pitch) * Rx(roll) (KITTI raw devkit, convertOxtsToPose.m). Here `ego` is the IMU: x forward, y left, z up.
 */
export function oxtsPoses(packets: readonly Oxts[]): Rigid<'world', 'ego'>[] {
  if (packets.length === 0) return [];
  const scale = Math.cos((packets[0].latitudeDegrees * Math.PI) / 180);
  const poses = packets.map((p) => rigidFromEuler<'world', 'ego'>([p.roll, p.pitch, p.yaw], [
    (scale * EARTH_RADIUS * p.longitudeDegrees * Math.PI) / 180,
    scale * EARTH_RADIUS * Math.log(Math.tan(((90 + p.latitudeDegrees) * Math.PI) / 360)),
    p.altitude,
  ]));
  const worldFromMercator = compose(identity<'world', 'ego'>(), invert(poses[0]));
  return poses.map((pose) => compose(worldFromMercator, pose));
}
