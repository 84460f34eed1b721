import { StreetBuilder } from './street-builder.ts';
import { furniture, roadworks, wires } from './street-furniture.ts';
import { bicycleModel } from './objects/bicycle.ts';
import { buildingModel } from './objects/building.ts';
import { carModel, type CarStyle } from './objects/car.ts';
import { cyclistModel } from './objects/cyclist.ts';
import { fenceModel, railingModel } from './objects/fence.ts';
import { groundModel, STREET } from './objects/ground.ts';
import { busModel, truckModel } from './objects/heavy.ts';
import { pedestrianModel } from './objects/pedestrian.ts';
import { grassModel, hedgeModel, shrubModel, treeModel } from './objects/tree.ts';
import { CLASS } from './world/classes.ts';
import { Random } from './world/random.ts';
import type { Model, StreetObject } from './world/street-object.ts';

const LEFT = Math.PI / 2;
const RIGHT = -Math.PI / 2;
/** Distinct trees; each stands in several places, turned. */
const TREES = 6;

let last: { readonly seed: number; readonly objects: readonly StreetObject[] } | null = null;

/** The whole street for a seed: the last one asked for is kept. World frame: x along it, y to the left, z up, 0 on the carriageway's axis at the start; metres. */
export function buildStreet(seed: number): readonly StreetObject[] {
  if (last?.seed !== seed) last = { seed, objects: built(seed) };
  return last.objects;
}

function built(seed: number): StreetObject[] {
  const builder = new StreetBuilder(Random.fromSeed(seed).fork('street'));
  const trees = Array.from({ length: TREES }, (_, i) => treeModel(builder.random.fork(`tree-model-${i}`)));
  builder.fixed('ground', groundModel());
  buildings(builder, trees);
  planting(builder, trees);
  furniture(builder);
  wires(builder);
  roadworks(builder);
  parked(builder);
  traffic(builder);
  people(builder);
  return builder.objects;
}

function buildings(b: StreetBuilder, trees: readonly Model[]): void {
  const rows = [
    { side: 1, begin: STREET.begin, end: STREET.sideStreet[0] - 2.2 }, { side: 1, begin: STREET.sideStreet[1] + 2.2, end: STREET.end },
    { side: -1, begin: STREET.begin, end: STREET.end },
  ];
  for (const { side, begin, end } of rows) {
    let x = begin;
    for (let i = 0; x < end - 8; i++) {
      const name = `building-${side}-${Math.round(begin)}-${i}`;
      const random = b.random.fork(name);
      const width = Math.min(random.between(9, 16), end - x);
      // Every fourth plot or so is a garden behind a fence, so that the street is not a canyon.
      if (i % 4 === 2) garden(b, name, x + width / 2, side, width, random, trees);
      else {
        const setBack = STREET.pavementEdge + 0.05 + random.between(0, 0.35);
        const model = buildingModel(random, width - random.between(0.02, 0.9), 11, 2 + Math.floor(random.unit() * 4), random.chance(0.4));
        b.stuff(name, model, x + width / 2, side * setBack, side > 0 ? 0 : Math.PI, 0.05);
      }
      x += width;
    }
  }
  b.stuff('building-end', buildingModel(b.random.fork('building-end'), 40, 12, 4, false), STREET.end + 14, 0, RIGHT);
  b.stuff('building-start', buildingModel(b.random.fork('building-start'), 40, 12, 3, true), STREET.begin - 14, 0, LEFT);
  b.stuff('building-side', buildingModel(b.random.fork('building-side'), 26, 11, 3, false), 42, 48, 0);
}

function garden(b: StreetBuilder, name: string, x: number, side: number, width: number, random: Random, trees: readonly Model[]): void {
  const yaw = side > 0 ? 0 : Math.PI;
  const y = side * (STREET.pavementEdge + 0.05);
  if (random.chance(0.5)) b.stuff(`${name}-fence`, fenceModel(width - 0.3), x, y + side * 0.25, yaw);
  else b.stuff(`${name}-railing`, railingModel(width - 0.3), x, y + side * 0.25, yaw);
  b.stuff(`${name}-hedge`, hedgeModel(random.fork('hedge'), width - 1, random.between(1.1, 1.7), 0.9), x, y + side * 1.3, yaw);
  b.stuff(`${name}-tree-1`, random.pick(trees), x - width * 0.22, y + side * 5.5, random.between(0, 6));
  b.stuff(`${name}-tree-2`, random.pick(trees), x + width * 0.25, y + side * 8.5, random.between(0, 6));
  for (let i = 0; i < 3; i++) b.stuff(`${name}-shrub-${i}`, shrubModel(random.fork(`shrub-${i}`)), x + random.between(-0.4, 0.4) * width, y + side * random.between(2.8, 6), i);
  b.stuff(`${name}-grass`, grassModel(random.fork('grass'), width, 6, 500), x, y + side * 3.6, yaw);
  b.stuff(`${name}-house`, buildingModel(random.fork('house'), width, 9, 2, false), x, y + side * 14, yaw, 0.1);
}

function planting(b: StreetBuilder, trees: readonly Model[]): void {
  for (const side of [-1, 1])
    for (let i = 0; i < 14; i++) {
      const x = -58 + 13.5 * i + (side > 0 ? 5 : 0);
      const atCorner = side > 0 && x > STREET.sideStreet[0] - 5 && x < STREET.sideStreet[1] + 5;
      const atCrossing = x > STREET.crossing[0] - 4 && x < STREET.crossing[1] + 3;
      if (atCorner || atCrossing) continue;
      const name = `tree-${side}-${i}`, random = b.random.fork(name);
      b.stuff(name, random.pick(trees), x, side * (STREET.curb + 0.75), random.between(0, 6));
      b.stuff(`${name}-weeds`, grassModel(random.fork('weeds'), 1.2, 0.9, 40), x, side * (STREET.curb + 0.75), 0);
    }
}

/** Parked with the traffic of their side, in the middle of a stall, a little askew. */
function parked(b: StreetBuilder): void {
  const stalls: readonly (readonly [stall: number, side: 1 | -1, style: CarStyle])[] = [
    [-6, -1, 'hatchback'], [-2, -1, 'saloon'], [1, -1, 'hatchback'], [2, -1, 'offRoader'], [5, -1, 'van'], [6, -1, 'estate'], [11, -1, 'saloon'],
    [-7, 1, 'estate'], [-4, 1, 'saloon'], [-1, 1, 'hatchback'], [0, 1, 'offRoader'], [1, 1, 'saloon'], [8, 1, 'van'], [10, 1, 'hatchback'], [12, 1, 'offRoader'],
  ];
  const place = (name: string, stall: number, side: 1 | -1): readonly [x: number, y: number, yaw: number] => {
    const random = b.random.fork(`${name}-place`);
    return [
      (stall + 0.5) * STREET.stallLength + random.between(-0.3, 0.3), side * ((STREET.laneEdge + STREET.curb) / 2 - 0.08 + random.between(-0.1, 0.1)),
      (side > 0 ? Math.PI : 0) + random.between(-0.025, 0.025),
    ];
  };
  for (const [stall, side, style] of stalls) {
    const name = `parked-${stall}-${side}`;
    b.vehicle(name, CLASS.car, carModel(style, b.random.fork(name)), ...place(name, stall, side));
  }
  b.vehicle('parked-lorry', CLASS.truck, truckModel(b.random.fork('parked-lorry')), ...place('parked-lorry', -4, -1));
  b.vehicle('tipper', CLASS.truck, truckModel(b.random.fork('tipper'), true), 62, -4.5, 0.01);
}

function traffic(b: StreetBuilder): void {
  const car = (name: string, style: CarStyle, x: number, y: number, yaw: number, speed: number): void =>
    b.vehicle(name, CLASS.car, carModel(style, b.random.fork(name)), x, y, yaw, speed);
  car('oncoming', 'saloon', 41, 1.75, Math.PI, 5.5);
  car('ahead', 'hatchback', 17, -1.7, 0, 7.5);
  car('following', 'van', -19, -1.75, 0, 6.8);
  car('far-oncoming', 'estate', 104, 1.7, Math.PI, 7.2);
  b.vehicle('bus', CLASS.bus, busModel(b.random.fork('bus')), 66, 1.8, Math.PI, 6.4);
  b.vehicle('passed-lorry', CLASS.truck, truckModel(b.random.fork('passed-lorry')), -26, 1.8, Math.PI, 6.9);
  const rider = (name: string, x: number, y: number, yaw: number, speed: number): void =>
    b.vehicle(name, CLASS.bicyclist, cyclistModel(b.random.fork(name)), x, y, yaw, speed);
  rider('cyclist', 9.5, -2.95, 0, 6.2);
  rider('cyclist-oncoming', 33, 3.0, Math.PI, 4.9);
  b.vehicle('bicycle', CLASS.bicycle, bicycleModel(b.random.fork('bicycle')), 3.5, 9.0, 0.1);
  b.vehicle('bicycle-2', CLASS.bicycle, bicycleModel(b.random.fork('bicycle-2')), -6.5, -8.9, 3.0);
}

function people(b: StreetBuilder): void {
  const walk = (name: string, x: number, y: number, yaw: number, speed: number, child = false): void =>
    b.person(name, pedestrianModel(b.random.fork(name), speed === 0, child), x, y, yaw, speed);
  walk('walker-1', 9, -7.9, Math.PI + 0.04, 1.3);
  walk('walker-2', 12, 8.1, 0.03, 1.4);
  walk('couple-left', 19, 7.6, Math.PI, 1.15);
  walk('couple-right', 19.1, 8.3, Math.PI, 1.15);
  walk('crossing', 26.2, 0.4, RIGHT, 1.2);
  walk('crossing-friend', 25.5, 1.0, RIGHT, 1.25);
  walk('waiting', 25.4, -6.4, LEFT, 0);
  // A family on its way, with a child between.
  walk('mother', 32, -7.2, Math.PI, 1.0);
  walk('father', 32.3, -8.5, Math.PI, 1.0);
  walk('child', 31.8, -7.9, Math.PI, 1.0, true);
  // Friends who stand and talk in front of a shop.
  walk('talking-1', -3, 8.6, 0.4, 0);
  walk('talking-2', -2.2, 8.9, 3.3, 0);
  walk('talking-3', -2.5, 8.1, 1.7, 0);
  walk('waiting-bus-1', -13.2, -8.2, LEFT, 0);
  walk('waiting-bus-2', -11.9, -8.3, LEFT, 0);
  for (let i = 0; i < 6; i++) {
    const random = b.random.fork(`passer-${i}`);
    const side = random.chance(0.5) ? 1 : -1, x = random.between(-40, 80), speed = random.between(1, 1.5);
    const atSideStreet = side > 0 && x > STREET.sideStreet[0] - 15 && x < STREET.sideStreet[1] + 15;
    walk(`passer-${i}`, x, (atSideStreet ? -1 : side) * random.between(7.2, 8.8), random.chance(0.5) ? 0 : Math.PI, speed);
  }
}
