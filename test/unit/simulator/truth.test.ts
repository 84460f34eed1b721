import { describe, expect, it } from 'vitest';
import { CLASS } from '#sample-data/world/classes.ts';
import { coneModel } from '#sample-data/objects/construction.ts';
import { shrubModel } from '#sample-data/objects/tree.ts';
import { carModel } from '#sample-data/objects/car.ts';
import { cyclistModel } from '#sample-data/objects/cyclist.ts';
import { pedestrianModel } from '#sample-data/objects/pedestrian.ts';
import { matt } from '#sample-data/world/material.ts';
import { boxPart } from '#sample-data/world/part.ts';
import { standing } from '#sample-data/world/pose.ts';
import { Random } from '#sample-data/world/random.ts';
import { newHit, RayScene } from '#sample-data/world/ray-scene.ts';
import { type Model, stiff, type StreetObject } from '#sample-data/world/street-object.ts';
import { cos, sin } from '#sample-data/world/trig.ts';
import { simulate } from '#sample-data/simulate.ts';
import { SHAPES } from '#sample-data/shapes/index.ts';
import { worldFromEgoAt } from '#sample-data/sensors/ego.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import { march, solidOf, solidsOf } from './march.ts';

function placed(name: string, model: Model, x: number, y: number, yaw: number, instance: number, classId: number): StreetObject {
  const pose = standing(x, y, 0, yaw);
  return { name, model, moves: false, poseAt: () => pose, travelledAt: () => 0, thing: instance > 0 ? { classId, instance } : null };
}

function smallScene(seed: number): StreetObject[] {
  const random = Random.fromSeed(seed);
  const ground = stiff([boxPart([0, 0, -0.5], [60, 60, 1], { classId: CLASS.road, material: matt('#555555', 0.1) })], [60, 60, 0]);
  return [
    placed('ground', ground, 0, 0, 0, 0, CLASS.road),
    placed('car', carModel('saloon', random), 5, random.between(-2, 2), random.between(-3, 3), 1, CLASS.car),
    placed('pedestrian', pedestrianModel(random), 2.6, random.between(-2, 2), random.between(-3, 3), 2, CLASS.person),
    placed('cyclist', cyclistModel(random), 3.4, random.between(-3, 3), random.between(-3, 3), 3, CLASS.bicyclist),
    placed('cone', coneModel(), 2.2, random.between(-1, 1), 0, 0, 0), placed('shrub', shrubModel(random), 4.2, random.between(-2, 2), 0, 0, 0),
  ];
}

describe('sine and cosine', () => {
  it('are those of the engine to 1e-13', () => {
    for (let i = -4000; i <= 4000; i++) {
      const angle = i * 0.00731;
      expect(Math.abs(sin(angle) - Math.sin(angle))).toBeLessThan(1e-13);
      expect(Math.abs(cos(angle) - Math.cos(angle))).toBeLessThan(1e-13);
    }
  });
});

describe('a ray of a small scene', () => {
  const STEP = 0.006, REACH = 9;

  it.each([1, 2, 3])('meets what a walk along it meets first (seed %i)', (seed) => {
    const objects = smallScene(seed), scene = new RayScene(objects, 0), solids = solidsOf(objects, 0);
    const random = Random.fromSeed(seed).fork('rays'), hit = newHit();
    const origin = [0, 0, 1.5];
    const metObjects = new Set<StreetObject>();
    for (let ray = 0; ray < 50; ray++) {
      const raw = [1, random.between(-0.7, 0.7), random.between(-0.55, 0.08)];
      const n = Math.hypot(...raw), d = raw.map((v) => v / n);
      scene.cast(origin[0], origin[1], origin[2], d[0], d[1], d[2], REACH, hit);
      const walked = march(solids, origin, d, STEP, REACH);
      // Never later than the walk, and earlier only where the part is thinner than a step.
      if (walked) expect(hit.t).toBeLessThanOrEqual(walked.t + 1e-9);
      if (hit.part < 0) continue;
      metObjects.add(objects[hit.object]);
      const at = (t: number): [number, number, number] => [origin[0] + t * d[0], origin[1] + t * d[1], origin[2] + t * d[2]];
      const solid = solids.filter(({ object }) => object === objects[hit.object])[hit.part];
      expect(solid.part.size).toEqual(scene.partsOf(hit.object)[hit.part].size);
      expect(solid.inside(...at(hit.t), 1e-7), 'the hit lies on its part').toBe(true);
      expect(solid.inside(...at(hit.t - 1e-5), -1e-12), 'and the ray was outside before').toBe(false);
      if (walked && walked.t - hit.t <= STEP) {
        expect(walked.solids.some((s) => s.object === objects[hit.object])).toBe(true);
      } else {
        expect(solid.inside(...at(hit.t + STEP), -1e-9), 'a part that the walk steps over is thin').toBe(false);
      }
    }
    expect(metObjects.size).toBeGreaterThanOrEqual(3);
  });
});

describe('the trees that rays walk through', () => {
  it('lose nothing: the nearest of all parts, tried one by one', () => {
    const { simulation: { objects, street } } = simulate({ frames: 0, seed: 2 });
    const seconds = 1.3, random = Random.fromSeed(8), hit = newHit();
    street.moveTo(seconds);
    const all = objects.flatMap((object, o) => street.partsOf(o).map((part, p) => {
      const { r, t } = invert(compose(object.poseAt(seconds), part.objectFromPart));
      return { o, p, r, t, shape: SHAPES[part.shape], sizes: Float64Array.from(part.size) };
    }));
    expect(all.length).toBeGreaterThan(40_000);
    let met = 0;
    for (let ray = 0; ray < 40; ray++) {
      const raw = [random.between(-1, 1), random.between(-1, 1), random.between(-0.25, 0.3)], n = Math.hypot(...raw), [dx, dy, dz] = raw.map((v) => v / n);
      const [ox, oy, oz] = [random.between(-20, 40), random.between(-5, 5), random.between(1, 3)];
      let nearest = 200, owner = -1;
      for (const { o, r, t, shape, sizes } of all) {
        const d = shape.enter(
          r[0] * ox + r[1] * oy + r[2] * oz + t[0], r[3] * ox + r[4] * oy + r[5] * oz + t[1], r[6] * ox + r[7] * oy + r[8] * oz + t[2],
          r[0] * dx + r[1] * dy + r[2] * dz, r[3] * dx + r[4] * dy + r[5] * dz, r[6] * dx + r[7] * dy + r[8] * dz, sizes, 0,
        );
        if (d >= nearest) continue;
        nearest = d;
        owner = o;
      }
      expect(street.cast(ox, oy, oz, dx, dy, dz, 200, hit)).toBe(owner >= 0);
      expect(street.blocked(ox, oy, oz, dx, dy, dz, nearest - 1e-6)).toBe(false);
      if (owner < 0) continue;
      met++;
      expect([hit.object, Math.abs(hit.t - nearest) < 1e-9]).toEqual([owner, true]);
      expect(street.blocked(ox, oy, oz, dx, dy, dz, nearest + 1e-6)).toBe(true);
      expect(hit.normal[0] * dx + hit.normal[1] * dy + hit.normal[2] * dz).toBeLessThanOrEqual(1e-9);
    }
    expect(met).toBeGreaterThan(25);
  });
});

describe('a sweep of the street', () => {
  const { simulation, frames } = simulate({ frames: 2, beams: 24, azimuthSteps: 300, cameras: 0, seed: 11 });
  const { objects, street } = simulation;

  it('puts every point on the part that it is labeled after, where that was when the beam met it, within the noise of the range', () => {
    for (const { lidars: [{ sweep, spec, seconds, worldFromSweep }] } of frames) {
      // The noise is bounded at 4.25 deviations; coordinates are rounded to 1/1024 m.
      const bound = 4.25 * spec.rangeNoise + 0.001;
      let noisy = 0, whileMoving = 0;
      for (let i = 0; i < sweep.count; i++) {
        const object = objects[sweep.objects[i]], then = seconds + sweep.points[5 * i + 4];
        street.moveTo(then);
        const part = street.partsOf(sweep.objects[i])[sweep.parts[i]], solid = solidOf(object, part, then);
        const at = apply(worldFromSweep, [sweep.points[5 * i], sweep.points[5 * i + 1], sweep.points[5 * i + 2]]);
        const near = (slack: number): boolean => solid.inside(...at, slack) && !solid.inside(...at, -slack);
        if (!near(bound)) expect.fail(`point ${i} lies off ${object.name}`);
        if (!near(spec.rangeNoise / 2)) noisy++;
        if (object.moves) whileMoving++;
        const { surface } = part;
        if (typeof surface !== 'function' && surface.classId !== (sweep.truth[i] & 0xffff)) expect.fail(`point ${i} has another class than ${object.name}`);
        if (sweep.truth[i] >>> 16 !== (object.thing?.instance ?? 0)) expect.fail(`point ${i} has another instance than ${object.name}`);
      }
      expect(sweep.count).toBeGreaterThan(4000);
      expect(whileMoving).toBeGreaterThan(100);
      expect(noisy / sweep.count).toBeGreaterThan(0.2);
    }
  });

  it('takes 100 ms: each firing has its time, and without compensation the points would lie elsewhere', () => {
    const { sweep, worldFromSweep, seconds } = frames[1].lidars[0];
    let last = -Infinity, moved = 0;
    for (let i = 0; i < sweep.count; i++) {
      const time = sweep.points[5 * i + 4];
      expect(time).toBeCloseTo(((sweep.step[i] + 0.5) / 300 - 0.5) * 0.1, 6);
      expect(time).toBeGreaterThanOrEqual(last);
      last = time;
      // The beam went from where the sensor was then.
      const lidar = simulation.lidars[0], { t } = compose(worldFromEgoAt(seconds + time), lidar.egoFromSensor);
      const world = apply(worldFromSweep, [sweep.points[5 * i], sweep.points[5 * i + 1], sweep.points[5 * i + 2]]);
      const up = (world[2] - t[2]) / Math.hypot(world[0] - t[0], world[1] - t[1], world[2] - t[2]);
      expect(Math.abs(Math.asin(up) - lidar.elevations[sweep.ring[i]])).toBeLessThan(0.03);
      moved = Math.max(moved, Math.hypot(t[0] - worldFromSweep.t[0], t[1] - worldFromSweep.t[1]));
    }
    expect(moved).toBeGreaterThan(0.3);
  });

  it('keeps remission between 0 and 1 and brightest on reflectors', () => {
    const { sweep } = frames[0].lidars[0];
    for (let i = 0; i < sweep.count; i++) {
      const remission = sweep.points[5 * i + 3];
      if (!(remission >= 0 && remission <= 1)) expect.fail(`remission ${remission}`);
    }
    const mean = (classId: number): number => {
      const values = [...sweep.truth.keys()].filter((i) => (sweep.truth[i] & 0xffff) === classId).map((i) => sweep.points[5 * i + 3]);
      return values.reduce((sum, v) => sum + v, 0) / values.length;
    };
    expect(mean(CLASS.laneMarking)).toBeGreaterThan(3 * mean(CLASS.road));
  });

  it('boxes hold the points of their things', () => {
    const { sweep, worldFromSweep, seconds } = frames[1].lidars[0];
    for (const object of objects) {
      if (!object.thing) continue;
      const [l, w, h] = object.model.size;
      let all = 0, held = 0;
      for (let i = 0; i < sweep.count; i++) {
        if (sweep.truth[i] >>> 16 !== object.thing.instance) continue;
        const at = apply(worldFromSweep, [sweep.points[5 * i], sweep.points[5 * i + 1], sweep.points[5 * i + 2]]);
        const [x, y, z] = apply(invert(object.poseAt(seconds + sweep.points[5 * i + 4])), at);
        const slack = 0.06;
        all++;
        // Mirrors stand out of a car's box, as they do in every dataset.
        if (Math.abs(x) <= l / 2 + 0.15 && Math.abs(y) <= w / 2 + 0.26 && z >= -slack && z <= h + slack) held++;
      }
      if (held !== all) expect.fail(`${object.name}: ${all - held} of ${all} points lie outside its box`);
    }
  });
});

describe('a second LiDAR and a radar', () => {
  const { frames: [frame] } = simulate({ frames: 1, beams: 16, azimuthSteps: 180, lidars: 2, radar: true, cameras: 0 });

  it('have their own times and places', () => {
    const [top, low] = frame.lidars;
    expect(low.timeNs - top.timeNs).toBe(21_000_000n);
    expect(low.worldFromSweep.t[2]).toBeLessThan(top.worldFromSweep.t[2] - 1);
    expect(low.sweep.count).toBeGreaterThan(200);
  });

  it('the radar tells what comes nearer from what stands', () => {
    const radar = frame.radar!, { objects } = simulate({ frames: 0 }).simulation;
    const oncoming = objects.find(({ name }) => name === 'oncoming')!.thing!.instance;
    expect(radar.count).toBeGreaterThan(30);
    const speeds = (wanted: boolean): number[] => [...radar.truth.keys()].filter((i) => (radar.truth[i] >>> 16 === oncoming) === wanted)
      .filter((i) => Math.abs(radar.points[5 * i + 1]) < 6).map((i) => radar.points[5 * i + 4]);
    for (const speed of speeds(true)) expect(speed).toBeLessThan(-11);
    expect(Math.min(...speeds(true))).toBeGreaterThan(-13.5);
  });
});
