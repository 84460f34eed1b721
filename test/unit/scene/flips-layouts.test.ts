import { describe, expect, it } from 'vitest';
import { semanticKittiLayout } from '#sample-data/layouts/semantickitti.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { corners, uprightBox } from '#src/core/geometry/box.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply, compose, invert, rigid, toMatrix } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { applyFlips, flippables } from '#src/core/scene/flips.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from '../datasets/png-header.ts';

/** One camera and one LiDAR on a rig that turns; a picture has the pose of its scan, as in these datasets. */
const simulation = new Simulation({ seed: 9, frames: 2, beams: 16, azimuthSteps: 240, cameras: 1, imageWidth: 160, ...semanticKittiLayout.needs });
const { mounts: [camera], lidars: [lidar] } = simulation, { spec } = camera, shots = [0, 1].map((i) => simulation.frame(i).lidars[0]);
const truth = compose(invert(camera.egoFromSensor), lidar.egoFromSensor) as Rigid<'camera', 'sweep'>;
/** Rectification, and the shift along the rectified frame that a projection's fourth column stands for: of what follows the extrinsics. */
const tilt = 0.02, rectify = rigid<'camera', 'camera'>([1, 0, 0, 0, Math.cos(tilt), -Math.sin(tilt), 0, Math.sin(tilt), Math.cos(tilt)], [0, 0, 0]);
const shift = [0.06, 0.01, 0.002] as const, beside = rigid<'camera', 'camera'>([1, 0, 0, 0, 1, 0, 0, 0, 1], shift);
const unrectified = compose(invert(compose(beside, rectify)), truth), rectified = compose(invert(beside), truth);

const points = shots.map(({ sweep }) => Float32Array.from({ length: (3 * sweep.points.length) / 5 }, (_, i) => sweep.points[5 * Math.floor(i / 3) + (i % 3)]));
const project = (positions: Float32Array, from: Rigid<'camera', 'sweep'>) => [...projectSweep({ positions, origin: [0, 0, 0] }, createCamera(spec), from).index];
const expected = points.map((positions) => project(positions, truth));
const seen = (scene: Scene) => scene.sequences[0].frames.map(({ images: [image], sweeps: [sweep] }, k) => project(points[k], cameraFromSweep(image, sweep)));
/** How the rig moved between the two frames, seen from the first sweep. */
const moved = compose(invert(shots[0].worldFromSweep), shots[1].worldFromSweep);
const movedIn = (scene: Scene) => compose(invert(scene.sequences[0].frames[0].sweeps[0].worldFromSweep), scene.sequences[0].frames[1].sweeps[0].worldFromSweep);
const car = uprightBox<'sweep'>([9, 2, -0.8], [4, 1.8, 1.5], 0.4);

type Any = Rigid<FrameName, FrameName>;
const rows = (a: Any) => toMatrix(a).slice(0, 12).map((x) => x.toExponential(12)).join(' ');
const rotation = ({ r }: Any) => r.map((x) => x.toExponential(12)).join(' ');
const translation = ({ t }: Any) => t.map((x) => x.toExponential(12)).join(' ');
/** K [I | t] with its fourth column, K t. */
const projection = ([x, y, z]: readonly number[]) => [spec.fx, 0, spec.cx, spec.fx * x + spec.cx * z, 0, spec.fy, spec.cy, spec.fy * y + spec.cy * z, 0, 0, 1, z].join(' ');
const picture = pngHeader(spec.width, spec.height);
const numbered = (make: (k: number) => Record<string, unknown>) => Object.assign({}, make(0), make(1)) as Record<string, unknown>;
/** The velodyne's frame at label_2's place of the car: the middle of its bottom, in the rectified frame, and the turn about y. */
const label = () => {
  const { r, t } = compose(compose(rectify, unrectified), car.pose), [l, w, h] = car.size;
  // Exact only where the rectified frame is upright in the sweep's: what is asked is that the box moves with the extrinsics.
  return `Car 0 0 0 0 0 10 10 ${h} ${w} ${l} ${t[0]} ${t[1] + h / 2} ${t[2]} ${Math.atan2(-r[6], r[0])}`;
};

/** The files of the street in a layout, with the transform between LiDAR and camera that is asked about given by `extrinsics`. */
const LAYOUTS: Readonly<Record<string, { readonly files: (right: boolean) => Record<string, unknown>; readonly asRead: string; readonly moves: boolean }>> = {
  'KITTI object': {
    asRead: 'camera-from-parent', moves: false,
    files: (right) => numbered((k) => ({
      [`training/velodyne/00000${k}.bin`]: '', [`training/image_2/00000${k}.png`]: picture, [`training/label_2/00000${k}.txt`]: label(),
      [`training/calib/00000${k}.txt`]: `P2: ${projection(shift)}\nR0_rect: ${rotation(rectify)}\nTr_velo_to_cam: ${rows(right ? unrectified : invert(unrectified))}\n`,
    })),
  },
  'KITTI raw': {
    asRead: 'camera-from-parent', moves: false,
    files: (right) => {
      const given = right ? unrectified : invert(unrectified), drive = '2011_09_26/2011_09_26_drive_0001_sync';
      return {
        '2011_09_26/calib_cam_to_cam.txt': `R_rect_00: ${rotation(rectify)}\nP_rect_02: ${projection(shift)}\n`,
        '2011_09_26/calib_velo_to_cam.txt': `R: ${rotation(given)}\nT: ${translation(given)}\n`,
        ...numbered((k) => ({ [`${drive}/velodyne_points/data/000000000${k}.bin`]: '', [`${drive}/image_02/data/000000000${k}.png`]: picture })),
      };
    },
  },
  'SemanticKITTI': {
    asRead: 'camera-from-parent', moves: true,
    files: (right) => ({
      'sequences/00/calib.txt': `P2: ${projection(shift)}\nTr: ${rows(right ? rectified : invert(rectified))}\n`,
      'sequences/00/poses.txt': shots.map(({ worldFromSweep }) => rows(compose(compose(rectified, compose(invert(shots[0].worldFromSweep), worldFromSweep)), invert(rectified)))).join('\n'),
      ...numbered((k) => ({ [`sequences/00/velodyne/00000${k}.bin`]: '', [`sequences/00/image_2/00000${k}.png`]: picture })),
    }),
  },
  'KITTI-360': {
    asRead: 'parent-from-camera', moves: true,
    files: (right) => {
      // Its P_rect has no shift that is read.
      const drive = '2013_05_28_drive_0000_sync', sweepFromRaw = compose(invert(truth), rectify), toPose = rows(compose(lidar.egoFromSensor, sweepFromRaw));
      return {
        'calibration/calib_cam_to_pose.txt': ['00', '01', '02', '03'].map((c) => `image_${c}: ${toPose}`).join('\n'),
        'calibration/calib_cam_to_velo.txt': rows(right ? sweepFromRaw : invert(sweepFromRaw)),
        'calibration/perspective.txt': ['00', '01'].map((c) => `S_rect_${c}: ${spec.width} ${spec.height}\nR_rect_${c}: ${rotation(rectify)}\nP_rect_${c}: ${projection([0, 0, 0])}`).join('\n'),
        [`data_poses/${drive}/poses.txt`]: shots.map(({ worldFromEgo }, k) => `${k} ${rows(worldFromEgo)}`).join('\n'),
        ...numbered((k) => ({ [`data_3d_raw/${drive}/velodyne_points/data/000000000${k}.bin`]: '', [`data_2d_raw/${drive}/image_00/data_rect/000000000${k}.png`]: picture })),
      };
    },
  },
  'OpenLABEL': {
    asRead: 'parent-from-camera', moves: true,
    files: (right) => {
      const pose = (a: Any) => ({ type: 'sensor_cs', parent: 'vehicle', pose_wrt_parent: { matrix4x4: toMatrix(right ? a : invert(a)) } });
      const turn = Math.atan2(car.pose.r[3], car.pose.r[0]);
      const openlabel = {
        metadata: { schema_version: '1.0.0' },
        coordinate_systems: { odom: { type: 'scene_cs', parent: '' }, vehicle: { type: 'local_cs', parent: 'odom' }, lidar: pose(lidar.egoFromSensor), front: pose(camera.egoFromSensor) },
        streams: {
          lidar: { type: 'lidar' },
          front: { type: 'camera', stream_properties: { intrinsics_pinhole: { width_px: spec.width, height_px: spec.height, camera_matrix: [spec.fx, 0, spec.cx, 0, 0, spec.fy, spec.cy, 0, 0, 0, 1, 0] } } },
        },
        objects: { 1: { name: 'car', type: 'car' } },
        frames: Object.fromEntries(shots.map(({ worldFromEgo }, k) => [k, {
          frame_properties: {
            streams: { lidar: { uri: `points/${k}.pcd` }, front: { uri: `front/${k}.png` } },
            transforms: { ego: { src: 'vehicle', dst: 'odom', transform_src_to_dst: { matrix4x4: toMatrix(worldFromEgo) } } },
          },
          objects: { 1: { object_data: { cuboid: [{ name: 'shape', val: [...car.pose.t, 0, 0, turn, ...car.size], coordinate_system: 'lidar' }] } } },
        }])),
      };
      return { 'street.json': { openlabel }, ...numbered((k) => ({ [`points/${k}.pcd`]: '', [`front/${k}.png`]: picture })) };
    },
  },
};

/** All poses of a scene as one list of numbers. */
const poses = (scene: Scene) => scene.sequences.flatMap((s) => s.frames.flatMap((f) =>
  [...f.images.map((i) => i.worldFromCamera), ...f.sweeps.map((w) => w.worldFromSweep), ...f.boxes.map((b) => b.box.pose)].flatMap(({ r, t }: Any) => [...r, ...t])));

describe.each(Object.entries(LAYOUTS))('%s', (_name, { files, asRead, moves }) => {
  const other = asRead === 'parent-from-camera' ? 'camera-from-parent' : 'parent-from-camera';

  it('sees the points that the simulator does', async () => {
    const scene = await openDataset(memoryTree(files(true)));
    expect(expected.every((list) => list.length > 20)).toBe(true);
    expect(seen(scene)).toEqual(expected);
    expect(flippables(scene).find((f) => f.id === 'extrinsics-direction')).toMatchObject({ asRead: [asRead], source: 'format' });
  });

  it('whose LiDAR and camera are given the other way round is right when that is flipped, and only then', async () => {
    const right = await openDataset(memoryTree(files(true))), wrong = await openDataset(memoryTree(files(false)));
    expect(seen(wrong)).not.toEqual(expected);
    const flipped = applyFlips(wrong, { 'extrinsics-direction': other });
    expect(seen(flipped)).toEqual(expected);
    if (moves) [...movedIn(flipped).r, ...movedIn(flipped).t].forEach((value, k) => expect(value).toBeCloseTo([...moved.r, ...moved.t][k], 8));
    // Scans, pictures and boxes are all where they are when the file is right, world and all.
    expect(poses(flipped)).toEqual(poses(right).map((value) => expect.closeTo(value, 8)));
    expect(poses(applyFlips(flipped, { 'extrinsics-direction': asRead }))).toEqual(poses(wrong).map((value) => expect.closeTo(value, 8)));
  });
});

it('a box that was drawn in the frame of a LiDAR goes where its points go', async () => {
  const flipped = applyFlips(await openDataset(memoryTree(LAYOUTS.OpenLABEL.files(false))), { 'extrinsics-direction': 'camera-from-parent' });
  flipped.sequences[0].frames.forEach(({ boxes: [{ box }] }, k) => {
    const wanted = corners(car).map((corner) => apply(shots[k].worldFromSweep, corner));
    corners(box).forEach((corner, i) => expect(corner).toEqual(wanted[i].map((value) => expect.closeTo(value, 8))));
  });
});
