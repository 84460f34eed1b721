import { PlacesOnObjects } from '../truth/places.ts';
import type { LidarFrame, Simulation } from '../simulate.ts';
import { POINT_STRIDE } from '../sensors/lidar.ts';
import { CLASS, CLASS_NAMES } from '../world/classes.ts';
import { classByName, confusedClass, labelOf } from './confused.ts';
import { type DefectRecord, type DefectRequest, lot, runsOf, struckObjects } from './defect.ts';

/** Height of the strip that goes to the ground, metres; above it a part begins at this share of an object's height. */
const GROUND_LINE = 0.25;
const PART_FROM = 0.55;
/** How far a label runs over a silhouette: firings and beams, and how much farther away what it covers lies, metres. */
const BLEED_STEPS = 2;
const BLEED_BEAMS = 1;
const BLEED_DEPTH = 0.5;

/** A sweep's labels with what was asked for done to them, and a record of each mistake. Every point is touched by one at most. */
export function misLabelled(simulation: Simulation, frameId: string, lidar: LidarFrame): { labels: Uint32Array; records: DefectRecord[] } {
  const painter = new Painter(simulation, frameId, lidar);
  for (const request of simulation.options.defects) painter.apply(request);
  return { labels: painter.labels, records: painter.records };
}

type Rule = (point: number) => number;

class Painter {
  readonly labels: Uint32Array;
  readonly records: DefectRecord[] = [];
  private readonly touched: Uint8Array;
  private inObject: Float64Array | null = null;

  constructor(private readonly simulation: Simulation, private readonly frameId: string, private readonly lidar: LidarFrame) {
    this.labels = lidar.sweep.truth.slice();
    this.touched = new Uint8Array(lidar.sweep.count);
  }

  apply(request: DefectRequest): void {
    const { name } = request;
    if (name === 'noise') return this.noise(request.rate);
    if (name.startsWith('mask-') || name.startsWith('extrinsic-') || name === 'time-offset' || name === 'pose') return;
    for (const object of struckObjects(this.simulation, request)) this.strike(object, request);
  }

  private strike(object: number, request: DefectRequest): void {
    const { seed } = this.simulation.options, { thing, model, name } = this.simulation.objects[object];
    const instance = thing?.instance ?? 0, classId = thing?.classId ?? this.commonClass(object);
    const wrong = request.to ? classByName(request.to) : confusedClass(classId, seed, instance);
    const height = (i: number): number => this.placeOf(i)[2];
    const recolour: Rule = () => labelOf(wrong, instance);
    const change = { object: name, instance, from: CLASS_NAMES[classId], to: CLASS_NAMES[wrong] };
    const { points } = this;
    switch (request.name) {
      case 'class-object':
        return this.paint(request.name, change, points(object), recolour);
      case 'class-part':
        return this.paint(request.name, change, points(object).filter((i) => height(i) > PART_FROM * model.size[2]), recolour);
      case 'ground-line':
        return this.paint(request.name, { ...change, to: 'road' }, points(object).filter((i) => height(i) < GROUND_LINE), () => CLASS.road);
      case 'bleed':
        return this.paint(request.name, { object: name, instance, to: CLASS_NAMES[classId] }, this.behind(object), () => labelOf(classId, instance));
      case 'instance-split': {
        const id = 500 + instance;
        return this.paint(request.name, { object: name, instance, from: instance, to: id }, points(object).filter((i) => this.placeOf(i)[0] < 0), () => labelOf(classId, id));
      }
      case 'instance-merge':
      case 'instance-swap': {
        const other = this.neighbour(object);
        // Ids that were swapped all along would be ids: they are from the middle of the sequence on.
        const begin = request.name === 'instance-swap' ? Math.floor(this.simulation.options.frames / 2) : 0;
        if (other < 0 || Number(this.frameId) < begin) return;
        const id = this.simulation.objects[other].thing!.instance;
        this.paint(request.name, { object: name, instance, from: instance, to: id }, points(object), () => labelOf(classId, id));
        if (request.name === 'instance-swap')
          this.paint(request.name, { object: this.simulation.objects[other].name, instance: id, from: id, to: instance }, points(other), () => labelOf(classId, instance));
      }
    }
  }

  /** Gives points a new label, where it is another one and nothing touched them before, and records those. */
  private paint(kind: DefectRequest['name'], change: Partial<DefectRecord>, points: readonly number[], labelFor: Rule): void {
    const { truth } = this.lidar.sweep;
    const changed = points.filter((i) => this.touched[i] === 0 && labelFor(i) !== truth[i]);
    for (const i of changed) {
      this.labels[i] = labelFor(i);
      this.touched[i] = 1;
    }
    if (changed.length > 0)
      this.records.push({ kind, ...change, points: [{ frame: this.frameId, sensor: this.lidar.spec.name, runs: runsOf(changed) }] });
  }

  private noise(rate: number): void {
    const { seed } = this.simulation.options, { truth, count } = this.lidar.sweep;
    const name = `noise/${this.frameId}/${this.lidar.spec.name}`;
    const struck = Array.from({ length: count }, (_, i) => i).filter((i) => lot(seed, name, i) < rate);
    this.paint('noise', {}, struck, (i) => labelOf(confusedClass(truth[i] & 0xffff, seed, i), truth[i] >>> 16));
  }

  private readonly points = (object: number): number[] => {
    const found: number[] = [];
    this.lidar.sweep.objects.forEach((on, i) => {
      if (on === object) found.push(i);
    });
    return found;
  };

  private commonClass(object: number): number {
    const counts = new Map<number, number>();
    for (const i of this.points(object)) counts.set(this.lidar.sweep.truth[i] & 0xffff, (counts.get(this.lidar.sweep.truth[i] & 0xffff) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? CLASS.otherObject;
  }

  private placeOf(i: number): Float64Array {
    this.inObject ??= new PlacesOnObjects(this.simulation.street, this.lidar).inObject;
    return this.inObject.subarray(3 * i, 3 * i + 3);
  }

  /** The nearest other thing of the same class, where things stand at the start: the same one in every frame. */
  private neighbour(object: number): number {
    const { objects } = this.simulation, { t } = objects[object].poseAt(0);
    let best = -1, least = Infinity;
    objects.forEach((other, i) => {
      if (i === object || other.thing?.classId !== objects[object].thing?.classId || other.thing === null) return;
      const { t: at } = other.poseAt(0), x = at[0] - t[0], y = at[1] - t[1];
      if (x * x + y * y >= least) return;
      least = x * x + y * y;
      best = i;
    });
    return best;
  }

  /** Points on other objects, farther away, beside a beam that met the object. */
  private behind(object: number): number[] {
    const { sweep, spec } = this.lidar, { points, step, ring, objects, count } = sweep;
    const range = (i: number): number => {
      const k = POINT_STRIDE * i;
      return Math.sqrt(points[k] * points[k] + points[k + 1] * points[k + 1] + points[k + 2] * points[k + 2]);
    };
    const on = new Map<number, number>();
    for (const i of this.points(object)) on.set(step[i] * spec.beams + ring[i], range(i));
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      if (objects[i] === object) continue;
      let nearest = Infinity;
      for (let ds = -BLEED_STEPS; ds <= BLEED_STEPS; ds++)
        for (let db = -BLEED_BEAMS; db <= BLEED_BEAMS; db++)
          if (ring[i] + db >= 0 && ring[i] + db < spec.beams) nearest = Math.min(nearest, on.get((step[i] + ds) * spec.beams + ring[i] + db) ?? Infinity);
      if (range(i) > nearest + BLEED_DEPTH) found.push(i);
    }
    return found;
  }
}
