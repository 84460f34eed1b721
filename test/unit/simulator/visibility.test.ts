import { describe, expect, it } from 'vitest';
import { carModel } from '#sample-data/objects/car.ts';
import { pedestrianModel } from '#sample-data/objects/pedestrian.ts';
import { beamElevations, type LidarSpec, scan } from '#sample-data/sensors/lidar.ts';
import { cameraMounts } from '#sample-data/sensors/rig.ts';
import { MOVED, visibilityTruth, VISIBILITY } from '#sample-data/truth/visibility.ts';
import { SHAPES } from '#sample-data/shapes/index.ts';
import { CLASS } from '#sample-data/world/classes.ts';
import { matt } from '#sample-data/world/material.ts';
import { boxPart, type Part } from '#sample-data/world/part.ts';
import { standing } from '#sample-data/world/pose.ts';
import { Random } from '#sample-data/world/random.ts';
import { RayScene } from '#sample-data/world/ray-scene.ts';
import { type Model, stiff, type StreetObject } from '#sample-data/world/street-object.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { apply, compose, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import { march, solidsOf } from './march.ts';

const SPEED = 6;

function at(name: string, model: Model, x: number, y: number, yaw: number, instance = 0, speed = 0): StreetObject {
  return {
    name, model, moves: speed !== 0, poseAt: (s) => standing(x, y + speed * s, 0, yaw), travelledAt: (s) => speed * s,
    thing: instance > 0 ? { classId: CLASS.car, instance } : null,
  };
}

const random = Random.fromSeed(5);
const ground = stiff([boxPart([0, 0, -0.5], [60, 60, 1], { classId: CLASS.road, material: matt('#555555', 0.3) })], [60, 60, 0]);
const wall = stiff([boxPart([0, 0, 1.5], [0.3, 14, 3], { classId: CLASS.building, material: matt('#555555', 0.4) })], [0.3, 14, 3]);
const objects = [
  at('ground', ground, 0, 0, 0), at('wall', wall, 14, 0, 0), at('parked', carModel('saloon', random), 7, 1.8, 0.4, 1),
  at('crossing', carModel('hatchback', random), 10, -2.5, Math.PI / 2, 2, SPEED), at('standing', pedestrianModel(random, true), 4, -1.2, 1, 3),
  at('side-wall', wall, 5, 9, Math.PI / 2), at('beside', carModel('van', random), 4.5, 5, 0.1, 4), at('waiting', pedestrianModel(random, true), 3, 3, 2, 5),
];
const lidar: LidarSpec = {
  name: 'top', beams: 24, azimuthSteps: 240, elevations: beamElevations(24), minRange: 0.5, maxRange: 60, rangeNoise: 0.01, dropRate: 0.02,
  egoFromSensor: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 1.9] }, delayNs: 0n,
};
const worldFromSweep: Rigid<'world', 'sweep'> = { r: lidar.egoFromSensor.r, t: lidar.egoFromSensor.t };
const street = new RayScene(objects, 0);
const placed = { spec: lidar, sweep: scan(street, lidar, () => worldFromSweep, 0, Random.fromSeed(1)), seconds: 0, worldFromSweep };
const STEP = 0.006;

describe.each([{ camera: 'front', offset: [0.6, -0.3, -0.4], seconds: 0.03 }, { camera: 'front-left', offset: [0.3, 1.2, -0.6], seconds: -0.02 }])(
  'visibility from $camera at $seconds s', ({ camera: name, offset, seconds }) => {
    const { spec, egoFromSensor } = cameraMounts(640, 360).find((m) => m.name === name)!;
    const worldFromCamera: Rigid<'world', 'camera'> = { r: egoFromSensor.r, t: [offset[0], offset[1], 1.9 + offset[2]] };
    const { sweep } = placed, gaps = new Float32Array(sweep.count);
    const codes = visibilityTruth(street, placed, { spec, seconds, worldFromCamera }, gaps);

    it('says outside exactly where the app sees no point', () => {
      const camera = createCamera(spec), pixel = new Float64Array(2), cameraFromSweep = compose(invert(worldFromCamera), worldFromSweep);
      for (let i = 0; i < sweep.count; i++) {
        const [x, y, z] = apply(cameraFromSweep, [sweep.points[5 * i], sweep.points[5 * i + 1], sweep.points[5 * i + 2]]);
        const inside = z > 0 && camera.project(x, y, z, pixel) && pixel[0] > 0 && pixel[0] < 640 && pixel[1] > 0 && pixel[1] < 360;
        expect(codes[i] !== VISIBILITY.outside).toBe(inside);
      }
    });

    it('says hidden where a walk from the lens to the place meets something on the way, and seen where not', () => {
      const solids = solidsOf(objects, seconds), lens = worldFromCamera.t;
      let hidden = 0, seen = 0, undecided = 0;
      street.moveTo(seconds);
      for (let i = 0; i < sweep.count; i += 5) {
        if (codes[i] === VISIBILITY.outside) continue;
        const place = apply(street.worldFromPart(sweep.objects[i], sweep.parts[i]), [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
        const way = place.map((v, k) => v - lens[k]), length = Math.hypot(...way), direction = way.map((v) => v / length);
        const met = march(solids, lens, direction, STEP, length - 2 * STEP);
        const isHidden = (codes[i] & 3) !== VISIBILITY.seen;
        // What the walk meets hides the place. What it steps over is thinner than a step, or lies in the last one: rays decide alone there.
        if (met) {
          if (isHidden) expect(Math.abs(gaps[i] - (length - met.t))).toBeLessThanOrEqual(STEP + 1e-6);
          if (!isHidden) expect.fail(`point ${i} of ${objects[sweep.objects[i]].name} is hidden by ${met.solids[0].object.name} at ${met.t} of ${length}`);
          hidden++;
        } else if (isHidden) undecided++;
        else {
          expect(gaps[i]).toBe(0);
          seen++;
        }
      }
      expect(hidden).toBeGreaterThan(10);
      expect(seen).toBeGreaterThan(120);
      expect(undecided / (hidden + seen)).toBeLessThan(0.01);
    });

    it('knows of a hider that the sweep sampled it: by looking at all pairs', () => {
      const lens = worldFromCamera.t;
      // Places of all points in the frames of their objects, once and plainly.
      const places = Array.from({ length: sweep.count }, (_, i) => {
        street.moveTo(sweep.points[5 * i + 4]);
        return apply(street.partsOf(sweep.objects[i])[sweep.parts[i]].objectFromPart, [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
      });
      const solids = solidsOf(objects, seconds);
      street.moveTo(seconds);
      let sampled = 0, unsampled = 0;
      for (let i = 0; i < sweep.count; i++) {
        const code = codes[i] & 3;
        if (code !== VISIBILITY.hiddenBySampled && code !== VISIBILITY.hiddenByUnsampled) continue;
        const place = apply(street.worldFromPart(sweep.objects[i], sweep.parts[i]), [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
        const way = place.map((v, k) => v - lens[k]), length = Math.hypot(...way), direction = way.map((v) => v / length);
        const met = march(solids, lens, direction, STEP, length - 2 * STEP);
        if (!met) continue;
        const hider = met.solids[0].object, hit = [0, 1, 2].map((k) => lens[k] + met.t * direction[k]);
        const range = Math.hypot(...hit.map((v, k) => v - worldFromSweep.t[k]));
        const elevation = Math.asin((hit[2] - worldFromSweep.t[2]) / range);
        const above = Math.min(Math.max(lidar.elevations.findIndex((e) => e >= elevation), 1), 23) || 23;
        const reach = Math.max(1.5 * range * Math.max((2 * Math.PI) / 240, lidar.elevations[above] - lidar.elevations[above - 1]), 0.1);
        const local = apply(invert(hider.poseAt(seconds)), [hit[0], hit[1], hit[2]]);
        let least = Infinity;
        // A limb less than 15 cm across has to be met itself; where the walk met two at once it cannot tell which.
        const parts = street.partsOf(objects.indexOf(hider));
        const across = (part: Part): number => [...SHAPES[part.shape].halfExtents(part.size)].sort((p, q) => p - q)[1] * 2;
        if (met.solids.length > 1 && met.solids.some(({ part }) => across(part) < 0.15)) continue;
        const alone = across(met.solids[0].part) < 0.15 ? parts.indexOf(met.solids[0].part) : -1;
        for (let j = 0; j < sweep.count; j++)
          if (objects[sweep.objects[j]] === hider && (alone < 0 || sweep.parts[j] === alone)) least = Math.min(least, Math.hypot(...places[j].map((v, k) => v - local[k])));
        // The walk is a step late at most.
        if (Math.abs(least - reach) < 0.02) continue;
        expect(code, `point ${i} behind ${hider.name}: ${least} of ${reach}`).toBe(least < reach ? VISIBILITY.hiddenBySampled : VISIBILITY.hiddenByUnsampled);
        if (least < reach) sampled++;
        else unsampled++;
      }
      expect(sampled).toBeGreaterThan(30);
      expect(unsampled).toBeGreaterThan(0);
    });

    it('marks what moved between point and picture', () => {
      for (let i = 0; i < sweep.count; i++) {
        if (codes[i] === VISIBILITY.outside) continue;
        const moves = objects[sweep.objects[i]].moves, far = SPEED * Math.abs(seconds - sweep.points[5 * i + 4]);
        if (Math.abs(far - 0.05) > 1e-6) expect((codes[i] & MOVED) !== 0).toBe(moves && far > 0.05);
      }
    });
  },
);
