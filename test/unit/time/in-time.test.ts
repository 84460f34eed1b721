import { describe, expect, it } from 'vitest';
import { sceneLayout } from '#sample-data/layouts/scene.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { placeOf, shotOf } from '#sample-data/truth/visibility.ts';
import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { createCamera } from '#src/core/camera/index.ts';
import type { Projection } from '#src/core/camera/projection.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { applyFlips, flippables } from '#src/core/scene/flips.ts';
import type { SceneFile } from '#src/core/scene/scene-schema.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep, readSweepAsWritten } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

/** A vehicle that turns and accelerates, a sweep with its motion left in, and cameras that read their rows one after the other. */
const simulation = new Simulation({ seed: 5, frames: 3, beams: 32, azimuthSteps: 360, cameras: 5, imageWidth: 960, turning: true, distorted: true, readoutMilliseconds: 33 });
const AT = 1;
const frame = simulation.frame(AT), [lidar] = frame.lidars;
const files = Object.fromEntries([...allFiles(simulation, sceneLayout, false)].filter(([path]) => !path.startsWith('truth/')).map(([path, make]) => [path, make()]));
const written = JSON.parse(new TextDecoder().decode(files['scene.json'])) as SceneFile;
/** The pictures themselves are not needed: where they were taken is. */
const withImages: SceneFile = {
  ...written,
  sequences: written.sequences.map((s) => ({ ...s, frames: s.frames.map((f, i) => ({ ...f, images: simulation.frame(i).cameras.map(({ mount, timeNs }) => ({ sensor: mount.name, file: `${mount.name}.jpg`, timestampNs: String(timeNs) })) })) })),
};
const tree = memoryTree({ ...files, 'scene.json': withImages, ...Object.fromEntries(simulation.mounts.map(({ name }) => [`${name}.jpg`, ''])) });

/** Distances in pixels between where points are projected and where the truth sees them, of points that do not move by themselves, by camera. */
async function errors(scene: Scene, rolling: boolean): Promise<number[][]> {
  const { sweeps: [sweep], images } = scene.sequences[0].frames[AT], cloud = await readSweep(tree, sweep);
  return images.map((image, c) => {
    const camera = rolling ? cameraOf(image) : createCamera(image.spec), projection: Projection = projectSweep(cloud, camera, cameraFromSweep(image, sweep));
    const eye = { ...frame.cameras[c], spec: frame.cameras[c].mount.spec }, lens = createCamera(eye.spec);
    const off: number[] = [];
    for (let k = 0; k < projection.count; k++) {
      const i = projection.index[k], shot = shotOf(lens, eye, apply(lidar.worldFromSweep, placeOf(lidar.sweep, i)));
      if (shot !== null) off.push(Math.hypot(shot.u - projection.u[k], shot.v - projection.v[k]));
    }
    return off;
  });
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const quantile = (values: readonly number[], q: number) => sorted(values)[Math.floor(q * (values.length - 1))];

describe('a sweep and pictures that took their time, from a vehicle that turns and accelerates', () => {
  it('fall where the truth sees them, to a small fraction of a pixel; without their times they are off by many', async () => {
    const scene = await openDataset(tree), asMoved = applyFlips(scene, { 'motion-compensation': 'in-data' });
    const inTime = await errors(scene, true), naive = await errors(asMoved, false), noShutter = await errors(scene, false), noPointTimes = await errors(asMoved, true);
    for (const [c, off] of inTime.entries()) {
      expect(off.length).toBeGreaterThan(300);
      const name = frame.cameras[c].mount.name;
      expect(quantile(off, 0.99), name).toBeLessThan(0.15);
      expect(quantile(off, 0.5), name).toBeLessThan(0.02);
      expect(quantile(naive[c], 0.9), name).toBeGreaterThan(4);
      // Neither half of the motion alone is enough.
      for (const half of [noShutter, noPointTimes]) expect(quantile(half[c], 0.5), name).toBeGreaterThan(10 * quantile(off, 0.5));
    }
    expect(Math.max(...naive.map((off) => quantile(off, 1)))).toBeGreaterThan(30);
  });

  it('places sensors at their own times between the poses of the vehicle, and says so', async () => {
    const scene = await openDataset(tree), { images } = scene.sequences[0].frames[AT];
    for (const [c, { worldFromCamera }] of images.entries()) {
      const truth = frame.cameras[c].worldFromCamera;
      [...worldFromCamera.t].forEach((x, k) => expect(x).toBeCloseTo(truth.t[k], 3));
      worldFromCamera.r.forEach((x, k) => expect(x).toBeCloseTo(truth.r[k], 4));
    }
    const said = Object.fromEntries(scene.conventions.map(({ name, value }) => [name, value]));
    expect(said.poses).toContain('interpolated to its own time for 15 sweeps and pictures');
    expect(said['motion compensation']).toBe("by column time, after the sweep's time, with the poses of the sequence");
    expect(said['rolling shutter']).toBe('33 ms top-to-bottom; time and pose of a picture are those of its middle');
  });

  it('keeps order, count and columns of the file, and leaves exports what was written', async () => {
    const scene = await openDataset(tree), [sweep] = scene.sequences[0].frames[AT].sweeps;
    const moved = await readSweep(tree, sweep), asWritten = await readSweepAsWritten(tree, sweep, {}, 'all');
    expect(moved.count).toBe(lidar.sweep.count);
    for (let i = 0; i < moved.count; i++) {
      const [x, y, z] = placeOf(lidar.sweep, i), p = moved.positions;
      if (Math.hypot(p[3 * i] - x, p[3 * i + 1] - y, p[3 * i + 2] - z) > 0.005) expect.fail(`point ${i} is not where the sensor would have seen it`);
      if (asWritten.positions[3 * i] !== lidar.sweep.points[5 * i]) expect.fail(`point ${i} is not as it was written`);
    }
    expect(moved.columns.time.values).toEqual(asWritten.columns.time.values);
  });

  it('can be told that the points were compensated already, and that they were not', async () => {
    const scene = await openDataset(tree), [choice] = flippables(scene).filter((f) => f.id === 'motion-compensation');
    expect(choice).toMatchObject({ name: 'motion compensation', asRead: ['by-point-time'], source: 'file' });
    const [before] = scene.sequences[0].frames[AT].sweeps, [after] = applyFlips(scene, { 'motion-compensation': 'in-data' }).sequences[0].frames[AT].sweeps;
    expect((await readSweep(tree, after)).positions[0]).toBe(lidar.sweep.points[0]);
    expect(applyFlips(scene, { 'motion-compensation': 'by-point-time' }).sequences[0].frames[AT].sweeps[0]).toBe(before);
  });

  it('refuses times at which nobody knows where the sensor was, naming file and column', async () => {
    const inMilliseconds = { ...withImages, sensors: withImages.sensors.map((s) => (s.pointTimes ? { ...s, pointTimes: { ...s.pointTimes, column: 'remission' } } : s)) };
    const other = memoryTree({ ...files, 'scene.json': inMilliseconds, ...Object.fromEntries(simulation.mounts.map(({ name }) => [`${name}.jpg`, ''])) });
    const [sweep] = (await openDataset(other)).sequences[0].frames[AT].sweeps;
    await expect(readSweep(other, sweep)).rejects.toThrow(/000001\.bin.*remission of point/);
  });
});
