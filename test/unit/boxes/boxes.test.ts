import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nuscenesLayout } from '#sample-data/layouts/nuscenes.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { corners, uprightBox } from '#src/core/geometry/box.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { parseKittiCalib, rectFromVelodyne } from '#src/datasets/kitti-calib.ts';
import { boxOfKitti, DONT_CARE, kittiLean, kittiPlace, parseKittiObjects, writeKittiObjects } from '#src/formats/boxes/kitti.ts';
import { nuscenesRows, parseNuscenesBoxes } from '#src/formats/boxes/nuscenes.ts';
import { openLabelObjects, parseOpenLabelCuboids } from '#src/formats/boxes/openlabel.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { simulated } from '#test/unit/datasets/simulated.ts';

const metres = fc.double({ min: -200, max: 200, noNaN: true });
const sizes = fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0.05, max: 30, noNaN: true }))) as fc.Arbitrary<[number, number, number]>;
const places = fc.tuple(metres, metres, metres);
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const quaternions = fc.tuple(...[1, 2, 3, 4].map(() => fc.double({ min: -1, max: 1, noNaN: true }))).filter((q) => Math.hypot(...q) > 0.1) as fc.Arbitrary<[number, number, number, number]>;
const boxes: fc.Arbitrary<OrientedBox<'world'>> = fc.record({ q: quaternions, t: places, size: sizes }).map(({ q, t, size }) => ({ pose: fromQuaternion(q, t), size }));

/** Two boxes are one where all of their corners are. */
function expectSameBox(a: OrientedBox<FrameName>, b: OrientedBox<FrameName>, within: number): void {
  const numbers = (box: OrientedBox<FrameName>) => [...corners(box).flat(), ...box.size], of = numbers(b);
  expect(Math.max(...numbers(a).map((x, i) => Math.abs(x - of[i])))).toBeLessThan(within);
}

/** x right, y down, z forward, out of x forward, y left, z up. */
const rectFromWorld: Rigid<'camera', 'world'> = { r: [0, -1, 0, 0, 0, -1, 1, 0, 0], t: [0.1, 1.6, -0.3] };
const worldFromRect: Rigid<'world', 'camera'> = { r: [0, 0, 1, -1, 0, 0, 0, -1, 0], t: [0.3, 0.1, 1.6] };

describe('KITTI objects', () => {
  it('give upright boxes back, to micrometres', () => {
    fc.assert(fc.property(places, sizes, angle, (t, size, yaw) => {
      const box = uprightBox<'world'>(t, size, yaw);
      const line = writeKittiObjects([{ type: 'Car', truncated: -1, occluded: -1, box2d: [0, 0, 1, 1], ...kittiPlace(box, rectFromWorld) }]);
      expectSameBox(boxOfKitti(parseKittiObjects(line, 'x.txt')[0], worldFromRect), box, 4e-5);
    }));
  });

  it('give text back as it was read, with tracks too', () => {
    const number = fc.double({ min: -1000, max: 1000, noNaN: true }).map((x) => Number(x.toFixed(6)) + 0);
    const object = fc.record({
      frame: fc.nat(1000), track: fc.integer({ min: -1, max: 500 }), type: fc.constantFrom('Car', 'Person_sitting', DONT_CARE), truncated: number, occluded: fc.integer({ min: -1, max: 3 }),
      alpha: number, box2d: fc.tuple(number, number, number, number), size: sizes.map((s) => s.map((x) => Number(x.toFixed(6))) as [number, number, number]),
      bottom: fc.tuple(number, number, number), rotationY: number,
    });
    fc.assert(fc.property(fc.array(object), (objects) => {
      expect(parseKittiObjects(writeKittiObjects(objects), 'x', { tracking: true })).toEqual(objects);
    }));
    fc.assert(fc.property(fc.array(object), (objects) => {
      const single = objects.map(({ frame: _f, track: _t, ...rest }) => ({ ...rest, score: 0.5 }));
      expect(parseKittiObjects(writeKittiObjects(single), 'x')).toEqual(single);
    }));
  });

  it('know the signs: a box that is turned left of ahead has a smaller rotation_y', () => {
    const ahead = kittiPlace(uprightBox<'world'>([10, 0, 0], [4, 2, 1.5], 0), rectFromWorld), left = kittiPlace(uprightBox<'world'>([10, 0, 0], [4, 2, 1.5], 0.3), rectFromWorld);
    expect([ahead.rotationY, left.rotationY].map((a) => a.toFixed(3))).toEqual(['-1.571', '-1.871']);
    // The bottom of a box at 0 lies 0.75 lower, and down is +y, of a camera that is 1.6 above.
    expect(ahead.bottom.map((x) => x.toFixed(2))).toEqual(['0.10', '2.35', '9.70']);
    expect(kittiLean(uprightBox<'world'>([0, 0, 0], [1, 1, 1], 2), rectFromWorld)).toBeLessThan(1e-7);
  });

  it.each([['Car 0 0 0 1 2 3 4 1.5 1.6 4 1 2', 'line 1'], ['Car 0 0 0 1 2 3 4 0 1.6 4 1 2 20 0.1', 'line 1'], ['\nCar x 0 0 1 2 3 4 1 1.6 4 1 2 20 0.1', 'line 2']])('refuse %j', (text, where) => {
    expect(() => parseKittiObjects(text, 'label.txt')).toThrow(new RegExp(`label.txt: .*${where}`));
  });
});

describe('nuScenes annotations', () => {
  it('give boxes, instances and attributes back', () => {
    const box = fc.record({ box: boxes, sample: fc.constantFrom('s1', 's2', 's3'), instance: fc.constantFrom('a', 'b', 'c'), attributes: fc.array(fc.constantFrom('p', 'q'), { minLength: 1 }), lidarPoints: fc.integer({ min: 1, max: 900 }) });
    fc.assert(fc.property(fc.array(box, { maxLength: 12 }), (list) => {
      const own = list.map((b, i) => ({ ...b, token: `t${i}`, category: `category of ${b.instance}`, visibility: '4', radarPoints: 1 }));
      const { annotations, instances } = nuscenesRows(own);
      const again = parseNuscenesBoxes(JSON.parse(JSON.stringify(annotations)), JSON.parse(JSON.stringify(instances)), 'sample_annotation.json');
      expect(again.map(({ box: _, ...rest }) => rest)).toEqual(own.map(({ box: _, ...rest }) => rest));
      again.forEach((b, i) => expectSameBox(b.box, own[i].box, 1e-9));
      // prev and next lead from the first to the last of each instance.
      for (const { token, first_annotation_token: first, last_annotation_token: last, nbr_annotations: n } of instances) {
        const walk: string[] = [];
        for (let at = first; at !== ''; at = annotations.find((r) => r.token === at)!.next) walk.push(at);
        expect(walk).toEqual(annotations.filter((r) => r.instance_token === token).map((r) => r.token));
        expect([walk.length, walk[walk.length - 1]]).toEqual([n, last]);
      }
    }));
  });

  it('are, row by row, those that the simulator writes by itself', () => {
    const { files } = simulated(nuscenesLayout);
    const table = (name: string) => JSON.parse(new TextDecoder().decode(files[`v1.0-mini/${name}.json`])) as { token: string }[];
    const annotations = table('sample_annotation'), instances = table('instance'), samples = table('sample').map((s) => s.token);
    const read = parseNuscenesBoxes(annotations, instances, 'sample_annotation.json');
    const inTime = [...read].sort((a, b) => samples.indexOf(a.sample) - samples.indexOf(b.sample));
    const again = nuscenesRows(inTime);
    const byToken = new Map(annotations.map((row) => [row.token, row]));
    expect(again.annotations.length).toBeGreaterThan(10);
    // Where an object is out of sight for a sample, the simulator begins a new chain.
    const always = new Set(again.instances.filter((row) => row.nbr_annotations === samples.length).map((row) => row.token));
    expect(always.size).toBeGreaterThan(2);
    for (const { rotation, ...row } of again.annotations) {
      const { rotation: original, ...rest } = byToken.get(row.token) as typeof row & { rotation: number[] };
      expect(always.has(row.instance_token) ? row : { ...row, prev: rest.prev, next: rest.next }).toEqual(rest);
      rotation.forEach((x, k) => expect(Math.abs(x - original[k] * Math.sign(original[0] || 1))).toBeLessThan(1e-9));
    }
    expect(new Map(again.instances.map((row) => [row.token, row]))).toEqual(new Map(instances.map((row) => [row.token, row])));
  });

  it('name what is wrong', () => {
    const row = { token: 't', sample_token: 's', instance_token: 'i', translation: [0, 0, 0], size: [1, 1, 1], rotation: [1, 0, 0, 0] };
    expect(() => parseNuscenesBoxes([row], [], 'a.json')).toThrow(/a\.json: has an instance_token that leads nowhere, at row 0/);
    expect(() => parseNuscenesBoxes([{ ...row, rotation: [1, 1, 0, 0] }], [{ token: 'i', category_token: 'c' }], 'a.json')).toThrow(/rotation/);
    expect(() => parseNuscenesBoxes([{ ...row, size: [1, 0, 1] }], [{ token: 'i', category_token: 'c' }], 'a.json')).toThrow(/row 0: size\.1/);
  });
});

describe('OpenLABEL cuboids', () => {
  it('come back', () => {
    const cuboid = fc.record({ object: fc.constantFrom('0', '1', '17'), frame: fc.nat(3), system: fc.constantFrom('world', 'lidar', null), box: boxes });
    fc.assert(fc.property(fc.array(cuboid, { maxLength: 10 }), (list) => {
      const own = list.map((c) => ({ ...c, type: `type ${c.object}`, name: `name ${c.object}` }));
      const { objects, frames } = openLabelObjects(own);
      const text = JSON.stringify({ openlabel: { objects, frames: Object.fromEntries([...frames].map(([n, f]) => [n, { objects: f }])) } });
      const again = parseOpenLabelCuboids(text, 'x.json');
      const order = (a: (typeof again)[number], b: (typeof again)[number]) => a.frame - b.frame || Number(a.object) - Number(b.object);
      const sorted = own.map((c, i) => ({ ...c, i })).sort((a, b) => order(a, b) || a.i - b.i);
      expect(again.sort(order).map(({ box: _, ...rest }) => rest)).toEqual(sorted.map(({ box: _, i: __, ...rest }) => rest));
      again.forEach((c, i) => expectSameBox(c.box, sorted[i].box, 1e-9));
    }));
  });

  it('reads nine numbers as angles about x, y and z', () => {
    const text = JSON.stringify({ openlabel: { frames: { 4: { objects: { 7: { object_data: { cuboid: [{ val: [1, 2, 3, 0, 0, Math.PI / 2, 4, 2, 1] }] } } } } } } });
    const [{ box, frame, type }] = parseOpenLabelCuboids(text, 'x.json');
    expect([frame, type]).toEqual([4, 'unknown']);
    expectSameBox(box, uprightBox([1, 2, 3], [4, 2, 1], Math.PI / 2), 1e-12);
    expect(() => parseOpenLabelCuboids(text.replace('4,2,1]', '4,0,1]'), 'x.json')).toThrow(/x\.json: has a cuboid without a size, at frames\.4\.objects\.7/);
  });
});

describeReal('kitti-object', 'real KITTI labels', (folder) => {
  it.each(['000001', '000002'])('come back from boxes in the velodyne: frame %s', (name) => {
    const read = (path: string) => readFileSync(join(folder, 'training', path), 'utf8');
    const calib = `calib/${name}.txt`;
    const rectFromSweep = rectFromVelodyne(parseKittiCalib(read(calib), calib), calib);
    const fromRect: Rigid<'sweep', 'camera'> = { r: [0, 3, 6, 1, 4, 7, 2, 5, 8].map((k) => rectFromSweep.r[k]), t: [0, 1, 2].map((k) => -[0, 1, 2].reduce((sum, j) => sum + rectFromSweep.r[3 * j + k] * rectFromSweep.t[j], 0)) as [number, number, number] };
    const objects = parseKittiObjects(read(`label_2/${name}.txt`), name);
    expect(objects.length).toBeGreaterThan(1);
    expect(parseKittiObjects(writeKittiObjects(objects), name)).toEqual(objects);
    for (const object of objects.filter((o) => o.type !== DONT_CARE)) {
      const place = kittiPlace(boxOfKitti(object, fromRect), rectFromSweep);
      [...place.bottom, ...place.size, place.rotationY].forEach((x, k) => expect(Math.abs(x - [...object.bottom, ...object.size, object.rotationY][k])).toBeLessThan(1e-5));
      // The devkit's own numbers have two decimals.
      expect(Math.abs(place.alpha - object.alpha)).toBeLessThan(0.02);
    }
  });
});
