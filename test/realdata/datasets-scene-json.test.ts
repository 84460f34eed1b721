import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { openPath } from '#src/cli/open-path.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { cliJson } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { linkInto, tempFolder, writeFiles } from '#test/support/temp-folder.ts';

/** The numbers behind 'NAME:' in a calibration file. */
function calibration(file: string, name: string): number[] {
  const line = readFileSync(file, 'utf8').split('\n').find((l) => l.startsWith(`${name}:`));
  return line!.slice(name.length + 1).trim().split(/\s+/).map(Number);
}

function json<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

/** 3x4 to 4x4. */
const padded = (m: readonly number[]): number[] => [...m.slice(0, 12), 0, 0, 0, 1];

describeReal('opencalib-masks', 'OpenCalib, described by hand', (data) => {
  const expected = json<{ points: number; points_in_image_with_distortion: number; points_in_image_pinhole: number }>(data, 'expected.json');
  const folder = tempFolder();
  linkInto(folder, data, ['calib.pcd', 'calib.png', 'masks', 'derived_instance_ids_uint16.png']);
  const calib = join(data, 'calib.txt');
  const k = calibration(calib, 'K');
  const lens = { width: 1920, height: 1200, fx: k[0], fy: k[4], cx: k[2], cy: k[5] };
  const camera = (model: string, coefficients: number[]) => ({ id: model, kind: 'camera', sensorFromEgo: { matrix: padded(calibration(calib, 'T')) }, camera: { model, ...lens, coefficients } });
  const masks = readdirSync(join(data, 'masks')).sort();
  writeFiles(folder, {
    'scene.json': {
      schemaVersion: 1,
      name: 'opencalib',
      sensors: [{ id: 'lidar', kind: 'lidar' }, camera('opencv-radtan', calibration(calib, 'D')), camera('pinhole', [])],
      sequences: [{
        id: '0',
        frames: [{
          id: 'calib',
          sweeps: [{ sensor: 'lidar', file: 'calib.pcd' }],
          images: [
            { sensor: 'opencv-radtan', file: 'calib.png', masks: masks.map((name, i) => ({ file: `masks/${name}`, kind: 'binary', instance: i + 1 })) },
            { sensor: 'pinhole', file: 'calib.png', masks: [{ file: 'derived_instance_ids_uint16.png', kind: 'instance-ids' }] },
          ],
        }],
      }],
    },
  });

  it.each([['opencv-radtan', expected.points_in_image_with_distortion], ['pinhole', expected.points_in_image_pinhole]])('with %s has %i points in the image', async (name, inside) => {
    const result = await cliJson<ProjectionInfo>('project', folder, '--frame', 'calib', '--camera', name);
    expect(result).toMatchObject({ points: expected.points, inside });
  });

  it('finds its masks', async () => {
    const { scene } = await openPath(join(folder, 'scene.json'));
    expect(scene.warnings).toEqual([]);
    expect(scene.sequences[0].frames[0].images.map((i) => i.masks.length)).toEqual([98, 1]);
  });
});

describeReal('kitti-raw-5', 'KITTI raw, described by hand', (data) => {
  const expected = json<Record<string, { points: number; image: [number, number]; inside: number }>>(data, 'expected.json');
  const folder = tempFolder();
  linkInto(folder, data, ['velodyne_points', 'image_02']);
  const calib = join(data, 'calib.txt');
  const p = calibration(calib, 'P_rect_00');
  const rect = calibration(calib, 'R_rect_00'), tr = calibration(calib, 'RT_velo_to_cam');
  const cameraFromVelodyne = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].map((j) => [0, 1, 2, 3].reduce((sum, m) => sum + rect[4 * i + m] * tr[4 * m + j], 0)));
  const names = Object.keys(expected).map((file) => file.replace('.bin', ''));
  const [width, height] = expected[`${names[0]}.bin`].image;
  writeFiles(folder, {
    'scene.json': {
      schemaVersion: 1,
      name: 'raw',
      sensors: [
        { id: 'velodyne', kind: 'lidar', cloud: { format: 'kitti-bin', columns: ['x', 'y', 'z', 'r'] } },
        { id: 'left', kind: 'camera', sensorFromEgo: { matrix: cameraFromVelodyne }, camera: { model: 'pinhole', width, height, fx: p[0], fy: p[5], cx: p[2], cy: p[6] } },
      ],
      sequences: [{
        id: 'drive',
        frames: names.map((id) => ({
          id, sweeps: [{ sensor: 'velodyne', file: `velodyne_points/${id}.bin` }], images: [{ sensor: 'left', file: `image_02/${id}.png` }],
        })),
      }],
    },
  });

  it('has the counts of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', folder);
    expect(info).toMatchObject({ layout: 'scene-json', warnings: [] });
    expect(info.frames.map((f) => [`${f.id}.bin`, f.points])).toEqual(Object.entries(expected).map(([file, e]) => [file, e.points]));
    expect(info.frames[0].fields.map((f) => f.name)).toEqual(['x', 'y', 'z', 'r']);
  });

  it.each(names)('projects frame %s', async (frame) => {
    const result = await cliJson<ProjectionInfo>('project', folder, '--frame', frame, '--camera', 'left');
    expect(result.inside).toBe(expected[`${frame}.bin`].inside);
  });
});

interface SustechBox {
  readonly psr: Record<'position' | 'scale' | 'rotation', { x: number; y: number; z: number }>;
  readonly obj_type: string;
  readonly obj_id: string;
}

/** SUSTechPOINTS turns like three.js: R = Rx Ry Rz. */
function sustechPose({ psr: { position: t, rotation: r } }: SustechBox): number[] {
  const [cx, cy, cz] = [r.x, r.y, r.z].map(Math.cos), [sx, sy, sz] = [r.x, r.y, r.z].map(Math.sin);
  return [
    cy * cz, -cy * sz, sy, t.x,
    cx * sz + sx * sy * cz, cx * cz - sx * sy * sz, -sx * cy, t.y,
    sx * sz - cx * sy * cz, sx * cz + cx * sy * sz, cx * cy, t.z,
    0, 0, 0, 1,
  ];
}

describeReal('sustechpoints', 'SUSTechPOINTS, described by hand', (data) => {
  interface Expected { points: number; cams: Record<string, { size: [number, number]; inside: number }>; boxes: { type: string; id: string; points: number }[] }
  const expected = json<Record<string, Expected>>(data, 'expected.json');
  const cameras = ['front', 'left', 'right'];
  const folder = tempFolder();
  linkInto(folder, data, ['lidar', 'camera']);
  writeFiles(folder, {
    'scene.json': {
      schemaVersion: 1,
      name: 'sustech',
      sensors: [
        { id: 'lidar', kind: 'lidar' },
        ...cameras.map((id) => {
          const { extrinsic, intrinsic: k } = json<{ extrinsic: number[]; intrinsic: number[] }>(data, `calib/camera/${id}.json`);
          return { id, kind: 'camera', sensorFromEgo: { matrix: extrinsic }, camera: { model: 'pinhole', width: 2048, height: 1536, fx: k[0], fy: k[4], cx: k[2], cy: k[5] } };
        }),
      ],
      sequences: [{
        id: '0',
        frames: Object.keys(expected).map((id) => ({
          id,
          sweeps: [{ sensor: 'lidar', file: `lidar/${id}.pcd` }],
          images: cameras.map((sensor) => ({ sensor, file: `camera/${sensor}/${id}.jpg` })),
          boxes: json<SustechBox[]>(data, `label/${id}.json`).map((box) => ({
            id: box.obj_id, class: box.obj_type, egoFromBox: { matrix: sustechPose(box) },
            size: { length: box.psr.scale.x, width: box.psr.scale.y, height: box.psr.scale.z },
          })),
        })),
      }],
    },
  });

  const cases = Object.entries(expected).flatMap(([frame, { points, cams }]) => Object.entries(cams).map(([camera, { inside }]) => ({ frame, camera, points, inside })));
  it.each(cases)('has $inside points of frame $frame in $camera', async ({ frame, camera, points, inside }) => {
    expect(await cliJson<ProjectionInfo>('project', folder, '--frame', frame, '--camera', camera)).toMatchObject({ points, inside });
  });

  it.each(Object.entries(expected))('has the points of every box of frame %s', async (id, { boxes }) => {
    const { scene, tree } = await openPath(folder);
    const frame = scene.sequences[0].frames.find((f) => f.id === id)!;
    const cloud = await readSweep(tree, frame.sweeps[0]);
    const counts = frame.boxes.map(({ box, className, id: boxId }) => {
      const boxFromSweep = compose(invert(box.pose), frame.sweeps[0].worldFromSweep);
      let points = 0;
      for (let p = 0; p < cloud.count; p++) {
        const at = apply(boxFromSweep, [cloud.positions[3 * p], cloud.positions[3 * p + 1], cloud.positions[3 * p + 2]]);
        if (at.every((x, k) => Math.abs(x) <= box.size[k] / 2)) points++;
      }
      return { type: className, id: boxId, points };
    });
    expect(counts).toEqual(boxes);
  });
});
