import { describe, expect, it } from 'vitest';
import { scan } from '#sample-data/sensors/lidar.ts';
import { pixelRays } from '#sample-data/sensors/lens.ts';
import { Random } from '#sample-data/world/random.ts';
import { newHit } from '#sample-data/world/ray-scene.ts';
import { simulate } from '#sample-data/simulate.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';

const scene = simulate({ frames: 1, beams: 30, azimuthSteps: 400, cameras: 3, imageWidth: 480 });
const frame = scene.frames[0];

describe.each(scene.mounts.map((mount, index) => ({ name: mount.name, index })))('$name', ({ index }) => {
  const { mount, image, worldFromCamera, street } = frame.cameras[index];
  const camera = createCamera(mount.spec);

  it('looks along rays that the app projects back to their pixels', () => {
    const rayThrough = pixelRays(mount.spec), ray = new Float64Array(3), pixel = new Float64Array(2);
    for (let v = 0; v < mount.spec.height; v += 7)
      for (let u = 0; u < mount.spec.width; u += 7) {
        rayThrough(u, v, ray);
        expect(camera.project(ray[0], ray[1], ray[2], pixel)).toBe(true);
        expect(Math.abs(pixel[0] - u) + Math.abs(pixel[1] - v)).toBeLessThan(1e-6);
      }
  });

  it('shows the class and instance of every point that nothing hides, where the app projects it', () => {
    // Without noise, so that a point is where its surface is; of the street at the camera's own time, so that nothing moved.
    const sweep = scan(street, { ...scene.lidar, rangeNoise: 0, dropRate: 0 }, frame.worldFromSweep, Random.fromSeed(1));
    const { labels, width, height } = image();
    const cameraFromWorld = invert(worldFromCamera), eye = worldFromCamera.t, pixel = new Float64Array(2), hit = newHit();
    let seen = 0, atPixel = 0, hidden = 0;
    for (let i = 0; i < sweep.count; i++) {
      const [x, y, z] = sweep.points.subarray(4 * i, 4 * i + 3);
      const world = apply(frame.worldFromSweep, [x, y, z]), local = apply(cameraFromWorld, world);
      if (!camera.project(local[0], local[1], local[2], pixel)) continue;
      const u = Math.round(pixel[0]), v = Math.round(pixel[1]);
      if (u < 1 || v < 1 || u >= width - 1 || v >= height - 1) continue;
      const range = Math.hypot(local[0], local[1], local[2]);
      const d = world.map((value, k) => (value - eye[k]) / range);
      if (street.blocked(eye[0], eye[1], eye[2], d[0], d[1], d[2], range - 0.02)) {
        hidden++;
        continue;
      }
      seen++;
      const around = [-1, 0, 1].flatMap((dv) => [-1, 0, 1].map((du) => labels[(v + dv) * width + u + du]));
      if (around.includes(sweep.truth[i])) atPixel++;
      // Thinner than a pixel: the ray to the point itself finds it, or ends where it lies.
      else if (street.cast(eye[0], eye[1], eye[2], d[0], d[1], d[2], range + 0.02, hit) && street.labelAt(hit) !== sweep.truth[i])
        expect(Math.abs(hit.t - range), `point ${i}`).toBeLessThan(0.03);
    }
    expect(seen).toBeGreaterThan(900);
    expect(hidden).toBeGreaterThan(20);
    expect(atPixel / seen).toBeGreaterThan(0.995);
  });

  it('shows the street: many classes, sky above, things that are told apart', () => {
    const { labels } = image();
    const classes = new Set([...labels].map((label) => label & 0xffff)), things = new Set([...labels].map((label) => label >>> 16));
    expect(classes.has(0)).toBe(true);
    expect(classes.size).toBeGreaterThan(7);
    expect(things.size).toBeGreaterThan(3);
  });
});
