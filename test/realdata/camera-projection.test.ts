import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { cameraFromProjectionMatrix } from '#src/core/camera/projection-matrix.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, fromMatrix, fromQuaternion, invert } from '#src/core/geometry/rigid.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { describeReal } from '../support/shared-data.ts';

type CameraFromSweep = Rigid<'camera', 'sweep'>;

function json<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

/** x y z of a file of float32 x y z i. */
function velodyne(...path: string[]): Float32Array {
  const bytes = readFileSync(join(...path));
  const xyzi = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const positions = new Float32Array((xyzi.length / 4) * 3);
  for (let i = 0; i < xyzi.length / 4; i++) positions.set(xyzi.subarray(4 * i, 4 * i + 3), 3 * i);
  return positions;
}

/** x y z of a binary PCD, by its header. */
function binaryPcd(...path: string[]): Float32Array {
  const bytes = readFileSync(join(...path));
  const end = bytes.indexOf('\n', bytes.indexOf('\nDATA binary') + 1) + 1;
  const header = new Map(bytes.toString('latin1', 0, end).split('\n').map((line) => [line.split(' ')[0], line.split(' ').slice(1)]));
  const sizes = header.get('SIZE')!.map(Number), counts = header.get('COUNT')!.map(Number);
  const step = sizes.reduce((sum, size, k) => sum + size * counts[k], 0);
  const points = Number(header.get('POINTS')![0]);
  expect(header.get('FIELDS')!.slice(0, 3)).toEqual(['x', 'y', 'z']);
  return Float32Array.from({ length: 3 * points }, (_, k) => bytes.readFloatLE(end + Math.floor(k / 3) * step + (k % 3) * 4));
}

/** "NAME: numbers" lines. */
function calibration(...path: string[]): Record<string, number[]> {
  const lines = readFileSync(join(...path), 'utf8').split('\n').filter((line) => /^\w+:/.test(line));
  return Object.fromEntries(lines.map((line) => [line.split(':')[0], line.split(':')[1].trim().split(/\s+/).map(Number)]));
}

function inside(positions: Float32Array, spec: CameraSpec, cameraFromSweep: CameraFromSweep): number {
  return projectSweep({ positions, origin: [0, 0, 0] }, createCamera(spec), cameraFromSweep).count;
}

/** KITTI: K [I | t] * rectification * cameraFromSweep. */
function kittiCamera(p: number[], rectified: CameraFromSweep, [width, height]: number[]): [CameraSpec, CameraFromSweep] {
  const { cameraFromRect, ...k } = cameraFromProjectionMatrix(p)!;
  const shift = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: cameraFromRect };
  return [{ model: 'pinhole', width, height, ...k, coefficients: [] }, compose<'camera', 'camera', 'sweep'>(shift, rectified)];
}

interface SegmentsSample {
  attributes: {
    frames: {
      name: string;
      pcd: { url: string };
      images: {
        name: string;
        width: number;
        height: number;
        intrinsics: { intrinsic_matrix: number[][] };
        extrinsics: { translation: Record<'x' | 'y' | 'z', number>; rotation: Record<'qw' | 'qx' | 'qy' | 'qz', number> };
      }[];
    }[];
  };
}

describeReal('pandaset-002', 'PandaSet 002: points inside each image', (dir) => {
  const expected = json<Record<string, { points_inside_image: Record<string, number> }>>(dir, 'expected.json');
  const { frames } = json<SegmentsSample>(dir, 'sample.json').attributes;

  it('covers every expected frame', () => {
    expect(frames.map((frame) => frame.name).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(frames.map((frame) => [frame.name, frame] as const))('frame %s', (name, frame) => {
    const positions = velodyne(dir, frame.pcd.url);
    const counts = frame.images.map((image) => {
      const [[fx, , cx], [, fy, cy]] = image.intrinsics.intrinsic_matrix;
      const { translation: t, rotation: q } = image.extrinsics;
      const sweepFromCamera = fromQuaternion<'sweep', 'camera'>([q.qw, q.qx, q.qy, q.qz], [t.x, t.y, t.z]);
      const spec = { model: 'pinhole', width: image.width, height: image.height, fx, fy, cx, cy, coefficients: [] };
      return [image.name, inside(positions, spec, invert(sweepFromCamera))];
    });
    expect(Object.fromEntries(counts)).toEqual(expected[name].points_inside_image);
  });
});

describeReal('kitti-object', 'KITTI object: points inside the left colour image', (dir) => {
  const expected = json<Record<string, { image: number[]; points_in_image: number }>>(dir, 'expected.json');

  it.each(Object.keys(expected))('frame %s', (frame) => {
    const calib = calibration(dir, 'training/calib', `${frame}.txt`);
    const rect: Rigid<'camera', 'camera'> = { r: calib.R0_rect, t: [0, 0, 0] };
    const rectified = compose<'camera', 'camera', 'sweep'>(rect, fromMatrix<'camera', 'sweep'>(calib.Tr_velo_to_cam));
    const [spec, cameraFromSweep] = kittiCamera(calib.P2, rectified, expected[frame].image);
    expect(inside(velodyne(dir, 'training/velodyne', `${frame}.bin`), spec, cameraFromSweep)).toBe(expected[frame].points_in_image);
  });
});

describeReal('kitti-raw-5', 'KITTI raw: points inside the image', (dir) => {
  const expected = json<Record<string, { image: number[]; inside: number }>>(dir, 'expected.json');
  const calib = calibration(dir, 'calib.txt');
  const rectified = compose<'camera', 'camera', 'sweep'>(fromMatrix(calib.R_rect_00), fromMatrix(calib.RT_velo_to_cam));

  it.each(Object.keys(expected))('%s', (file) => {
    const [spec, cameraFromSweep] = kittiCamera(calib.P_rect_00, rectified, expected[file].image);
    expect(inside(velodyne(dir, 'velodyne_points', file), spec, cameraFromSweep)).toBe(expected[file].inside);
  });
});

describeReal('sustechpoints', 'SUSTechPOINTS: points inside each image', (dir) => {
  const expected = json<Record<string, { cams: Record<string, { size: number[]; inside: number }> }>>(dir, 'expected.json');

  it.each(Object.keys(expected))('frame %s', (frame) => {
    const positions = binaryPcd(dir, 'lidar', `${frame}.pcd`);
    for (const [name, { size: [width, height], inside: count }] of Object.entries(expected[frame].cams)) {
      // Both row-major; the extrinsic takes LiDAR coordinates to the camera's.
      const { intrinsic: k, extrinsic } = json<{ intrinsic: number[]; extrinsic: number[] }>(dir, 'calib/camera', `${name}.json`);
      const spec = { model: 'pinhole', width, height, fx: k[0], fy: k[4], cx: k[2], cy: k[5], coefficients: [] };
      expect([name, inside(positions, spec, fromMatrix(extrinsic))]).toEqual([name, count]);
    }
  });
});

describeReal('opencalib-masks', 'OpenCalib: points inside the image, with and without its lens', (dir) => {
  interface Expected { image: number[]; points_in_image_with_distortion: number; points_in_image_pinhole: number }
  const expected = json<Expected>(dir, 'expected.json');
  const { K: [fx, , cx, , fy, cy], D: coefficients, T } = calibration(dir, 'calib.txt');
  const [width, height] = expected.image;
  const base = { width, height, fx, fy, cx, cy };

  it('counts as the dataset says', async () => {
    const { positions } = await readCloud(memorySource('calib.pcd', readFileSync(join(dir, 'calib.pcd'))), {}, {});
    const cameraFromSweep = fromMatrix<'camera', 'sweep'>(T);
    expect(coefficients.length).toBe(5);
    const distorted = inside(positions, { model: 'opencv-radtan', ...base, coefficients }, cameraFromSweep);
    const ideal = inside(positions, { model: 'pinhole', ...base, coefficients: [] }, cameraFromSweep);
    expect({ distorted, ideal }).toEqual({
      distorted: expected.points_in_image_with_distortion,
      ideal: expected.points_in_image_pinhole,
    });
  });
});
