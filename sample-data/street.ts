import type { Rigid } from '#src/core/geometry/rigid.ts';
import { bicycleModel } from './objects/bicycle.ts';
import { buildingModel } from './objects/building.ts';
import { carModel, type CarStyle } from './objects/car.ts';
import { cyclistModel } from './objects/cyclist.ts';
import { fenceModel } from './objects/fence.ts';
import { groundModel, lawnModel, pavementModel, STREET } from './objects/ground.ts';
import { pedestrianModel } from './objects/pedestrian.ts';
import { bollardModel, lampModel, signModel, type SignFace } from './objects/pole.ts';
import { hedgeModel, treeModel } from './objects/tree.ts';
import { CLASS } from './world/classes.ts';
import { standing } from './world/pose.ts';
import { Random } from './world/random.ts';
import type { Model, StreetObject } from './world/street-object.ts';
import { cos, sin } from './world/trig.ts';

const LEFT = Math.PI / 2;
const RIGHT = -Math.PI / 2;
const TOP = STREET.pavementHeight;

/** Puts objects into a street; things get instance ids in the order in which they come. */
class StreetBuilder {
  readonly objects: StreetObject[] = [];
  private instances = 0;

  constructor(readonly random: Random) {}

  /** Something without instances that stays where it is. */
  stuff(name: string, model: Model, x = 0, y = 0, z = 0, yaw = 0): void {
    const pose = standing(x, y, z, yaw);
    this.objects.push({ name, model, poseAt: () => pose, travelledAt: () => 0, thing: null });
  }

  /** A thing that goes straight ahead at `speed` metres per second; 0 for what is parked or stands. */
  thing(name: string, classId: number, model: Model, x: number, y: number, z: number, yaw: number, speed = 0): void {
    const poseAt = (seconds: number): Rigid<'world', 'box'> =>
      standing(x + speed * seconds * cos(yaw), y + speed * seconds * sin(yaw), z, yaw);
    this.objects.push({ name, model, poseAt, travelledAt: (seconds) => speed * seconds, thing: { classId, instance: ++this.instances } });
  }
}

/** The whole street for a seed. World frame: x along it, y to the left, z up, 0 on the carriageway; metres. */
export function buildStreet(seed: number): StreetObject[] {
  const builder = new StreetBuilder(Random.fromSeed(seed).fork('street'));
  surfaces(builder);
  buildings(builder);
  planting(builder);
  furniture(builder);
  parkedCars(builder);
  traffic(builder);
  people(builder);
  return builder.objects;
}

function surfaces(b: StreetBuilder): void {
  const [sideBegin, sideEnd] = STREET.sideStreet;
  b.stuff('ground', groundModel());
  b.stuff('pavement-right', pavementModel(STREET.begin, STREET.end, -1));
  b.stuff('pavement-left-1', pavementModel(STREET.begin, sideBegin, 1));
  b.stuff('pavement-left-2', pavementModel(sideEnd, STREET.end, 1));
}

function buildings(b: StreetBuilder): void {
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
      if (i % 4 === 2) garden(b, name, x + width / 2, side, width, random);
      else {
        const setBack = STREET.pavementEdge + 0.02;
        const model = buildingModel(random, width - 0.05, 11, 2 + Math.floor(random.unit() * 3), random.chance(0.35));
        b.stuff(name, model, x + width / 2, side * setBack, TOP - 0.02, side > 0 ? 0 : Math.PI);
      }
      x += width;
    }
  }
  b.stuff('building-end', buildingModel(b.random.fork('building-end'), 40, 12, 4, false), STREET.end + 14, 0, 0, RIGHT);
  b.stuff('building-start', buildingModel(b.random.fork('building-start'), 40, 12, 3, true), STREET.begin - 14, 0, 0, LEFT);
  b.stuff('building-side', buildingModel(b.random.fork('building-side'), 26, 12, 3, false), 42, 48, 0, 0);
}

function garden(b: StreetBuilder, name: string, x: number, side: number, width: number, random: Random): void {
  const yaw = side > 0 ? 0 : Math.PI;
  const y = side * (STREET.pavementEdge + 0.05);
  b.stuff(`${name}-lawn`, lawnModel(width, 18), x, y, 0, yaw);
  b.stuff(`${name}-fence`, fenceModel(width - 0.3), x, y + side * 0.25, TOP, yaw);
  b.stuff(`${name}-hedge`, hedgeModel(random.fork('hedge'), width - 1, 1.4, 0.9), x, y + side * 1.3, TOP, yaw);
  b.stuff(`${name}-tree-1`, treeModel(random.fork('tree-1')), x - width * 0.22, y + side * 5.5, 0.1, 0);
  b.stuff(`${name}-tree-2`, treeModel(random.fork('tree-2')), x + width * 0.25, y + side * 8.5, 0.1, 1);
  b.stuff(`${name}-house`, buildingModel(random.fork('house'), width, 9, 2, false), x, y + side * 14, 0, yaw);
}

function planting(b: StreetBuilder): void {
  for (const side of [-1, 1])
    for (let i = 0; i < 14; i++) {
      const x = -58 + 13.5 * i + (side > 0 ? 5 : 0);
      const atCorner = side > 0 && x > STREET.sideStreet[0] - 5 && x < STREET.sideStreet[1] + 5;
      const atCrossing = x > STREET.crossing[0] - 4 && x < STREET.crossing[1] + 3;
      if (atCorner || atCrossing) continue;
      const name = `tree-${side}-${i}`;
      b.stuff(name, treeModel(b.random.fork(name)), x, side * (STREET.curb + 0.75), TOP, i);
    }
}

function furniture(b: StreetBuilder): void {
  for (let i = 0; i < 7; i++) {
    const side = i % 2 === 0 ? -1 : 1;
    b.stuff(`lamp-${i}`, lampModel(), -50 + 26 * i, side * (STREET.curb + 0.45), TOP, side > 0 ? RIGHT : LEFT);
  }
  const sign = (face: SignFace, x: number, y: number, yaw: number): void => b.stuff(`sign-${face}-${x}`, signModel(face), x, y, TOP, yaw);
  const verge = STREET.curb + 0.5;
  sign('crossing', STREET.crossing[0] - 1.2, -verge, Math.PI);
  sign('crossing', STREET.crossing[1] + 1.2, verge, 0);
  sign('limit', 13.5, -verge, Math.PI);
  sign('parking', 6, verge, 0);
  sign('parking', 33, -verge, Math.PI);
  sign('noEntry', STREET.sideStreet[0] - 0.8, STREET.curb + 0.8, RIGHT);
  sign('limit', 50, verge, 0);
  for (let i = 0; i < 5; i++)
    for (const side of [-1, 1]) b.stuff(`bollard-${side}-${i}`, bollardModel(), STREET.crossing[0] - 2.4 + i * 2.2, side * (STREET.curb + 0.35), TOP);
}

/** Parked with the traffic of their side, in the middle of a stall, a little askew. */
function parkedCars(b: StreetBuilder): void {
  const stalls: readonly (readonly [stall: number, side: 1 | -1, style: CarStyle])[] = [
    [-2, -1, 'saloon'], [1, -1, 'hatchback'], [2, -1, 'offRoader'], [5, -1, 'van'], [6, -1, 'estate'], [9, -1, 'saloon'],
    [-1, 1, 'hatchback'], [0, 1, 'offRoader'], [1, 1, 'saloon'], [2, 1, 'estate'], [8, 1, 'van'], [10, 1, 'hatchback'],
  ];
  for (const [stall, side, style] of stalls) {
    const name = `parked-${stall}-${side}`;
    const random = b.random.fork(name);
    const x = (stall + 0.5) * STREET.stallLength + random.between(-0.3, 0.3);
    const y = side * ((STREET.laneEdge + STREET.curb) / 2 - 0.08 + random.between(-0.1, 0.1));
    b.thing(name, CLASS.car, carModel(style, random), x, y, 0, (side > 0 ? Math.PI : 0) + random.between(-0.025, 0.025));
  }
}

function traffic(b: StreetBuilder): void {
  const car = (name: string, style: CarStyle, x: number, y: number, yaw: number, speed: number): void =>
    b.thing(name, CLASS.car, carModel(style, b.random.fork(name)), x, y, 0, yaw, speed);
  car('oncoming', 'saloon', 41, 1.75, Math.PI, 5.5);
  car('ahead', 'hatchback', 17, -1.7, 0, 7.5);
  b.thing('cyclist', CLASS.bicyclist, cyclistModel(b.random.fork('cyclist')), 9.5, -2.95, 0, 0, 4.6);
}

function people(b: StreetBuilder): void {
  const walk = (name: string, x: number, y: number, yaw: number, speed: number): void =>
    b.thing(name, CLASS.person, pedestrianModel(b.random.fork(name), speed === 0), x, y, Math.abs(y) > STREET.curb ? TOP : 0, yaw, speed);
  walk('walker-1', 9, -7.9, Math.PI + 0.04, 1.3);
  walk('walker-2', 12, 8.1, 0.03, 1.4);
  walk('couple-left', 19, 7.6, Math.PI, 1.15);
  walk('couple-right', 19.1, 8.3, Math.PI, 1.15);
  walk('crossing', 26.2, 4.4, RIGHT, 1.2);
  walk('waiting', 25.4, -6.4, LEFT, 0);
  b.thing('bicycle', CLASS.bicycle, bicycleModel(b.random.fork('bicycle')), 3.5, 9.0, TOP, 0.1);
}
