import { tableFromArrays, tableToIPC, vectorFromArray, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

/** A Feather file of these columns, written by Apache's own library. */
function feather(columns: Record<string, readonly (number | bigint | string)[]>): Uint8Array {
  const arrays = Object.entries(columns).map(([name, values]) => {
    if (typeof values[0] === 'string') return [name, vectorFromArray(values as string[], new Utf8())];
    return [name, typeof values[0] === 'bigint' ? BigInt64Array.from(values as bigint[]) : Float64Array.from(values as number[])];
  });
  return tableToIPC(tableFromArrays(Object.fromEntries(arrays) as Record<string, Float64Array>), 'file');
}

const pose = (rows: readonly (readonly number[])[]) => Object.fromEntries(['qw', 'qx', 'qy', 'qz', 'tx_m', 'ty_m', 'tz_m'].map((name, k) => [name, rows.map((row) => row[k])]));
const [T0, T1, SHOT] = [315966070559696000n, 315966070659696000n, 315966070574696000n];
const half = Math.SQRT1_2, LOG = 'val/abc';
const sweep = feather({ x: [1, 2], y: [0, 0], z: [0, 0], intensity: [3, 4] });
const files: Record<string, unknown> = {
  [`${LOG}/sensors/lidar/${T0}.feather`]: sweep, [`${LOG}/sensors/lidar/${T1}.feather`]: sweep,
  [`${LOG}/sensors/cameras/ring_front_center/${SHOT}.jpg`]: '',
  [`${LOG}/city_SE3_egovehicle.feather`]: feather({ timestamp_ns: [T0, SHOT, T1], ...pose([[half, 0, 0, half, 10, 0, 0], [half, 0, 0, half, 10, 1, 0], [half, 0, 0, half, 10, 5, 0]]) }),
  // x forward, y left, z up becomes x right, y down, z forward: (w, x, y, z) = (0.5, -0.5, 0.5, -0.5) from camera to vehicle.
  [`${LOG}/calibration/egovehicle_SE3_sensor.feather`]: feather({ sensor_name: ['up_lidar', 'ring_front_center'], ...pose([[1, 0, 0, 0, 0, 0, 1], [0.5, -0.5, 0.5, -0.5, 1.5, 0, 1]]) }),
  [`${LOG}/calibration/intrinsics.feather`]: feather({ sensor_name: ['ring_front_center'], fx_px: [1000], fy_px: [1001], cx_px: [800], cy_px: [600], k1: [0.1], width_px: [1550], height_px: [2048] }),
  [`${LOG}/annotations.feather`]: feather({ timestamp_ns: [T1], track_uuid: ['t-1'], category: ['BUS'], length_m: [12], width_m: [3], height_m: [3.5], num_interior_pts: [9n], ...pose([[1, 0, 0, 0, 2, 0, 0]]) }),
};
const open = (more: Record<string, unknown> = {}) => openDataset(memoryTree({ ...files, ...more }));

describe('Argoverse 2', () => {
  it('has sweeps in the vehicle\'s frame, pictures at their own pose, boxes of their sweep', async () => {
    const scene = await open(), tree = memoryTree(files);
    expect([scene.layout, scene.warnings]).toEqual(['argoverse-2', []]);
    expect(scene.sequences.map((s) => [s.id, s.posed, s.frames.map((f) => [f.timeNs, f.images.length, f.boxes.length])])).toEqual([['abc', true, [[T0, 1, 0], [T1, 0, 1]]]]);
    const [{ sweeps: [first], images: [image] }, { boxes: [box] }] = scene.sequences[0].frames;
    const cloud = await readSweep(tree, first);
    expect([0, 1].map((i) => pointAt(cloud, i))).toEqual([[1, 0, 0], [2, 0, 0]]);
    expect(image.spec).toEqual({ model: 'pinhole', width: 1550, height: 2048, fx: 1000, fy: 1001, cx: 800, cy: 600, coefficients: [] });
    // The vehicle moved 1 m forward (along y of the city) before the shot: 11 m ahead is 11 - 1 - 1.5 m before the lens.
    expect(apply(cameraFromSweep(image, first), [11, 2, 0])).toEqual([-2, 1, 8.5].map((x) => expect.closeTo(x, 9)));
    expect(box).toMatchObject({ id: 't-1', track: 't-1', className: 'BUS', box: { size: [12, 3, 3.5] } });
    expect(apply(box.box.pose, [1, 0, 0])).toEqual([10, 8, 0].map((x) => expect.closeTo(x, 9)));
  });

  it.each([
    ['city_SE3_egovehicle.feather', feather({ timestamp_ns: [T0], ...pose([[1, 0, 0, 0, 0, 0, 0]]) }), /1 sweeps have no pose/],
    ['city_SE3_egovehicle.feather', feather({ timestamp_ns: [T0], ...pose([[1, 1, 0, 0, 0, 0, 0]]) }), /row 0.*length 1/],
    ['city_SE3_egovehicle.feather', feather({ timestamp_ns: [1], ...pose([[1, 0, 0, 0, 0, 0, 0]]) }), /timestamp_ns.*int64/],
    ['annotations.feather', feather({ timestamp_ns: [T0] }), /annotations\.feather: has no such column/],
    ['calibration/intrinsics.feather', new Uint8Array(30), /intrinsics\.feather/],
  ])('stays usable with another %s', async (name, content, warning) => {
    const scene = await open({ [`${LOG}/${name}`]: content, [`${LOG}/sensors/cameras/ring_front_center/${SHOT}.jpg`]: 'no picture' });
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames.length).toBeGreaterThan(0);
  });
});
