import { describe, expect, it } from 'vitest';
import { nuscenesLayout } from '#sample-data/layouts/nuscenes.ts';
import { NUSCENES_NAMES } from '#sample-data/world/classes.ts';
import { DataError } from '#src/core/errors.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { expectSame, simulated } from './simulated.ts';

const { files, frames, oracle } = simulated(nuscenesLayout, { radar: true, frames: 4 });
type Row = Record<string, unknown> & { readonly token: string };
const table = (name: string): Row[] => JSON.parse(new TextDecoder().decode(files[`v1.0-mini/${name}.json`])) as Row[];
const withTable = (name: string, change: (rows: Row[]) => unknown): Record<string, unknown> => ({ ...files, [`v1.0-mini/${name}.json`]: change(table(name)) });
const open = (changed: Record<string, unknown> = files, layout?: string) => openDataset(memoryTree(changed), { layout });

const CHANNELS: Readonly<Record<string, string>> = { CAM_FRONT: 'front', CAM_FRONT_LEFT: 'front-left', LIDAR_TOP: 'top', RADAR_FRONT: 'radar-front' };

describe('nuScenes, against the same street as scene.json', () => {
  it('has the same points, times, poses, lenses, sensors and boxes', async () => {
    const scene = await open(), same = await oracle(), tree = memoryTree(files);
    expect([scene.layout, scene.why, scene.warnings]).toEqual(['nuscenes', 'nuScenes tables in v1.0-mini', []]);
    expect(scene.sequences.map((s) => [s.id, s.posed, s.frames.length])).toEqual([['scene-0001', true, 4]]);
    expect(scene.sequences[0].frames.map((f) => f.id)).toEqual(table('sample').map((row) => row.token));
    for (const [k, frame] of scene.sequences[0].frames.entries()) {
      const other = same.sequences[0].frames[k];
      expect(frame.sweeps.map(({ sensor }) => CHANNELS[sensor])).toEqual(other.sweeps.map(({ sensor }) => sensor));
      for (const [i, sweep] of frame.sweeps.entries()) {
        expect(sweep.timeNs).toBe(inMicroseconds(other.sweeps[i].timeNs));
        expectSame(sweep.worldFromSweep, other.sweeps[i].worldFromSweep, 1e-9);
      }
      const cloud = await readSweep(tree, frame.sweeps[0]), { sweep: truth } = frames[k].lidars[0];
      expect([cloud.count, ...cloud.fields.map((f) => f.name)]).toEqual([truth.count, 'x', 'y', 'z', 'intensity', 'ring']);
      expect([...cloud.positions.subarray(0, 3)]).toEqual([...truth.points.subarray(0, 3)]);
      expect((await readSweep(tree, frame.sweeps[1])).count).toBe(frames[k].radar!.count);
      expect(frame.images.map(({ camera }) => CHANNELS[camera])).toEqual(other.images.map(({ camera }) => camera));
      for (const [i, image] of frame.images.entries()) {
        expect([image.spec, image.timeNs]).toEqual([other.images[i].spec, inMicroseconds(other.images[i].timeNs)]);
        expectSame(cameraFromSweep(image, frame.sweeps[0]), cameraFromSweep(other.images[i], other.sweeps[0]), 1e-9);
      }
      // scene.json has the boxes of what pictures show; nuScenes of all that points fell on.
      expect(other.boxes.length).toBeGreaterThan(3);
      for (const { box } of other.boxes) {
        const mine = frame.boxes.find((b) => near(b.box.pose.t, box.pose.t))!;
        expect(mine.box.size).toEqual(box.size.map((size) => expect.closeTo(size, 9)));
        expectSame(mine.box.pose, box.pose, 1e-6);
      }
    }
  });

  it('gives boxes their class, their track and the speed between the annotations before and after', async () => {
    const { sequences: [{ frames: opened }] } = await open();
    const boxes = opened[1].boxes, instances = new Map(table('instance').map((row) => [row.token, row]));
    expect(boxes).toHaveLength(table('sample_annotation').filter((row) => row.sample_token === opened[1].id).length);
    const categories = new Map(table('category').map((row) => [row.token, row.name]));
    for (const box of boxes) expect(box.className).toBe(categories.get(String(instances.get(box.track!)!.category_token)));
    const through = boxes.filter(({ track }) => [0, 2].every((k) => opened[k].boxes.some((b) => b.track === track)));
    expect(through.length).toBeGreaterThan(3);
    let moving = 0;
    for (const { track, velocity } of through) {
      const [before, after] = [0, 2].map((k) => opened[k].boxes.find((b) => b.track === track)!.box.pose.t);
      velocity!.forEach((v, k) => expect(v).toBeCloseTo((after[k] - before[k]) / 0.2, 6));
      if (Math.hypot(...velocity!) > 0.5) moving++;
    }
    expect(moving).toBeGreaterThan(0);
  });

  it('has classes by the index that category.json says', async () => {
    const tree = memoryTree(withTable('category', (rows) => rows.map((row) => ({ ...row, index: Number(row.index) === 17 ? 24 : Number(row.index) === 24 ? 17 : row.index }))));
    const { taxonomy } = await openDataset(tree);
    expect([className(taxonomy, 24), className(taxonomy, 17), className(taxonomy, 32)]).toEqual(['vehicle.car', 'flat.driveable_surface', 'noise']);
    expect(taxonomy.classes.find((c) => c.id === 24)).toMatchObject({ kind: 'thing', colour: '#ff9e00' });
  });

  it('has the labels of lidarseg, and the instances of panoptic', async () => {
    const scene = await open(), tree = memoryTree(files);
    for (const [k, { sweeps: [sweep] }] of scene.sequences[0].frames.entries()) {
      const labels = (await loadFrameLabels(tree, sweep, await readSweep(tree, sweep)))!;
      const { truth } = frames[k].lidars[0].sweep;
      expect([...labels].map((label) => className(scene.taxonomy, classOf(label)))).toEqual([...truth].map((label) => NUSCENES_NAMES[label & 0xffff]));
      expect([...labels].map(instanceOf)).toEqual([...truth].map((label) => (label >>> 16)));
    }
  });

  it('keeps classes that panoptic leaves out, and reads panoptic alone', async () => {
    const without = (part: RegExp) => Object.fromEntries(Object.entries(files).filter(([path]) => !part.test(path)));
    const classesOnly = await open(without(/panoptic/)), both = await open(without(/lidarseg/));
    expect(classesOnly.sequences[0].frames[0].sweeps[0].labels).toMatchObject({ format: 'nuscenes-lidarseg', classMap: { 0: 32 } });
    expect(both.sequences[0].frames[0].sweeps[0].labels).toMatchObject({ format: 'nuscenes-panoptic' });
    expect(both.sequences[0].frames[0].sweeps[0].labels?.classMap).toBeUndefined();
  });

  it('lists the sweeps between samples only where that is asked for', async () => {
    // The second and fourth sample_data of each sensor stop being key frames, and their samples go.
    const samples = table('sample'), kept = [samples[0].token, samples[2].token];
    const changed = {
      ...withTable('sample_data', (rows) => rows.map((row) => (kept.includes(String(row.sample_token)) ? row
        : { ...row, is_key_frame: false, sample_token: kept[row.sample_token === samples[1].token ? 0 : 1] }))),
      'v1.0-mini/sample.json': samples.filter((row) => kept.includes(row.token)),
      'v1.0-mini/sample_annotation.json': table('sample_annotation').filter((row) => kept.includes(String(row.sample_token))),
    };
    const plain = await open(changed), more = await open(changed, 'nuscenes-sweeps'), all = await open();
    expect(plain.sequences[0].frames.map((f) => f.sweeps.map((s) => s.sensor))).toEqual([['LIDAR_TOP', 'RADAR_FRONT'], ['LIDAR_TOP', 'RADAR_FRONT']]);
    expect(more.sequences[0].frames.map((f) => f.sweeps.map((s) => s.sensor))).toEqual([0, 1].map(() => ['LIDAR_TOP', 'RADAR_FRONT', 'LIDAR_TOP_sweep_01']));
    const [, , extra] = more.sequences[0].frames[0].sweeps;
    expect(extra).toMatchObject({ labels: null, timeNs: all.sequences[0].frames[1].timeNs, worldFromSweep: all.sequences[0].frames[1].sweeps[0].worldFromSweep });
  });

  it('opens the part of a dataset that is here, and says what is not', async () => {
    const [first] = table('sample_data').filter((row) => String(row.filename).includes('LIDAR_TOP'));
    const { sequences, warnings } = await open(Object.fromEntries(Object.entries(files).filter(([path]) => path !== first.filename)));
    expect(sequences[0].frames).toHaveLength(3);
    expect(warnings.join('\n')).toMatch(/1 files of key frames are not in the folder\n.*1 samples are left out/);
  });

  it.each([
    ['ego_pose', (rows: Row[]) => rows.slice(1), /sample_data\.json.*ego_pose_token that leads nowhere/],
    ['calibrated_sensor', (rows: Row[]) => rows.slice(1), /sample_data\.json.*calibrated_sensor_token/],
    ['instance', () => [], /sample_annotation\.json.*instance_token/],
    ['ego_pose', (rows: Row[]) => [{ ...rows[0], rotation: [1, 0, 0] }, ...rows.slice(1)], /ego_pose\.json.*row 0: rotation/],
    ['ego_pose', (rows: Row[]) => [{ ...rows[0], rotation: [1, 1, 0, 0] }, ...rows.slice(1)], /ego_pose\.json.*quaternion of length 1/],
    ['sample_annotation', (rows: Row[]) => [{ ...rows[0], size: [1, 0, 1] }], /sample_annotation\.json.*row 0: size\[1\]/],
    ['scene', () => '{"a": 1}', /scene\.json.*no table/],
  ])('names the fault in %s', async (name, change, message) => {
    const error: unknown = await open(withTable(name, change)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(message);
  });
});

function inMicroseconds(time: bigint | null): bigint {
  return (time! / 1000n) * 1000n;
}

function near(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, k) => Math.abs(x - b[k]) < 1e-6);
}
