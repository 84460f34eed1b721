import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { confusedClass, labelOf } from '#sample-data/defects/confused.ts';
import { lot } from '#sample-data/defects/defect.ts';
import type { CameraFrame, Simulation } from '#sample-data/simulate.ts';
import { CLASS } from '#sample-data/world/classes.ts';

/** Classes of surfaces and of street furniture that a model may have learnt badly. */
const SURFACES: readonly number[] = [
  CLASS.road, CLASS.parking, CLASS.sidewalk, CLASS.laneMarking, CLASS.building, CLASS.fence, CLASS.otherStructure, CLASS.vegetation, CLASS.trunk, CLASS.terrain, CLASS.pole, CLASS.trafficSign,
];

/** How the masks of a street are wrong, in all of its pictures alike. */
export interface Misreading {
  /** Instance of a thing → the class that it is taken for. */
  readonly things: ReadonlyMap<number, number>;
  /** Class of a surface → the class that all of it is taken for. */
  readonly surfaces: ReadonlyMap<number, number>;
}

/**
 * A share of all things is misread, and each class of surfaces with that probability. Half of the things are misread one by one, each taken for
 * something of its own; half by whole classes, everything of which is taken for one and the same other class, as far as there are classes so rare.
 */
export function misreading({ objects, options: { seed } }: Simulation, rate: number): Misreading {
  const all = objects.flatMap(({ thing }) => (thing === null ? [] : [thing]));
  const byLot = <T>(items: Iterable<T>, name: string, key: (item: T) => number): T[] => [...items].sort((a, b) => lot(seed, name, key(a)) - lot(seed, name, key(b)));
  const things = new Map<number, number>(), share = Math.round(rate * all.length);
  for (const classId of byLot(new Set(all.map((thing) => thing.classId)), 'misread class', (id) => id)) {
    const mine = all.filter((thing) => thing.classId === classId);
    if (things.size + mine.length <= share / 2) for (const { instance } of mine) things.set(instance, confusedClass(classId, seed + 1, classId));
  }
  for (const { instance, classId } of byLot(all, 'mask-track', (thing) => thing.instance))
    if (things.size < share && !things.has(instance)) things.set(instance, confusedClass(classId, seed + 1, instance));
  const surfaces = SURFACES.filter((id) => lot(seed, 'misread surface', id) < rate).map((id) => [id, confusedClass(id, seed + 1, id)] as const);
  return { things, surfaces: new Map(surfaces) };
}

/** A picture's mask, misread. */
export function maskOf(camera: CameraFrame, { things, surfaces }: Misreading): IdMask {
  const { width, height, labels } = camera.image();
  const classes = new Uint16Array(labels.length), instances = new Uint16Array(labels.length);
  // Neighbours are mostly of one label: ask once per run.
  for (let i = 0, asked = -1, read = 0; i < labels.length; i++) {
    if (labels[i] !== asked) {
      asked = labels[i];
      const wrong = things.get(asked >>> 16) ?? surfaces.get(asked & 0xffff);
      read = wrong === undefined ? asked : labelOf(wrong, asked >>> 16);
    }
    classes[i] = read & 0xffff;
    instances[i] = read >>> 16;
  }
  return { width, height, classes, instances, confidence: null, unknown: [] };
}
