import fc from 'fast-check';
import { Matrix4, PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { fromQuaternion, identity, invert, apply } from '#src/core/geometry/rigid.ts';
import { copcViewOf } from '#src/session/levels-view.ts';

const metre = fc.float({ min: -500, max: 500, noNaN: true });
const place = fc.tuple(metre, metre, metre);

describe('copcViewOf', () => {
  it("has three's camera's eye, and shows what it shows, also through a sweep's pose", () => {
    fc.assert(
      fc.property(place, place, fc.integer({ min: 20, max: 100 }), place, fc.boolean(), (eye, target, fov, point, posed) => {
        fc.pre(Math.hypot(eye[0] - target[0], eye[1] - target[1]) > 1);
        const camera = new PerspectiveCamera(fov, 16 / 9, 0.1, 5000);
        camera.up.set(0, 0, 1);
        camera.position.set(...eye);
        camera.lookAt(...target);
        camera.updateMatrixWorld();
        const clip = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
        const pose = posed ? fromQuaternion<'world', 'sweep'>([0.8, 0.1, -0.2, 0.5], [100, -50, 7]) : identity<'world', 'sweep'>();
        const view = copcViewOf({ clipFromWorld: clip.clone().transpose().elements, width: 1600, height: 900 }, pose);
        apply(pose, view.eye).forEach((v, k) => expect(v).toBeCloseTo(eye[k], 3));
        expect(view.focal).toBeCloseTo(450 / Math.tan((fov * Math.PI) / 360), 3);
        const seen = new Vector3(...point).applyMatrix4(camera.matrixWorldInverse);
        const inPicture = new Vector3(...point).project(camera);
        const [x, y, z] = apply(invert(pose), point);
        const margins = view.planes.map(([a, b, c, d]) => a * x + b * y + c * z + d);
        fc.pre(margins.every((v) => Math.abs(v) > 1e-3));
        expect(margins.every((v) => v > 0)).toBe(seen.z < 0 && Math.abs(inPicture.x) < 1 && Math.abs(inPicture.y) < 1);
      }),
    );
  });
});
