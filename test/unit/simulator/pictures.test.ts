import { describe, expect, it } from 'vitest';
import { pixelRays } from '#sample-data/sensors/lens.ts';
import { simulate } from '#sample-data/simulate.ts';
import { newHit } from '#sample-data/world/ray-scene.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';

// Slow beams and small pictures: a lens is right or wrong at any size.
const { simulation, frames: [frame] } = simulate({ frames: 1, beams: 24, azimuthSteps: 300, cameras: 5, imageWidth: 288 });
const { street, objects } = simulation;
const [lidar] = frame.lidars;

describe.each(frame.cameras.map((camera) => ({ name: camera.mount.name, camera })))('$name', ({ camera: shot }) => {
  const { mount, worldFromCamera, seconds } = shot, { width, height } = mount.spec;
  const camera = createCamera(mount.spec);

  it('looks along rays that the app projects back to their pixels', () => {
    const rayThrough = pixelRays(mount.spec), ray = new Float64Array(3), pixel = new Float64Array(2);
    let looked = 0;
    for (let v = 0; v < height; v += 7)
      for (let u = 0; u < width; u += 7) {
        if (!rayThrough(u, v, ray)) continue;
        looked++;
        expect(camera.project(ray[0], ray[1], ray[2], pixel)).toBe(true);
        expect(Math.abs(pixel[0] - u) + Math.abs(pixel[1] - v)).toBeLessThan(1e-6);
      }
    expect(looked).toBeGreaterThan(500);
  });

  it('shows the class and instance of every point that nothing hides, where the app projects it', () => {
    const { sweep } = lidar, { labels } = shot.image();
    const cameraFromWorld = invert(worldFromCamera), eye = worldFromCamera.t, pixel = new Float64Array(2), hit = newHit();
    street.moveTo(seconds);
    let seen = 0, atPixel = 0, hidden = 0;
    for (let i = 0; i < sweep.count; i++) {
      // Where the place that the beam met is when the picture is taken.
      const world = apply(street.worldFromPart(sweep.objects[i], sweep.parts[i]), [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
      const local = apply(cameraFromWorld, world);
      if (!camera.project(local[0], local[1], local[2], pixel)) continue;
      const u = Math.round(pixel[0]), v = Math.round(pixel[1]);
      if (u < 1 || v < 1 || u >= width - 1 || v >= height - 1) continue;
      const range = Math.hypot(local[0], local[1], local[2]);
      const d = world.map((value, k) => (value - eye[k]) / range);
      if (street.blocked(eye[0], eye[1], eye[2], d[0], d[1], d[2], range - 0.003)) {
        hidden++;
        continue;
      }
      seen++;
      const around = [-1, 0, 1].flatMap((dv) => [-1, 0, 1].map((du) => labels[(v + dv) * width + u + du]));
      if (around.includes(sweep.truth[i])) atPixel++;
      // Thinner than a pixel: the ray to the point itself finds it, or one that touches it there.
      else if (street.cast(eye[0], eye[1], eye[2], d[0], d[1], d[2], range + 0.003, hit) && street.labelAt(hit) !== sweep.truth[i])
        expect(Math.abs(hit.t - range), `point ${i}`).toBeLessThan(0.0031);
    }
    expect(seen).toBeGreaterThan(300);
    expect(hidden).toBeGreaterThan(20);
    // A wide lens on few pixels: wires, twigs and leaves are thinner than they are.
    expect(atPixel / seen).toBeGreaterThan(0.93);
  });

  it('shows the street: many classes, sky above, things that are told apart', () => {
    const { labels } = shot.image();
    const classes = new Set([...labels].map((label) => label & 0xffff)), things = new Set([...labels].map((label) => label >>> 16));
    expect(classes.has(0)).toBe(true);
    expect(classes.size).toBeGreaterThan(7);
    expect(things.size).toBeGreaterThan(2);
    expect(Math.max(...things)).toBeLessThanOrEqual(objects.filter(({ thing }) => thing).length);
  });
});

it('cameras fire at their own times, 0.2 to 1.5 m from the LiDAR', () => {
  const { simulation: { mounts, lidars: [{ egoFromSensor }] } } = simulate({ frames: 0, cameras: 8 });
  expect(mounts.length).toBe(8);
  expect(new Set(mounts.map(({ delayNs }) => delayNs)).size).toBe(8);
  expect(new Set(mounts.map(({ spec }) => spec.model))).toEqual(new Set(['pinhole', 'opencv-radtan', 'opencv-fisheye']));
  for (const { egoFromSensor: { t } } of mounts) {
    const away = Math.hypot(...t.map((v, k) => v - egoFromSensor.t[k]));
    expect(away).toBeGreaterThanOrEqual(0.19);
    expect(away).toBeLessThanOrEqual(1.5);
  }
});
