import type { Rigid } from '#src/core/geometry/rigid.ts';
import { CLASS } from '../world/classes.ts';
import { ASPHALT, CURBSTONE, GRASS, MARKING, PARKING_ASPHALT, PAVING } from '../world/material.ts';
import type { Part, Surface, SurfaceAt } from '../world/part.ts';
import { hashUnit } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';
import { cos, sin } from '../world/trig.ts';

/** Cross-section and places along the street, metres; x along it, y to its left. */
export const STREET = {
  begin: -70,
  end: 130,
  /** Half width of the two driving lanes, and with the parking lanes. */
  laneEdge: 3.4,
  curb: 5.7,
  /** Outer edge of the pavement. */
  pavementEdge: 9.4,
  curbHeight: 0.13,
  crossing: [24, 28] as const,
  /** A side street on the left. */
  sideStreet: [38, 46] as const,
  stallLength: 6,
};

/** Grade of the street at places along it, linear between them: it falls in from behind, is level at the start, climbs ahead, and levels out. */
const GRADES: readonly (readonly [x: number, grade: number])[] = [[-140, -0.03], [-40, -0.03], [-8, 0], [26, 0], [62, 0.05], [95, 0.05], [125, 0], [220, 0]];
const CROWN = -0.02;
const PAVEMENT_FALL = 0.015;
/** The land behind the pavements rises. */
const BANK = 0.045;
const SIDE_STREET_RISE = 0.015;

function piece(x: number): number {
  let k = 0;
  while (k + 2 < GRADES.length && x >= GRADES[k + 1][0]) k++;
  return k;
}

/** Rise over run along the street. */
export function gradeAt(x: number): number {
  const k = piece(x), [x0, g0] = GRADES[k], [x1, g1] = GRADES[k + 1];
  return g0 + ((g1 - g0) * (x - x0)) / (x1 - x0);
}

/** Height of the street's axis: the grades, summed up, with 0 at x = 0. */
function axisHeight(x: number): number {
  return climbed(x) - climbed(0);
}

function climbed(x: number): number {
  let height = 0;
  const last = piece(x);
  for (let k = 0; k <= last; k++) {
    const [x0, g0] = GRADES[k], end = k === last ? x : GRADES[k + 1][0];
    height += ((g0 + gradeAt(end === GRADES[k + 1][0] ? end - 1e-9 : end)) / 2) * (end - x0);
  }
  return height;
}

const inSideStreet = (x: number, y: number): boolean => y > STREET.curb && within(x, STREET.sideStreet);

/** Height of the cross-section over the axis, and how it rises to the left. */
function crossSection(x: number, y: number): { up: number; slope: number } {
  const side = Math.abs(y), sign = y < 0 ? -1 : 1;
  const gutter = CROWN * STREET.curb;
  if (inSideStreet(x, y)) return { up: gutter + SIDE_STREET_RISE * (side - STREET.curb), slope: SIDE_STREET_RISE };
  if (side <= STREET.curb) return { up: CROWN * side, slope: sign * CROWN };
  const curb = gutter + STREET.curbHeight;
  if (side <= STREET.pavementEdge) return { up: curb + PAVEMENT_FALL * (side - STREET.curb), slope: sign * PAVEMENT_FALL };
  return { up: curb + PAVEMENT_FALL * (STREET.pavementEdge - STREET.curb) + BANK * (side - STREET.pavementEdge), slope: sign * BANK };
}

/** Height of the ground, metres over the carriageway's axis at x = 0. */
export function groundHeight(x: number, y: number): number {
  return axisHeight(x) + crossSection(x, y).up;
}

/** Where a vehicle stands: on the ground and leaning with it. Position in metres, heading in radians. */
export function leaning(x: number, y: number, yaw: number): Rigid<'world', 'box'> {
  const gx = gradeAt(x), gy = crossSection(x, y).slope;
  const n = Math.sqrt(1 + gx * gx + gy * gy);
  const up = [-gx / n, -gy / n, 1 / n];
  const c = cos(yaw), s = sin(yaw), rise = gx * c + gy * s;
  const m = Math.sqrt(1 + rise * rise);
  const ahead = [c / m, s / m, rise / m];
  const left = [up[1] * ahead[2] - up[2] * ahead[1], up[2] * ahead[0] - up[0] * ahead[2], up[0] * ahead[1] - up[1] * ahead[0]];
  return { r: [ahead[0], left[0], up[0], ahead[1], left[1], up[1], ahead[2], left[2], up[2]], t: [x, y, groundHeight(x, y)] };
}

const DASH = 3;
const DASH_PERIOD = 8;
const LINE = 0.14;
const GUTTER = 0.4;

const ROAD: Surface = { classId: CLASS.road, material: ASPHALT };
const PATCH: Surface = { classId: CLASS.road, material: { ...ASPHALT, colour: [0.085, 0.087, 0.095], remission: 0.09 } };
const DRAIN: Surface = { classId: CLASS.road, material: { ...ASPHALT, colour: [0.03, 0.03, 0.032], remission: 0.2 } };
const PARKING: Surface = { classId: CLASS.parking, material: PARKING_ASPHALT };
const LINES: Surface = { classId: CLASS.laneMarking, material: MARKING };
const WORN: Surface = { classId: CLASS.laneMarking, material: { ...MARKING, colour: [0.42, 0.42, 0.4], remission: 0.45 } };
const GRASSLAND: Surface = { classId: CLASS.terrain, material: GRASS };
const PAVEMENT: Surface = { classId: CLASS.sidewalk, material: PAVING };
const JOINT: Surface = { classId: CLASS.sidewalk, material: { ...PAVING, colour: [0.2, 0.19, 0.17] } };
const CURB: Surface = { classId: CLASS.sidewalk, material: CURBSTONE };
const CURB_JOINT: Surface = { classId: CLASS.sidewalk, material: { ...CURBSTONE, colour: [0.22, 0.21, 0.2] } };

function within(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value < high;
}
const modulo = (value: number, period: number): number => value - Math.floor(value / period) * period;
/** Paint wears off in flakes. */
const line = (x: number, y: number): Surface => (hashUnit(Math.floor(x / 0.035), Math.floor(y / 0.035), 5) < 0.1 ? WORN : LINES);

/** Carriageway, parking lanes and their markings, by place. */
function roadSurface(x: number, y: number): Surface {
  const side = Math.abs(y);
  if (y > STREET.laneEdge && within(x, STREET.sideStreet)) return y > STREET.curb + 1 && y < STREET.curb + 1.5 && x > 42 ? line(x, y) : ROAD;
  const nearCrossing = within(x, [STREET.crossing[0] - 3, STREET.crossing[1] + 3]);
  if (within(x, STREET.crossing) && side < STREET.laneEdge + 1.6) return modulo(y, 1) < 0.5 ? line(x, y) : ROAD;
  if (side > STREET.curb - GUTTER && modulo(x, 22) < 0.5) return DRAIN;
  if (side > STREET.laneEdge && !nearCrossing) {
    if (side < STREET.laneEdge + LINE) return line(x, y);
    if (side > STREET.curb - GUTTER) return ROAD;
    return modulo(x, STREET.stallLength) < LINE ? line(x, y) : PARKING;
  }
  if (side < LINE / 2 && !nearCrossing) return modulo(x, DASH_PERIOD) < DASH ? line(x, y) : ROAD;
  const stopLine = y < -0.2 ? [STREET.crossing[0] - 1.6, STREET.crossing[0] - 1.1] as const : [STREET.crossing[1] + 1.1, STREET.crossing[1] + 1.6] as const;
  if (side > 0.2 && side < STREET.laneEdge && within(x, stopLine)) return line(x, y);
  return hashUnit(Math.floor(x / 3.7), Math.floor((y + 20) / 1.7), 3) < 0.06 ? PATCH : ROAD;
}

function pavementSurface(x: number, y: number, nz: number): Surface {
  if (nz < 0.5 || Math.abs(y) < STREET.curb + 0.16) return modulo(x, 1) < 0.012 ? CURB_JOINT : CURB;
  return modulo(x, 0.6) < 0.02 || modulo(y, 0.6) < 0.02 ? JOINT : PAVEMENT;
}

/** One patch over [x0, x1] x [y0, y1], on which the grade and the cross-section go on without a kink. */
function ground(x0: number, x1: number, y0: number, y1: number, surfaceAt: (x: number, y: number, nz: number) => Surface): Part {
  const x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  const bend = (gradeAt(x1 - 1e-6) - gradeAt(x0 + 1e-6)) / (2 * (x1 - x0));
  const surface: SurfaceAt = (px, py, _pz, _nx, _ny, nz) => surfaceAt(x + px, y + py, nz);
  return {
    shape: 'patch', size: [(x1 - x0) / 2, (y1 - y0) / 2, gradeAt(x), bend, crossSection(x, y).slope, 0],
    objectFromPart: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [x, y, groundHeight(x, y)] }, surface,
  };
}

/** Carriageway, pavements and land: the object's frame is the world. */
export function groundModel(): Model {
  const far = 60, { curb, pavementEdge: edge, sideStreet: [side0, side1] } = STREET;
  const cuts = [...new Set([-110, ...GRADES.map(([x]) => x), side0, side1, 180])].filter((x) => x >= -110 && x <= 180).sort((a, b) => a - b);
  const parts: Part[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [x0, x1] = [cuts[i], cuts[i + 1]];
    parts.push(ground(x0, x1, -curb, 0, roadSurface), ground(x0, x1, 0, curb, roadSurface));
    parts.push(ground(x0, x1, -edge, -curb, pavementSurface), ground(x0, x1, -far, -edge, () => GRASSLAND));
    if (x0 === side0) parts.push(ground(x0, x1, curb, far, roadSurface));
    else parts.push(ground(x0, x1, curb, edge, pavementSurface), ground(x0, x1, edge, far, () => GRASSLAND));
  }
  return stiff(parts, [290, 2 * far, 0.01]);
}
