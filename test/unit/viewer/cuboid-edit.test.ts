import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uprightBox } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import type { Ray } from '#src/viewer/eye/projecting.ts';
import { dragged, gripPlace, GRIPS } from '#src/viewer/overlay/cuboid-edit.ts';

const EYE: Vec3 = [-12, -7, 9];

/** The ray that sees a place. */
function rayTo(place: Vec3): Ray {
  const d = place.map((v, k) => v - EYE[k]);
  const length = Math.hypot(...d);
  return { origin: EYE, direction: [d[0] / length, d[1] / length, d[2] / length] };
}

const metres = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const cuboids: fc.Arbitrary<CuboidDraft> = fc.record({
  center: fc.tuple(metres(-3, 8), metres(-3, 8), metres(-1, 2)),
  size: fc.tuple(metres(0.5, 8), metres(0.5, 4), metres(0.5, 4)),
  yaw: metres(-3.1, 3.1),
});
const faces = GRIPS.filter((grip) => grip.kind === 'face');

function near(a: Vec3, b: Vec3, tolerance = 1e-6): boolean {
  return a.every((v, k) => Math.abs(v - b[k]) <= tolerance * (1 + Math.abs(b[k])));
}

describe('dragging a cuboid', () => {
  it('moves a face to where it is dragged, and leaves the opposite one where it was', () => {
    fc.assert(
      fc.property(cuboids, fc.constantFrom(...faces), metres(-0.4, 3), (start, grip, by) => {
        const pose = uprightBox<'world'>([0, 0, 0], start.size, start.yaw).pose;
        const unit: [number, number, number] = [0, 0, 0];
        unit[grip.axis] = grip.side;
        const normal = apply(pose, unit);
        const from = gripPlace(start, grip);
        const goal: Vec3 = [from[0] + normal[0] * by, from[1] + normal[1] * by, from[2] + normal[2] * by];
        const after = dragged(start, grip, rayTo(from), rayTo(goal), false);
        // A face that is seen edge-on in the direction of its normal cannot be dragged.
        const { direction } = rayTo(from);
        fc.pre(Math.abs(direction.reduce((sum, v, k) => sum + v * normal[k], 0)) < 0.999);
        const opposite = { ...grip, side: grip.side === 1 ? -1 : 1 } as const;
        return near(gripPlace(after, grip), goal, 1e-5) && near(gripPlace(after, opposite), gripPlace(start, opposite)) && after.yaw === start.yaw;
      }),
    );
  });

  it('never turns a side inside out', () => {
    fc.assert(
      fc.property(cuboids, fc.constantFrom(...faces), fc.tuple(metres(-30, 30), metres(-30, 30), metres(-5, 8)), (start, grip, place) => {
        const after = dragged(start, grip, rayTo(gripPlace(start, grip)), rayTo(place), false);
        return after.size.every((side) => side >= 0.05 - 1e-12);
      }),
    );
  });

  it('moves over the ground with the cursor, and keeps size, heading and height', () => {
    fc.assert(
      fc.property(cuboids, metres(-5, 5), metres(-5, 5), (start, dx, dy) => {
        const goal: Vec3 = [start.center[0] + dx, start.center[1] + dy, start.center[2]];
        const after = dragged(start, { kind: 'move' }, rayTo(gripPlace(start, { kind: 'move' })), rayTo(goal), false);
        return near(gripPlace(after, { kind: 'move' }), goal) && after.size === start.size && after.yaw === start.yaw;
      }),
    );
  });

  it('moves straight up and down on request', () => {
    fc.assert(
      fc.property(cuboids, metres(-3, 3), (start, dz) => {
        const goal: Vec3 = [start.center[0], start.center[1], start.center[2] + dz];
        return near(dragged(start, { kind: 'move' }, rayTo(start.center), rayTo(goal), true).center, goal, 1e-5);
      }),
    );
  });

  it('turns to head for the cursor, about its middle', () => {
    fc.assert(
      fc.property(cuboids, metres(-3.1, 3.1), metres(1, 6), (start, heading, away) => {
        const goal: Vec3 = [start.center[0] + away * Math.cos(heading), start.center[1] + away * Math.sin(heading), start.center[2]];
        const after = dragged(start, { kind: 'turn' }, rayTo(gripPlace(start, { kind: 'turn' })), rayTo(goal), false);
        return Math.abs(after.yaw - heading) < 1e-6 && after.center === start.center && after.size === start.size;
      }),
    );
  });

  it('stays as it is where the cursor points at the sky', () => {
    const start: CuboidDraft = { center: [5, 0, 1], size: [4, 2, 2], yaw: 0.3 };
    const sky: Ray = { origin: EYE, direction: [0.8, 0, 0.6] };
    for (const grip of GRIPS.filter((g) => g.kind !== 'face')) expect(dragged(start, grip, rayTo([5, 0, 0]), sky, false)).toEqual(start);
  });
});
