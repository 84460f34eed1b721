import fc from 'fast-check';
import { CameraControlsImpl } from '@react-three/drei';
import * as THREE from 'three';
import { describe, expect, it, vi } from 'vitest';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { Eye } from '#src/viewer/eye/eye.ts';
import { atHeight, shareInView, toPixels } from '#src/viewer/eye/projecting.ts';
import { groundHeight } from '#src/viewer/ground.ts';
import { stageOf } from '#src/viewer/stage.ts';

// The controls keep one for the canvas that they are not connected to here.
vi.stubGlobal('DOMRect', class {});
CameraControlsImpl.install({ THREE });
const WIDTH = 800;
const HEIGHT = 600;
const UTM: Vec3 = [689_000.37, 5_338_000.81, 512.25];
const sequence = { id: 's', frames: [], posed: true };

/** Flat ground 1.8 m under a sensor that stands at `at` turned by `yaw`, and a wall 12 m ahead of it. */
function streetSweep(at: Vec3, yaw: number): LoadedSweep {
  const values: number[] = [];
  for (let x = -20; x <= 20; x += 0.5) for (let y = -20; y <= 20; y += 0.5) values.push(x, y, -1.8 + 0.01 * Math.sin(x * y));
  for (let y = -5; y <= 5; y += 0.1) for (let z = -1.8; z <= 2; z += 0.1) values.push(12, y, z);
  values.push(NaN, 0, 0);
  const positions = Float32Array.from(values);
  const count = positions.length / 3;
  const labels = SweepLabels.unlabelled(count);
  const c = Math.cos(yaw), s = Math.sin(yaw);
  const worldFromSweep = { r: [c, -s, 0, s, c, 0, 0, 0, 1], t: at };
  const bounds = { min: [-20, -20, -1.81], max: [20, 20, 2] } as const;
  return {
    sweep: { id: 's/f/lidar', sensor: 'lidar', cloud: { file: 'f' }, labels: null, timeNs: null, worldFromSweep },
    cloud: { name: 'f', format: 'pcd', count, origin: [0, 0, 0], positions, fields: [], columns: {}, invalid: 1, bounds, labelField: null, warnings: [] },
    labels,
    flags: new Uint8Array(count),
    verdicts: new Uint8Array(count),
    view: { id: 's/f/lidar', count, positions, origin: [0, 0, 0], bounds, index: null, labels: labels.labels, worldFromSweep },
  };
}

function stageAt(at: Vec3, yaw: number) {
  const loaded = streetSweep(at, yaw);
  const stage = stageOf(sequence, { id: 'f', timeNs: null, sweeps: [loaded.sweep], images: [], boxes: [] }, [loaded]);
  if (stage === null) throw new Error('no stage');
  return stage;
}

function newEye() {
  const camera = new THREE.PerspectiveCamera(55, WIDTH / HEIGHT, 0.1, 2000);
  camera.up.set(0, 0, 1);
  const controls = new CameraControlsImpl(camera);
  const eye = new Eye(camera, controls, { clientWidth: WIDTH, clientHeight: HEIGHT } as HTMLCanvasElement);
  // Time passes: what flies has arrived.
  const arrive = () => {
    for (let k = 0; k < 400; k++) controls.update(1 / 30);
  };
  return { eye, arrive };
}

/** Coordinates as the sensor sees them, for comparing views of two frames. */
function fromSensor([x, y, z]: Vec3, at: Vec3, yaw: number): number[] {
  const dx = x - at[0], dy = y - at[1];
  return [Math.cos(yaw) * dx + Math.sin(yaw) * dy, -Math.sin(yaw) * dx + Math.cos(yaw) * dy, z - at[2]];
}

describe('Eye', () => {
  it('sends every pixel along a ray that comes back to that pixel, at UTM coordinates', () => {
    const { eye } = newEye();
    eye.enter(stageAt(UTM, 0.7));
    fc.assert(
      fc.property(fc.double({ min: 0, max: WIDTH, noNaN: true }), fc.double({ min: 0, max: HEIGHT, noNaN: true }), fc.double({ min: 1, max: 200, noNaN: true }), (x, y, metres) => {
        const { origin, direction } = eye.ray(x, y);
        const pixel = toPixels(eye.view(), [origin[0] + direction[0] * metres, origin[1] + direction[1] * metres, origin[2] + direction[2] * metres]);
        return pixel !== null && Math.abs(pixel[0] - x) < 0.01 && Math.abs(pixel[1] - y) < 0.01;
      }),
    );
  });

  it('picks the point that it shows at a pixel, and finds the ground there', () => {
    const { eye } = newEye();
    eye.enter(stageAt(UTM, 0.7));
    let picked = 0;
    for (let x = 50; x < WIDTH; x += 100)
      for (let y = 150; y < HEIGHT; y += 100) {
        const hit = eye.pick(x, y);
        if (hit === null) continue;
        picked++;
        const pixel = toPixels(eye.view(), hit.world);
        expect(Math.hypot((pixel?.[0] ?? NaN) - x, (pixel?.[1] ?? NaN) - y)).toBeLessThanOrEqual(8);
        const ground = eye.ground(x, y);
        expect(ground?.[2]).toBeCloseTo(UTM[2] - 1.8, 1);
        const again = toPixels(eye.view(), ground ?? [NaN, NaN, NaN]);
        expect(Math.hypot((again?.[0] ?? NaN) - x, (again?.[1] ?? NaN) - y)).toBeLessThan(0.01);
      }
    expect(picked).toBeGreaterThan(20);
  });

  it('looks from the same side of the sensor when it steps to a frame where that has moved and turned', () => {
    const { eye } = newEye();
    const then: Vec3 = [UTM[0] + 3.3, UTM[1] - 1.2, UTM[2] + 0.1];
    eye.enter(stageAt(UTM, 0.7));
    const before = fromSensor(eye.ray(300, 200).origin, UTM, 0.7);
    eye.enter(stageAt(then, 0.9));
    fromSensor(eye.ray(300, 200).origin, then, 0.9).forEach((v, k) => expect(v).toBeCloseTo(before[k], 5));
    // A frame that could not be read shows nothing, and does not lose the view either.
    eye.enter(null);
    eye.enter(stageAt(UTM, 0.7));
    fromSensor(eye.ray(300, 200).origin, UTM, 0.7).forEach((v, k) => expect(v).toBeCloseTo(before[k], 5));
  });

  it('shows from above with ahead up, and the sensor in the middle', () => {
    const { eye, arrive } = newEye();
    eye.enter(stageAt(UTM, 0.7));
    eye.birdsEye();
    arrive();
    const sensor = toPixels(eye.view(), UTM);
    const ahead = toPixels(eye.view(), [UTM[0] + 10 * Math.cos(0.7), UTM[1] + 10 * Math.sin(0.7), UTM[2]]);
    expect(sensor?.[0]).toBeCloseTo(WIDTH / 2, 0);
    expect(sensor?.[1]).toBeCloseTo(HEIGHT / 2, 0);
    expect(ahead?.[0]).toBeCloseTo(WIDTH / 2, 0);
    expect(ahead?.[1]).toBeLessThan(HEIGHT / 2 - 20);
  });

  it('moves for a box only when less than half of it is in view, and then shows it whole', () => {
    const { eye, arrive } = newEye();
    eye.enter(stageAt(UTM, 0));
    const seen: [Vec3, Vec3] = [[UTM[0] + 4, UTM[1] - 1, UTM[2] - 1.8], [UTM[0] + 8, UTM[1] + 1, UTM[2]]];
    const still = eye.ray(0, 0);
    eye.reveal(...seen);
    arrive();
    expect(eye.ray(0, 0)).toEqual(still);
    const behind: [Vec3, Vec3] = [[UTM[0] - 64, UTM[1] - 1, UTM[2] - 1.8], [UTM[0] - 60, UTM[1] + 1, UTM[2]]];
    expect(shareInView({ min: behind[0], max: behind[1] }, eye.view())).toBeLessThan(0.5);
    eye.reveal(...behind);
    arrive();
    expect(shareInView({ min: behind[0], max: behind[1] }, eye.view())).toBe(1);
  });

  it('looks along a ray, and brings a focused point to the middle', () => {
    const { eye, arrive } = newEye();
    eye.enter(stageAt(UTM, 0.7));
    eye.lookAlong(UTM, [0.6, 0.8, 0]);
    arrive();
    const { origin, direction } = eye.ray(WIDTH / 2, HEIGHT / 2);
    [...origin, ...direction].forEach((v, k) => expect(v).toBeCloseTo([...UTM, 0.6, 0.8, 0][k], 3));
    const point: Vec3 = [UTM[0] + 9, UTM[1] + 2, UTM[2] - 1.8];
    eye.focus(point, 6);
    arrive();
    const pixel = toPixels(eye.view(), point);
    expect(pixel?.[0]).toBeCloseTo(WIDTH / 2, 1);
    expect(pixel?.[1]).toBeCloseTo(HEIGHT / 2, 1);
    const from = eye.ray(0, 0).origin;
    expect(Math.hypot(from[0] - point[0], from[1] - point[1], from[2] - point[2])).toBeCloseTo(6, 3);
  });
});

describe('groundHeight', () => {
  it('is the ground in spite of walls, and null where nothing is', () => {
    const { view } = streetSweep(UTM, 0.7);
    expect(groundHeight([view], UTM[0], UTM[1], 15)).toBeCloseTo(UTM[2] - 1.8, 1);
    expect(groundHeight([view], UTM[0] + 500, UTM[1], 15)).toBeNull();
  });
});

describe('atHeight', () => {
  it('has no place for a ray that goes up, runs level, or starts below', () => {
    expect(atHeight({ origin: [0, 0, 5], direction: [0, 0, 1] }, 0)).toBeNull();
    expect(atHeight({ origin: [0, 0, 5], direction: [1, 0, 0] }, 0)).toBeNull();
    expect(atHeight({ origin: [0, 0, 5], direction: [0, 0.6, -0.8] }, 1)).toEqual([0, 3, 1]);
  });
});
