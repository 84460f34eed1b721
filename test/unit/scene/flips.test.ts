import { describe, expect, it } from 'vitest';
import { nuscenesLayout } from '#sample-data/layouts/nuscenes.ts';
import { sceneLayout } from '#sample-data/layouts/scene.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, fromMatrix, invert, rigid, toMatrix, toQuaternion } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { Flips } from '#src/core/scene/flips.ts';
import { applyFlips, flippables } from '#src/core/scene/flips.ts';
import type { SceneFile, SceneFilePose } from '#src/core/scene/scene-schema.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const simulation = new Simulation({ seed: 9, frames: 2, beams: 16, azimuthSteps: 240, cameras: 3, imageWidth: 160 });
const shots = [0, 1].map((i) => simulation.frame(i));
const files = Object.fromEntries([...allFiles(simulation, sceneLayout)].filter(([path]) => !path.startsWith('truth/')).map(([path, make]) => [path, make()]));
const truth = JSON.parse(new TextDecoder().decode(files['scene.json'])) as SceneFile;

type Sensor = SceneFile['sensors'][number];
type Camera = Rigid<'ego', 'camera'>;

/** The simulator's street, with its cameras written in another way. */
function written(as: (egoFromCamera: Camera, sensor: Sensor) => Partial<Sensor>): Promise<Scene> {
  const sensors = truth.sensors.map((s) => (s.kind === 'camera' ? { ...s, ...as(fromMatrix(s.egoFromSensor!.matrix!), s) } : s));
  return openDataset(memoryTree({ ...files, 'scene.json': { ...truth, sensors } }));
}

const matrix = (a: Rigid<never, never>): SceneFilePose => ({ matrix: toMatrix(a) });
const withRotation = (r: readonly number[], { t }: Camera) => matrix(rigid(r, t));

/** The indices of the points that each picture sees, by the scene's own numbers. */
function seen(scene: Scene): number[][] {
  return scene.sequences[0].frames.flatMap(({ images, sweeps: [sweep] }, k) => images.map((image) => {
    const { points } = shots[k].lidars[0].sweep, count = points.length / 5;
    const positions = Float32Array.from({ length: 3 * count }, (_, i) => points[5 * Math.floor(i / 3) + (i % 3)]);
    return [...projectSweep({ positions, origin: [0, 0, 0] }, createCamera(image.spec), cameraFromSweep(image, sweep)).index];
  }));
}

/** The same by the simulator's poses and lenses, without a scene. */
const expected = shots.flatMap(({ cameras, lidars: [{ sweep, worldFromSweep }] }) => cameras.map(({ mount, worldFromCamera }) => {
  const positions = Float32Array.from({ length: (3 * sweep.points.length) / 5 }, (_, i) => sweep.points[5 * Math.floor(i / 3) + (i % 3)]);
  return [...projectSweep({ positions, origin: [0, 0, 0] }, createCamera(mount.spec), compose(invert(worldFromCamera), worldFromSweep)).index];
}));

const VEHICLE_FROM_OPTICAL = rigid<'camera', 'camera'>([0, 0, 1, -1, 0, 0, 0, -1, 0], [0, 0, 0]);
const OPENGL_FROM_OPTICAL = rigid<'camera', 'camera'>([1, 0, 0, 0, -1, 0, 0, 0, -1], [0, 0, 0]);
const transposed = ({ r }: Camera) => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((k) => r[k]);

const CASES: Readonly<Record<string, { readonly as: (pose: Camera, sensor: Sensor) => Partial<Sensor>; readonly flips: Flips }>> = {
  'the inverse': { as: (pose) => ({ egoFromSensor: matrix(invert(pose) as never) }), flips: { 'extrinsics-direction': 'camera-from-parent' } },
  'the inverse of the inverse': { as: (pose) => ({ egoFromSensor: undefined, sensorFromEgo: matrix(pose as never) }), flips: { 'extrinsics-direction': 'parent-from-camera' } },
  'x, y, z, w': {
    as: (pose) => {
      const [w, x, y, z] = toQuaternion(pose);
      return { egoFromSensor: { translation: { x: pose.t[0], y: pose.t[1], z: pose.t[2] }, rotation: { w: x, x: y, y: z, z: w } } };
    },
    flips: { 'quaternion-order': 'xyzw' },
  },
  'column by column': { as: (pose) => ({ egoFromSensor: withRotation(transposed(pose), pose) }), flips: { 'matrix-order': 'column-major' } },
  "the vehicle's axes": { as: (pose) => ({ egoFromSensor: matrix(compose(pose, invert(VEHICLE_FROM_OPTICAL)) as never) }), flips: { 'camera-axes': 'vehicle' } },
  "OpenGL's axes": { as: (pose) => ({ egoFromSensor: matrix(compose(pose, invert(OPENGL_FROM_OPTICAL)) as never) }), flips: { 'camera-axes': 'opengl' } },
  'three at once': {
    as: (pose) => {
      const { t, ...inverse } = invert(compose(pose, invert(VEHICLE_FROM_OPTICAL))), [w, x, y, z] = toQuaternion({ ...inverse, t });
      return { egoFromSensor: { translation: { x: t[0], y: t[1], z: t[2] }, rotation: { w: x, x: y, y: z, z: w } } };
    },
    flips: { 'quaternion-order': 'xyzw', 'extrinsics-direction': 'camera-from-parent', 'camera-axes': 'vehicle' },
  },
};

describe('a scene whose cameras are written in another convention', () => {
  it('sees points, as the simulator does', async () => {
    expect(expected.every((points) => points.length > 20)).toBe(true);
    expect(seen(await openDataset(memoryTree(files)))).toEqual(expected);
  });

  it.each(Object.entries(CASES))('%s: sees the right points when it is flipped, and only then', async (_name, { as, flips }) => {
    const wrong = await written(as);
    expect(seen(wrong)).not.toEqual(expected);
    const right = applyFlips(wrong, flips);
    expect(seen(right)).toEqual(expected);
    for (const [k, frame] of right.sequences[0].frames.entries()) {
      frame.images.forEach((image, c) => {
        const { r, t } = shots[k].cameras[c].worldFromCamera;
        [...image.worldFromCamera.r, ...image.worldFromCamera.t].forEach((value, i) => expect(value).toBeCloseTo([...r, ...t][i], 9));
      });
      expect(frame.sweeps).toBe(wrong.sequences[0].frames[k].sweeps);
    }
    // And back: a flip to what was read is none.
    expect(seen(applyFlips(right, Object.fromEntries(flippables(wrong).map((f) => [f.id, f.asRead[0]]))))).toEqual(seen(wrong));
  });

  it('nuScenes tables whose camera rotations are x, y, z, w', async () => {
    const street = new Simulation({ seed: 9, frames: 2, beams: 16, azimuthSteps: 120, imageWidth: 64, ...nuscenesLayout.needs });
    const tables = Object.fromEntries([...allFiles(street, nuscenesLayout)].filter(([path]) => !path.startsWith('truth/')).map(([path, make]) => [path, make()]));
    const name = Object.keys(tables).find((path) => path.endsWith('/calibrated_sensor.json'))!;
    const rows = JSON.parse(new TextDecoder().decode(tables[name])) as { rotation: number[]; camera_intrinsic: number[][] }[];
    const turned = rows.map((row) => (row.camera_intrinsic.length === 0 ? row : { ...row, rotation: [...row.rotation.slice(1), row.rotation[0]] }));
    const poses = (scene: Scene) => scene.sequences.flatMap((s) => s.frames.flatMap((f) => f.images.flatMap(({ worldFromCamera: { r, t } }) => [...r, ...t])));
    const right = poses(await openDataset(memoryTree(tables))), wrong = await openDataset(memoryTree({ ...tables, [name]: turned }));
    const apart = (values: readonly number[]) => Math.max(...values.map((value, i) => Math.abs(value - right[i])));
    expect(apart(poses(wrong))).toBeGreaterThan(0.1);
    expect(apart(poses(applyFlips(wrong, { 'quaternion-order': 'xyzw' })))).toBeLessThan(1e-9);
  });

  it('a lens of four coefficients is what it is flipped to', async () => {
    const lens = (model: string) => (_: Camera, { camera }: Sensor) => ({ camera: { ...camera!, model, coefficients: [0.3, -0.2, 0.1, -0.04] } });
    const [radtan, fisheye] = [await written(lens('opencv-radtan')), await written(lens('opencv-fisheye'))];
    expect(seen(radtan)).not.toEqual(seen(fisheye));
    expect(seen(applyFlips(radtan, { 'lens-4': 'opencv-fisheye' }))).toEqual(seen(fisheye));
    expect(flippables(radtan).find((f) => f.id === 'lens-4')).toMatchObject({ asRead: ['opencv-radtan'], source: 'file', choices: [{ value: 'opencv-radtan' }, { value: 'opencv-fisheye' }] });
  });

  it('offers what applies, with how it is known, and leaves a scene alone without flips or with unknown ones', async () => {
    const scene = await written(() => ({}));
    expect(flippables(scene).map(({ id, asRead, source }) => [id, asRead, source])).toEqual([
      ['matrix-order', ['row-major'], 'assumed'], ['extrinsics-direction', ['parent-from-camera'], 'format'], ['camera-axes', ['optical'], 'format'],
      ['motion-compensation', ['in-data'], 'file'],
    ]);
    expect(applyFlips(scene, {})).toBe(scene);
    expect(applyFlips(scene, { 'camera-axes': 'sideways', nonsense: 'x' })).toBe(scene);
    const same = applyFlips(scene, { 'camera-axes': 'optical' });
    expect(same.sequences[0].frames[0].images[0]).toBe(scene.sequences[0].frames[0].images[0]);
  });
});
