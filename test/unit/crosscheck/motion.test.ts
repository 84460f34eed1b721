import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { motionWindows, movingBoxes, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { presumedThings } from '#src/core/crosscheck/presumed-motion.ts';
import { corners, uprightBox } from '#src/core/geometry/box.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { topSpeed } from '#src/core/labels/top-speed.ts';
import type { Frame, FrameBox, Sequence } from '#src/core/scene/scene.ts';

/** A camera at the origin of the world that looks along +x. */
const cameraFromWorld: Rigid<'camera', 'world'> = { r: [0, -1, 0, 0, 0, -1, 1, 0, 0], t: [0, 0, 0] };
const camera = createCamera({ model: 'pinhole', width: 1000, height: 600, fx: 500, fy: 500, cx: 500, cy: 300, coefficients: [] });

function frame(timeNs: bigint | null, boxes: readonly FrameBox[]): Frame {
  return { id: String(timeNs), timeNs, sweeps: [], images: [], boxes };
}

function car(track: string | undefined, at: Vec3): FrameBox {
  return { id: `${track}`, className: 'car', track, box: uprightBox<'world'>(at, [4, 2, 1.5], 0) };
}

function sequence(frames: readonly Frame[], posed = true): Sequence {
  return { id: 's', posed, frames };
}

describe('movingBoxes', () => {
  const frames = [
    frame(0n, [car('a', [20, 0, 0]), car('still', [10, 5, 0]), car(undefined, [30, 0, 0]), car('twice', [1, 0, 0])]),
    frame(100_000_000n, [car('a', [21, 0.5, 0]), car('still', [10.02, 5, 0]), car(undefined, [32, 0, 0]), car('twice', [3, 0, 0]), car('twice', [9, 0, 0])]),
    frame(200_000_000n, [car('a', [22, 1, 0]), car('still', [10.04, 5, 0]), car('new', [0, 0, 0])]),
  ];

  it('takes the speed of a track from the frames around', () => {
    for (const at of [0, 1, 2]) {
      const moving = movingBoxes(sequence(frames), at).filter((m) => m.presumed !== true);
      expect(moving).toHaveLength(1);
      expect(moving[0].box).toBe(frames[at].boxes[0].box);
      [10, 5, 0].forEach((v, k) => expect(moving[0].velocity[k]).toBeCloseTo(v, 9));
    }
  });

  it('knows no speed without poses, without times, or of a single frame', () => {
    const unmoved = frames.map((f) => ({ ...f, boxes: f.boxes.map((b) => ({ ...b, className: 'building' })) }));
    for (const known of [sequence(unmoved, false), sequence(unmoved.map((f) => ({ ...f, timeNs: null })))]) expect(movingBoxes(known, 1)).toEqual([]);
    expect(movingBoxes(sequence([unmoved[0]]), 0)).toEqual([]);
  });

  it('takes the velocity that the data gives before any other, and a box that stands by it as standing', () => {
    const given = (velocity: Vec3) => sequence([frame(0n, [{ ...car('a', [20, 0, 0]), velocity }]), frames[1]], false);
    expect(movingBoxes(given([3, 0, 0]), 0)).toEqual([{ box: given([3, 0, 0]).frames[0].boxes[0].box, velocity: [3, 0, 0] }]);
    expect(movingBoxes(given([0.1, 0, 0]), 0)).toEqual([]);
  });

  it('presumes that things of a class that moves go along their heading, where nothing is known of them', () => {
    const turned = { ...car(undefined, [20, 0, 0]), box: uprightBox<'world'>([20, 0, 0], [4, 2, 1.5], Math.PI / 2) };
    const [presumed] = movingBoxes(sequence([frame(0n, [turned])], false), 0);
    expect(presumed.presumed).toBe(true);
    [0, topSpeed('car'), 0].forEach((v, k) => expect(presumed.velocity[k]).toBeCloseTo(v, 9));
    expect(['car', 'vehicle.bicycle', 'human.pedestrian.adult', 'moving-person', 'building', 'traffic-sign'].map(topSpeed)).toEqual([15, 7, 2.5, 2.5, 0, 0]);
  });
});

describe('presumedThings', () => {
  it('finds instances of classes that move and that no box holds, and has them go the vehicle\'s way', () => {
    const at: Vec3[] = [], labels: number[] = [];
    for (let i = 0; i < 40; i++) {
      at.push([10 + (i % 5), 2 + Math.floor(i / 5) * 0.2, 0.3], [30 + (i % 5), 2, 0.3], [50, i / 10, 1]);
      labels.push(packLabel(1, 7), packLabel(1, 8), packLabel(2, 9));
    }
    const sweep = { positions: Float32Array.from(at.flat()), origin: [0, 0, 0] as const, labels: Uint32Array.from(labels), worldFromSweep: { r: [0, -1, 0, 1, 0, 0, 0, 0, 1], t: [100, 0, 0] as const } };
    const known = uprightBox<'world'>([98, 32, 0.3], [10, 10, 4], 0);
    const found = presumedThings(sweep, [known], (id) => (id === 1 ? 5 : 0));
    expect(found).toHaveLength(1);
    const [{ box, velocity, presumed }] = found;
    expect(presumed).toBe(true);
    // The vehicle's x points along the world's y.
    [0, 5, 0].forEach((v, k) => expect(velocity[k]).toBeCloseTo(v, 9));
    [100 - 2.7, 12, 0.3].forEach((v, k) => expect(box.pose.t[k]).toBeCloseTo(v, 5));
    [4, 1.4, 0].forEach((v, k) => expect(box.size[k]).toBeCloseTo(v, 5));
  });
});

describe('motionWindows', () => {
  const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it('holds every place of the box between both times, and reaches as far as any of its corners moves', () => {
    const inputs = fc.record({
      x: within(8, 60), y: within(-15, 15), speed: fc.tuple(within(-15, 15), within(-15, 15)), seconds: within(-0.15, 0.15), part: within(0, 1), corner: fc.nat(7),
    });
    fc.assert(
      fc.property(inputs, ({ x, y, speed: [vx, vy], seconds, part, corner }) => {
        const box = uprightBox<'world'>([x, y, -0.5], [4, 2, 1.5], 0.4);
        const [window] = motionWindows([{ box, velocity: [vx, vy, 0] }], camera, cameraFromWorld, seconds);
        const place = (t: number): { u: number; v: number; z: number } => {
          const [wx, wy, wz] = corners(box)[corner];
          const [cx, cy, cz] = apply(cameraFromWorld, [wx + vx * t, wy + vy * t, wz]);
          return { u: 500 + (500 * cx) / cz, v: 300 + (500 * cy) / cz, z: cz };
        };
        const now = place(0), then = place(part * seconds), end = place(seconds);
        for (const p of [now, then, end]) {
          expect(p.u).toBeGreaterThanOrEqual(window.u0);
          expect(p.u).toBeLessThanOrEqual(window.u1);
          expect(p.v).toBeGreaterThanOrEqual(window.v0);
          expect(p.v).toBeLessThanOrEqual(window.v1);
          expect(p.z).toBeGreaterThanOrEqual(window.nearest);
        }
        // The window's box is a little larger than the box, and perspective makes its corners move a little otherwise.
        expect(window.reach).toBeGreaterThanOrEqual(0.8 * Math.hypot(end.u - now.u, end.v - now.v) - 1);
      }),
    );
  });

  it('knows where each point of the box goes to in the picture', () => {
    const inputs = fc.record({ x: within(8, 60), y: within(-15, 15), speed: fc.tuple(within(-15, 15), within(-15, 15)), seconds: within(-0.1, 0.1), part: fc.tuple(within(-0.5, 0.5), within(-0.5, 0.5), within(-0.5, 0.5)) });
    fc.assert(
      fc.property(inputs, ({ x, y, speed: [vx, vy], seconds, part }) => {
        const box = uprightBox<'world'>([x, y, -0.5], [4, 2, 1.5], 0.4);
        const [{ flow }] = motionWindows([{ box, velocity: [vx, vy, 0] }], camera, cameraFromWorld, seconds, [0, 0]);
        const [wx, wy, wz] = apply(box.pose, [4 * part[0], 2 * part[1], 1.5 * part[2]]);
        const place = (t: number) => ({ u: 500 - (500 * (wy + vy * t)) / (wx + vx * t), v: 300 - (500 * wz) / (wx + vx * t) });
        const now = place(0), then = place(seconds), { du, dv, earliest, latest } = flow!;
        expect([earliest, latest]).toEqual([seconds, seconds]);
        const u = now.u + ((du[0] + du[1] * now.u + du[2] * now.v) / wx) * seconds, v = now.v + ((dv[0] + dv[1] * now.u + dv[2] * now.v) / wx) * seconds;
        expect(Math.hypot(u - then.u, v - then.v)).toBeLessThan(0.5 + 0.2 * Math.hypot(then.u - now.u, then.v - now.v));
      }),
    );
  });

  it('a mistaken clock explains nothing, nor does a box behind the lens', () => {
    const moving = (x: number) => [{ box: uprightBox<'world'>([x, 0, 0], [4, 2, 1.5], 0), velocity: [10, 0, 0] as Vec3 }];
    expect(motionWindows(moving(20), camera, cameraFromWorld, 0.05)).toHaveLength(1);
    expect(motionWindows(moving(20), camera, cameraFromWorld, 5)).toEqual([]);
    expect(motionWindows(moving(1), camera, cameraFromWorld, 0.05)).toEqual([]);
    expect(motionWindows(moving(-20), camera, cameraFromWorld, 0.05)).toEqual([]);
  });

  it('tells the time between a sweep and a picture', () => {
    expect(secondsBetween(1_557_539_960_100_000_000n, 1_557_539_960_112_000_000n)).toBeCloseTo(0.012, 12);
    expect(secondsBetween(5n, 3n)).toBeCloseTo(-2e-9, 15);
    expect(secondsBetween(null, 3n)).toBe(0);
  });
});
