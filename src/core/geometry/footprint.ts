import type { Vec3 } from './units.ts';

/** An upright box without its place in height: centre and size on the ground in metres, heading in radians. */
export interface Footprint {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
  readonly yaw: number;
}

/**
 * The rectangle with corners `a` and `b` whose sides run along and across `heading`. Its longer side becomes the length;
 * the heading turns by 90 degrees where that is the other one.
 */
export function footprintBetween(a: Vec3, b: Vec3, heading: number): Footprint {
  const c = Math.cos(heading), s = Math.sin(heading);
  const dx = b[0] - a[0], dy = b[1] - a[1];
  const along = Math.abs(c * dx + s * dy);
  const across = Math.abs(c * dy - s * dx);
  const turned = across > along;
  return {
    x: (a[0] + b[0]) / 2,
    y: (a[1] + b[1]) / 2,
    length: Math.max(along, across),
    width: Math.min(along, across),
    yaw: normalizeAngle(turned ? heading + Math.PI / 2 : heading),
  };
}

/** To (-pi, pi]. */
export function normalizeAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const wrapped = angle - turn * Math.floor((angle + Math.PI) / turn);
  return wrapped === -Math.PI ? Math.PI : wrapped;
}
