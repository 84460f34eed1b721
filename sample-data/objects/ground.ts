import { CLASS } from '../world/classes.ts';
import { ASPHALT, CURBSTONE, GRASS, MARKING, PARKING_ASPHALT, PAVING } from '../world/material.ts';
import { boxPart, type Part, type Surface, type SurfaceAt } from '../world/part.ts';
import { hashUnit } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

/** Cross-section and places along the street, metres; x along it, y to its left. */
export const STREET = {
  begin: -70,
  end: 130,
  /** Half width of the two driving lanes, and with the parking lanes. */
  laneEdge: 3.4,
  curb: 5.7,
  /** Outer edge of the pavement. */
  pavementEdge: 9.4,
  pavementHeight: 0.14,
  crossing: [24, 28] as const,
  /** A side street on the left. */
  sideStreet: [38, 46] as const,
  stallLength: 6,
};

const DASH = 3;
const DASH_PERIOD = 8;
const LINE = 0.14;
const GUTTER = 0.4;

const ROAD: Surface = { classId: CLASS.road, material: ASPHALT };
const PATCH: Surface = { classId: CLASS.road, material: { ...ASPHALT, colour: [0.085, 0.087, 0.095], remission: 0.09 } };
const PARKING: Surface = { classId: CLASS.parking, material: PARKING_ASPHALT };
const LINES: Surface = { classId: CLASS.laneMarking, material: MARKING };
const GRASSLAND: Surface = { classId: CLASS.terrain, material: GRASS };
const PAVEMENT: Surface = { classId: CLASS.sidewalk, material: PAVING };
const JOINT: Surface = { classId: CLASS.sidewalk, material: { ...PAVING, colour: [0.2, 0.19, 0.17] } };
const CURB: Surface = { classId: CLASS.sidewalk, material: CURBSTONE };

const within = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value < high;
const modulo = (value: number, period: number): number => value - Math.floor(value / period) * period;

/** Carriageway, parking lanes and their markings, by place. */
function roadSurface(x: number, y: number): Surface {
  const side = Math.abs(y);
  const inSideStreet = y > STREET.laneEdge && within(x, STREET.sideStreet);
  if (inSideStreet) return y > STREET.curb + 1 && y < STREET.curb + 1.5 && x > 42 ? LINES : ROAD;
  if (side > STREET.curb) return GRASSLAND;
  const nearCrossing = within(x, [STREET.crossing[0] - 3, STREET.crossing[1] + 3]);
  if (within(x, STREET.crossing) && side < STREET.laneEdge + 1.6) return modulo(y, 1) < 0.5 ? LINES : ROAD;
  if (side > STREET.laneEdge && !nearCrossing) {
    if (side < STREET.laneEdge + LINE) return LINES;
    if (side > STREET.curb - GUTTER) return ROAD;
    return modulo(x, STREET.stallLength) < LINE ? LINES : PARKING;
  }
  if (side < LINE / 2 && !nearCrossing) return modulo(x, DASH_PERIOD) < DASH ? LINES : ROAD;
  const stopLine = y < -0.2 ? [STREET.crossing[0] - 1.6, STREET.crossing[0] - 1.1] as const : [STREET.crossing[1] + 1.1, STREET.crossing[1] + 1.6] as const;
  if (side > 0.2 && side < STREET.laneEdge && within(x, stopLine)) return LINES;
  return hashUnit(Math.floor(x / 3.7), Math.floor((y + 20) / 1.7), 3) < 0.06 ? PATCH : ROAD;
}

function pavementSurface(x: number, y: number): Surface {
  return modulo(x, 0.6) < 0.02 || modulo(y, 0.6) < 0.02 ? JOINT : PAVEMENT;
}

/** The flat earth with the street on it; the object's frame is the street's. */
export function groundModel(): Model {
  const surface: SurfaceAt = (x, y) => roadSurface(x, y);
  return stiff([boxPart([0, 0, -1], [600, 400, 2], surface)], [600, 400, 0.01]);
}

/** One stretch of pavement with its curbstone, from x = `begin` to `end` on the left (`side` 1) or right (-1). */
export function pavementModel(begin: number, end: number, side: 1 | -1): Model {
  const { curb, pavementEdge, pavementHeight: height } = STREET;
  const middle = (begin + end) / 2, length = end - begin, width = pavementEdge - curb;
  const surface: SurfaceAt = (x, y, _z, _nx, _ny, nz) => (nz > 0.5 ? pavementSurface(x + 200, y + 200) : CURB);
  const parts: Part[] = [
    boxPart([middle, side * (curb + width / 2), height / 2], [length, width, height], surface),
    boxPart([middle, side * (curb + 0.08), height / 2 + 0.01], [length + 0.02, 0.18, height + 0.02], CURB),
  ];
  return stiff(parts, [length, width, height]);
}

/** A lawn behind the pavement. */
export function lawnModel(length: number, depth: number): Model {
  return stiff([boxPart([0, depth / 2, 0.05], [length, depth, 0.14], GRASSLAND)], [length, depth, 0.12]);
}
