import { CLASS, CLASS_NAMES } from '../world/classes.ts';
import { lot } from './defect.ts';

/** What people and models take a class for, by SemanticKITTI's ids. */
const TAKEN_FOR: Readonly<Record<number, readonly number[]>> = {
  [CLASS.car]: [CLASS.building, CLASS.truck, CLASS.bus, CLASS.vegetation],
  [CLASS.truck]: [CLASS.bus, CLASS.building, CLASS.car],
  [CLASS.bus]: [CLASS.truck, CLASS.building],
  [CLASS.otherVehicle]: [CLASS.truck, CLASS.otherObject],
  [CLASS.bicycle]: [CLASS.fence, CLASS.motorcycle, CLASS.otherObject],
  [CLASS.bicyclist]: [CLASS.person, CLASS.motorcycle],
  [CLASS.person]: [CLASS.pole, CLASS.vegetation, CLASS.bicyclist],
  [CLASS.road]: [CLASS.sidewalk, CLASS.parking, CLASS.terrain],
  [CLASS.parking]: [CLASS.road, CLASS.sidewalk],
  [CLASS.sidewalk]: [CLASS.road, CLASS.terrain],
  [CLASS.laneMarking]: [CLASS.sidewalk, CLASS.parking],
  [CLASS.terrain]: [CLASS.vegetation, CLASS.sidewalk],
  [CLASS.vegetation]: [CLASS.building, CLASS.fence, CLASS.terrain],
  [CLASS.trunk]: [CLASS.pole, CLASS.fence],
  [CLASS.building]: [CLASS.fence, CLASS.vegetation, CLASS.otherStructure],
  [CLASS.fence]: [CLASS.building, CLASS.vegetation],
  [CLASS.pole]: [CLASS.trunk, CLASS.person],
  [CLASS.trafficSign]: [CLASS.building, CLASS.pole],
};

/** A wrong class for something of class `classId`; `item` decides which of several. */
export function confusedClass(classId: number, seed: number, item: number): number {
  const choices = TAKEN_FOR[classId] ?? [CLASS.building, CLASS.vegetation];
  return choices[Math.floor(lot(seed, 'confused', item) * choices.length)];
}

export function classByName(name: string): number {
  const found = Object.entries(CLASS_NAMES).find(([, known]) => known === name);
  if (!found) throw new Error(`the simulator has no class ${name}`);
  return Number(found[0]);
}

/** A thing's instance stays with a class of things, and goes with any other. */
export function labelOf(classId: number, instance: number): number {
  return ((classId < CLASS.road ? instance : 0) * 65536 + classId) >>> 0;
}
