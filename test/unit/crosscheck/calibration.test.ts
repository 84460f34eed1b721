import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { LocalAgreement } from '#src/core/crosscheck/calibration/agreement.ts';
import { borderPoints, PARAMETERS } from '#src/core/crosscheck/calibration/borders.ts';
import { applyCorrections, combinedOffsets, correctionId, correctionsIn, correctionValue, offsetText } from '#src/core/crosscheck/calibration/corrections.ts';
import { offsetExplains } from '#src/core/crosscheck/calibration/explain.ts';
import { judgeCamera } from '#src/core/crosscheck/calibration/judge.ts';
import type { CameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import { cameraTwist, offsetPose } from '#src/core/crosscheck/calibration/offset.ts';
import type { CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import { NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { rotationOf, rotationVector } from '#src/core/geometry/interpolate.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply, compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import type { FrameImage, Scene, Sequence } from '#src/core/scene/scene.ts';

const spec = { model: 'pinhole', width: 64, height: 48, fx: 60, fy: 60, cx: 31.5, cy: 23.5, coefficients: [] };
const classMap = compileClassMap({ from: 'a', to: 'b', pairs: [{ label: 1, mask: 1 }, { label: 2, mask: 2 }], voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] });
const twist: CameraTwist = { velocity: [1, -2, 12], turning: [0.02, 0.3, -0.05] };

function maskOf(classAt: (x: number, y: number) => number): IdMask {
  const { width, height } = spec;
  return { width, height, classes: Uint16Array.from({ length: width * height }, (_, i) => classAt(i % width, Math.floor(i / width))), instances: null, confidence: null, unknown: [] };
}

const small = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc.tuple(small, small, small);

describe('an offset', () => {
  const offsets = fc.record({ rotationDeg: vector, shiftM: vector, timeMs: fc.constant(0) });

  it('after another is one offset', () => {
    fc.assert(fc.property(offsets, offsets, vector, (first, then, place) => {
      const twice = offsetPose(offsetPose(identity(), first, null), then, null), once = offsetPose(identity(), combinedOffsets(first, then), null);
      apply(once, place).forEach((x, k) => expect(x).toBeCloseTo(apply(twice, place)[k], 9));
    }));
  });

  it('in time carries the camera along the way of the sweeps around it', () => {
    // A quarter turn in ten seconds at ten metres per second, with the camera off to the side.
    const poseAt = (s: number): Rigid<'world', 'sweep'> => {
      const angle = (s * Math.PI) / 20, radius = 200 / Math.PI;
      return { r: rotationOf([0, 0, angle]), t: [radius * Math.sin(angle), radius * (1 - Math.cos(angle)), 0] };
    };
    const sweepFromCamera: Rigid<'sweep', 'camera'> = { r: [0, 0, 1, -1, 0, 0, 0, -1, 0], t: [1.5, 0.8, -0.3] };
    const frames = [0, 0.1, 0.2].map((s) => ({ id: `${s}`, timeNs: BigInt(Math.round(s * 1e9)), images: [], boxes: [], sweeps: [{ id: '', sensor: '', cloud: { file: '' }, labels: null, timeNs: BigInt(Math.round(s * 1e9)), worldFromSweep: poseAt(s) }] }));
    const sequence: Sequence = { id: '0', posed: true, frames };
    const image = { timeNs: 120_000_000n, worldFromCamera: compose(poseAt(0.12), sweepFromCamera) };
    const moved = offsetPose(image.worldFromCamera, { ...NO_OFFSET, timeMs: 50 }, cameraTwist(sequence, 1, image));
    const there = compose(poseAt(0.17), sweepFromCamera);
    // Half a metre along, and right to a few millimetres: the way between sweeps is taken for straight.
    expect(Math.hypot(...moved.t.map((x, k) => x - image.worldFromCamera.t[k]))).toBeGreaterThan(0.45);
    expect(Math.hypot(...moved.t.map((x, k) => x - there.t[k]))).toBeLessThan(0.004);
    expect(Math.hypot(...rotationVector(compose(invert(moved), there).r))).toBeLessThan(1e-4);
    expect(cameraTwist({ ...sequence, posed: false }, 1, image)).toBeNull();
    expect(cameraTwist({ ...sequence, frames: [frames[1]] }, 0, image)).toBeNull();
    expect(cameraTwist(sequence, 1, { ...image, timeNs: null })).toBeNull();
  });
});

describe('the points near borders', () => {
  it('move as the camera does, to first order', () => {
    const mask = maskOf((x) => (x < 32 ? 1 : 2)), camera = createCamera(spec), pixel = new Float64Array(2), there = new Float64Array(2);
    fc.assert(fc.property(fc.integer({ min: 0, max: PARAMETERS - 1 }), fc.double({ min: -0.3, max: 0.3, noNaN: true }), fc.double({ min: -0.2, max: 0.2, noNaN: true }), fc.double({ min: 4, max: 40, noNaN: true }), (k, x, y, z) => {
      const place: Vec3 = [x * z * 0.05, y * z, z];
      const points = borderPoints({
        sweep: { positions: Float32Array.from(place), origin: [0, 0, 0] }, worldFromSweep: identity(), cameraFromSweep: identity(), labels: Uint32Array.of(1),
        camera, mask, classMap, twist, motion: [],
      });
      if (points.count === 0) return;
      const amount = [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4, 1e-2][k];
      const offset: CameraOffset = {
        rotationDeg: [0, 1, 2].map((n) => (n === k ? amount : 0)) as [number, number, number],
        shiftM: [3, 4, 5].map((n) => (n === k ? amount : 0)) as [number, number, number], timeMs: k === 6 ? amount : 0,
      };
      const at = Float64Array.from(Float32Array.from(place));
      camera.project(at[0], at[1], at[2], pixel);
      camera.project(...apply(invert(offsetPose(identity(), offset, twist)), [at[0], at[1], at[2]]), there);
      for (const axis of [0, 1]) expect(points.jacobian[PARAMETERS * axis + k] * amount).toBeCloseTo(there[axis] - pixel[axis], 5);
    }));
  });

  it('look at shares of pixels that are those of counting them one by one', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 9999 }), fc.double({ min: -3, max: 66, noNaN: true }), fc.double({ min: -3, max: 50, noNaN: true }), (seed, u, v) => {
      const mask = maskOf((x, y) => (x * 7 + y * 13 + seed + ((x * y) % 5)) % 3), agreement = new LocalAgreement(mask, spec, classMap, 1);
      const out = new Uint8Array(25);
      agreement.patch(u, v, 1.7, 2, 2.2, out, 0);
      for (let row = 0; row < 5; row++)
        for (let column = 0; column < 5; column++) {
          const pu = u + (column - 2) * 1.7, pv = v + (row - 2) * 1.7;
          const range = (at: number, size: number): [number, number] => {
            const low = Math.max(0, Math.min(size - 1, Math.round(at + 0.5 - 2.2)));
            return [low, Math.max(low + 1, Math.max(0, Math.min(size, Math.round(at + 0.5 + 2.2))))];
          };
          const [x0, x1] = range(pu, spec.width), [y0, y1] = range(pv, spec.height);
          let agrees = 0, contradicts = 0;
          for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) {
            if (mask.classes[y * spec.width + x] === 1) agrees++;
            if (mask.classes[y * spec.width + x] === 2) contradicts++;
          }
          // What is void halves the weight of nothing: 4 % of the square's area is left in doubt.
          const doubt = 0.04 * 4.4 * 4.4;
          expect(Math.abs(out[5 * row + column] - (255 * (agrees + doubt / 2)) / (agrees + contradicts + doubt))).toBeLessThanOrEqual(0.51);
        }
    }));
  });
});

describe('what an offset explains', () => {
  // Things of class 2 right of the middle; the camera is turned so that points at 5 metres fall 6 pixels too far left.
  const mask = maskOf((x) => (x < 32 ? 1 : 2)), camera = createCamera(spec);
  const offset: CameraOffset = { ...NO_OFFSET, rotationDeg: [0, -(Math.atan(6 / 60) * 180) / Math.PI, 0] };
  const explains = offsetExplains(offset, { camera, mask, classMap, twist: null });

  it('is what would lie on its own class, or at its edge', () => {
    expect(explains({ u: 28, v: 24, depth: 5, labelClass: 2 })).toBe(true);
    expect(explains({ u: 24, v: 24, depth: 5, labelClass: 2 })).toBe(true);
    expect(explains({ u: 10, v: 24, depth: 5, labelClass: 2 })).toBe(false);
    expect(explains({ u: 50, v: 24, depth: 5, labelClass: 1 })).toBe(false);
  });

  it('is nothing that leaves the picture', () => expect(explains({ u: 60, v: 24, depth: 5, labelClass: 2 })).toBe(false));
});

describe('judging a camera', () => {
  it('says that there is too little to go by', () => {
    expect(judgeCamera('front', [])).toMatchObject({ kind: 'unknown', candidates: [], confidence: 0, offset: NO_OFFSET, limits: ['too few points near class borders: 0'] });
  });
});

describe('corrections', () => {
  const offset: CameraOffset = { rotationDeg: [0.1, -0.2, 0], shiftM: [0, 0.05, 0], timeMs: 0 };
  const image = (camera: string): FrameImage => ({ camera, file: '', spec, timeNs: 5n, worldFromCamera: identity(), masks: [] });
  const scene = { sequences: [{ id: '0', posed: false, frames: [{ id: '0', timeNs: null, sweeps: [], boxes: [], images: [image('a'), image('b')] }] }] } as unknown as Scene;

  it('are kept as text, among other conventions, and what is none is left out', () => {
    const kept = { [correctionId('a')]: correctionValue(offset), 'camera-axes': 'opengl', [correctionId('b')]: '{"rotationDeg":[1,2]}', [correctionId('c')]: 'no JSON' };
    expect([...correctionsIn(kept)]).toEqual([['a', offset]]);
  });

  it('move their camera and no other', () => {
    const corrected = applyCorrections(scene, new Map([['a', offset], ['gone', offset]])).sequences[0].frames[0].images;
    expect(corrected[0].worldFromCamera).toEqual(offsetPose(identity(), offset, null));
    expect(corrected[0].timeNs).toBe(5n);
    expect(corrected[1]).toBe(scene.sequences[0].frames[0].images[1]);
    expect(applyCorrections(scene, new Map())).toBe(scene);
    const late = applyCorrections(scene, new Map([['a', { ...NO_OFFSET, timeMs: -30 }]])).sequences[0].frames[0].images[0];
    expect([late.timeNs, late.worldFromCamera]).toEqual([5n - 30_000_000n, identity()]);
  });

  it('are said in words', () => {
    expect(offsetText(offset)).toBe('x 0.10° y -0.20° z 0.00°, x 0.0 cm y 5.0 cm z 0.0 cm');
    expect(offsetText({ rotationDeg: [-0.001, 0, 0], shiftM: [0, 0, 0], timeMs: -12.4 })).toBe('x 0.00° y 0.00° z 0.00°, -12 ms');
    expect(offsetText(NO_OFFSET)).toBe('');
  });
});
