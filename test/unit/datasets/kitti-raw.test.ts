import { describe, expect, it } from 'vitest';
import { corners } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const DATE = '2011_09_26', DRIVE = `${DATE}/${DATE}_drive_0001_sync`;
const oxts = (latitude: number, longitude: number, yaw = 0): string => `${latitude} ${longitude} 110 0 0 ${yaw} 1 2 3`;

const files: Record<string, unknown> = {
  [`${DATE}/calib_cam_to_cam.txt`]: 'calib_time: 09-Jan-2012 13:57:47\ncorner_dist: 9.95e-02\nR_rect_00: 1 0 0 0 1 0 0 0 1\nP_rect_02: 700 0 600 70 0 700 180 7 0 0 1 0',
  [`${DATE}/calib_velo_to_cam.txt`]: 'calib_time: 15-Mar-2012 11:37:16\nR: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 -0.3',
  [`${DATE}/calib_imu_to_velo.txt`]: 'calib_time: 25-May-2012 16:47:16\nR: 1 0 0 0 1 0 0 0 1\nT: -0.8 0.3 -0.8',
  [`${DRIVE}/velodyne_points/timestamps.txt`]: '2011-09-26 13:02:25.951199337\n\n2011-09-26 13:02:26.158000000\n',
  [`${DRIVE}/image_02/timestamps.txt`]: '2011-09-26 13:02:25.964389445\n\n2011-09-26 13:02:26.1\n',
  ...Object.fromEntries([0, 2].flatMap((k) => [
    [`${DRIVE}/velodyne_points/data/000000000${k}.bin`, ''],
    [`${DRIVE}/image_02/data/000000000${k}.png`, pngHeader(1242, 375)],
    [`${DRIVE}/oxts/data/000000000${k}.txt`, oxts(49, 8 + k * 1e-4, k === 0 ? 0 : Math.PI / 2)],
  ])),
};
const open = (more: Record<string, unknown> = {}) => openDataset(memoryTree({ ...files, ...more }));
const without = (path: string) => openDataset(memoryTree(Object.fromEntries(Object.entries(files).filter(([p]) => p !== path))));

/** As boost writes it. */
const pose = (place: readonly number[], state = 2): string =>
  `<item class_id="3" tracking_level="0" version="1">${['tx', 'ty', 'tz', 'rx', 'ry', 'rz'].map((name, i) => `<${name}>${place[i]}</${name}>`).join('\n')}
  <state>${state}</state><occlusion>-1</occlusion><occlusion_kf>-1</occlusion_kf><truncation>99</truncation><amt_occlusion>0.0</amt_occlusion></item>`;
const tracklet = (type: string, [h, w, l]: readonly number[], first: number, ...poses: string[]): string =>
  `<item class_id="1" tracking_level="0" version="1"><objectType>${type}</objectType><h>${h}</h><w>${w}</w><l>${l}</l><first_frame>${first}</first_frame>
  <poses class_id="2" tracking_level="0" version="0"><count>${poses.length}</count><item_version>2</item_version>${poses.join('')}</poses><finished>1</finished></item>`;
const tracklets = (...items: string[]): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<!DOCTYPE boost_serialization>
<boost_serialization signature="serialization::archive" version="9">
<tracklets class_id="0" tracking_level="0" version="0">
<count>${items.length}</count><item_version>1</item_version>${items.join('\n')}
</tracklets>
</boost_serialization>
`;
const TRACKLETS = `${DRIVE}/tracklet_labels.xml`;
const car = tracklet('Car', [1.5, 1.8, 4], 0, pose([10, 2, -1.7, 0, 0, 0.5]), pose([11, 2, -1.7, 0, 0, 0.5], 1), pose([12, 2, -1.7, 0, 0, 0.5]));
const sitting = tracklet('Person (sitting)', [1.2, 0.6, 0.8], 2, pose([5, -3, -1.5, 0, 0, -2], 1), pose([5, -3, -1.5, 0, 0, -2], 0));

describe('KITTI raw tracklets', () => {
  it('are the boxes of each scan, by its number, standing on what the file calls their place', async () => {
    const scene = await open({ [TRACKLETS]: tracklets(car, sitting) });
    // Scan 1 is not there: the drive has gaps. Nobody set the second pose of the person.
    expect(scene.warnings).toEqual([expect.stringContaining('1 boxes in 1 scans that are not there')]);
    const [first, last] = scene.sequences[0].frames;
    expect([first, last].map((f) => f.boxes.map((b) => [b.className, b.track, b.box.size]))).toEqual([
      [['Car', '0', [4, 1.8, 1.5]]], [['Car', '0', [4, 1.8, 1.5]], ['Person (sitting)', '1', [0.8, 0.6, 1.2]]],
    ]);
    // run_demoTracklets.m: corners at +-l/2, +-w/2, 0 and h, turned by rz, moved by tx, ty, tz; here with the pose of each scan.
    for (const [frame, [tx, ty, tz, rz], [h, w, l], box] of [[first, [10, 2, -1.7, 0.5], [1.5, 1.8, 4], 0], [last, [12, 2, -1.7, 0.5], [1.5, 1.8, 4], 0], [last, [5, -3, -1.5, -2], [1.2, 0.6, 0.8], 1]] as const) {
      const expected = [-l / 2, l / 2].flatMap((x) => [-w / 2, w / 2].flatMap((y) => [0, h].map((z) =>
        apply(frame.sweeps[0].worldFromSweep, [tx + x * Math.cos(rz) - y * Math.sin(rz), ty + x * Math.sin(rz) + y * Math.cos(rz), tz + z]))));
      corners(frame.boxes[box].box).forEach((corner, k) => expect(corner).toEqual(expected[k].map((value) => expect.closeTo(value, 9))));
    }
  });

  it.each([
    ['cut off', tracklets(car).slice(0, 900), /tracklet_labels\.xml.*not valid XML/],
    ['with fewer tracklets than it says', tracklets(car).replace('<count>1</count><item_version>1', '<count>2</count><item_version>1'), /another number of tracklets.*expected 2.*found 1/],
    ['with fewer poses than it says', tracklets(car).replace('<count>3</count>', '<count>4</count>'), /another number of poses.*expected 4.*found 3/],
    ['with a place that is no number', tracklets(car).replace('<tx>10', '<tx>ten'), /line \d+, <tx>.*found ten/],
    ['without a size', tracklets(car).replace('<h>1.5</h>', ''), /lacks an element.*<h>/],
    ['of size 0', tracklets(car).replace('<h>1.5</h>', '<h>0</h>'), /without a size/],
    ['that begins before the first scan', tracklets(car).replace('<first_frame>0', '<first_frame>-1'), /<first_frame>.*at least 0/],
    ['of another kind', '<opencv_storage></opencv_storage>', /another kind of XML/],
    ['with entities of its own', tracklets(car).replace('<!DOCTYPE boost_serialization>', '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>').replace('<objectType>Car', '<objectType>&b;'), /not valid XML.*entity/],
  ])('%s are a warning, and the scans open', async (_what, content, warning) => {
    const scene = await open({ [TRACKLETS]: content });
    expect(scene.warnings).toEqual([expect.stringMatching(warning)]);
    expect(scene.sequences[0].frames.map((f) => f.boxes)).toEqual([[], []]);
  });

  it('never are fewer than the file has, wherever it is cut off', async () => {
    const whole = tracklets(car), end = whole.trimEnd().length;
    for (let length = 0; length < end; length += 7) {
      const scene = await open({ [TRACKLETS]: whole.slice(0, length) });
      expect([length, scene.warnings.length, scene.sequences[0].frames.flatMap((f) => f.boxes).length]).toEqual([length, 1, 0]);
    }
  });
});

describe('KITTI raw', () => {
  it('is a sequence per drive, with the times of each sensor to the nanosecond', async () => {
    const scene = await open();
    expect([scene.layout, scene.warnings]).toEqual(['kitti-raw', []]);
    expect(scene.sequences.map((s) => [s.id, s.posed, s.frames.map((f) => f.id)])).toEqual([[`${DATE}_drive_0001_sync`, true, ['0000000000', '0000000002']]]);
    const [first, last] = scene.sequences[0].frames;
    // date -u -d '2011-09-26 13:02:25' +%s
    expect([first.timeNs, first.images[0].timeNs]).toEqual([1317042145951199337n, 1317042145964389445n]);
    // By the number of the file, across the line that is empty.
    expect([last.timeNs, last.images[0].timeNs]).toEqual([1317042146158000000n, 1317042146100000000n]);
  });

  it('takes a point ahead to the middle of the picture, and shifts by the fourth column', async () => {
    const { sequences: [{ frames: [{ images: [image], sweeps: [sweep] }] }] } = await open();
    expect(image.spec).toEqual({ model: 'pinhole', width: 1242, height: 375, fx: 700, fy: 700, cx: 600, cy: 180, coefficients: [] });
    // x forward, y left, z up becomes x right, y down, z forward; 0.3 m behind, then K^-1 (70, 7, 0).
    expect(apply(cameraFromSweep(image, sweep), [10, 2, 1])).toEqual([-2 + 0.1, -1 + 0.01, 9.7].map((x) => expect.closeTo(x, 9)));
  });

  it('drives east as oxts says, about the IMU and not the scanner', async () => {
    const { sequences: [{ frames: [first, last] }] } = await open();
    // 2e-4 degrees at 49 degrees north: 6378137 * 2e-4 * pi / 180 * cos(49 degrees) = 14.606 m. The scanner is at (0.8, -0.3, 0.8) of the IMU.
    expect(first.sweeps[0].worldFromSweep.t).toEqual([0.8, -0.3, 0.8].map((x) => expect.closeTo(x, 9)));
    expect(last.sweeps[0].worldFromSweep.t).toEqual([14.606 + 0.3, 0.8, 0.8].map((x) => expect.closeTo(x, 3)));
    expect(apply(last.sweeps[0].worldFromSweep, [1, 0, 0])[1]).toBeCloseTo(1.8, 9);
  });

  it.each([
    [`${DRIVE}/oxts/data/0000000002.txt`, false, /opened without poses/],
    [`${DATE}/calib_imu_to_velo.txt`, false, /^$/],
    [`${DATE}/calib_velo_to_cam.txt`, true, /image_02 is shown without projection/],
  ])('opens without %s', async (path, posed, warning) => {
    const scene = await without(path);
    expect(scene.sequences[0]).toMatchObject({ posed, frames: [{ id: '0000000000' }, { id: '0000000002' }] });
    expect(scene.warnings.join('\n')).toMatch(warning);
  });

  it.each([
    [`${DRIVE}/oxts/data/0000000002.txt`, '1 2 x', /0000000002\.txt: is no oxts packet/],
    [`${DRIVE}/velodyne_points/timestamps.txt`, 'noon', /timestamps\.txt.*line 1/],
    [`${DATE}/calib_velo_to_cam.txt`, 'R: 2 0 0 0 1 0 0 0 1\nT: 0 0 0', /calib_velo_to_cam\.txt.*orthonormal/],
  ])('warns of a broken %s', async (path, content, warning) => {
    const scene = await open({ [path]: content });
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(scene.sequences[0].frames).toHaveLength(2);
  });
});
