import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { pngHeader } from './png-header.ts';

const pose = (x: number) => ({ position: { x, y: 0, z: 0 }, heading: { w: 1, x: 0, y: 0, z: 0 } });
const files = {
  '001/lidar/poses.json': [pose(1), pose(2)], '001/lidar/timestamps.json': [1557539924.49981, 1557539924.59981],
  '001/lidar/00.bin': '', '001/lidar/01.world.bin': '', '001/annotations/semseg/01.label': '',
  '001/camera/front_camera/poses.json': [pose(3), pose(4)], '001/camera/front_camera/intrinsics.json': { fx: 100, fy: 101, cx: 32, cy: 18 },
  '001/camera/front_camera/timestamps.json': [1557539924.5, 1557539924.6], '001/camera/front_camera/00.png': pngHeader(64, 36), '001/camera/front_camera/01.png': pngHeader(64, 36),
};

describe("PandaSet's own folders", () => {
  it('take sweeps in the frame that their name says, pictures with their own poses and times', async () => {
    const scene = await openDataset(memoryTree(files));
    expect([scene.layout, scene.warnings, scene.sequences[0].id]).toEqual(['pandaset', [], '001']);
    expect(scene.sequences[0].frames.map(({ id, sweeps: [sweep], images: [image] }) => [id, sweep.worldFromSweep.t, sweep.labels?.file, image.worldFromCamera.t[0], image.timeNs])).toEqual([
      ['00', [1, 0, 0], undefined, 3, 1557539924500000000n],
      ['01', [0, 0, 0], '001/annotations/semseg/01.label', 4, 1557539924600000000n],
    ]);
    expect(scene.sequences[0].frames[0].images[0].spec).toEqual({ model: 'pinhole', width: 64, height: 36, fx: 100, fy: 101, cx: 32, cy: 18, coefficients: [] });
  });

  it('are refused as pickles, with the command that converts them', async () => {
    const pickles = Object.fromEntries(Object.entries(files).map(([path, content]) => [path.replace(/\.(world\.)?bin$/, '.pkl.gz'), content]));
    const error: unknown = await openDataset(memoryTree(pickles)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    const { message } = error as DataError;
    expect(message).toMatch(/001\/lidar\/00\.pkl\.gz: is a pickle.*found 2 pickles.*python3 -c/);
    // A shell must take the command as it is printed, and Python must find its lines in it.
    const command = /python3 -c (".*")\)$/.exec(message)![1];
    const program = execFileSync('sh', ['-c', `printf %s ${command}`]).toString();
    expect(program.startsWith("exec('''import glob, pandas as pd\\nfor f in")).toBe(true);
    expect(program.split('\\n')).toHaveLength(4);
    expect(program).toMatch(/'''\)$/);
  });

  it.each([
    [{ '001/lidar/poses.json': [pose(1)] }, /lidar\/poses\.json.*number 01.*1 poses/],
    [{ '001/lidar/poses.json': [{ position: { x: 0, y: 0, z: 0 }, heading: { w: 2, x: 0, y: 0, z: 0 } }, pose(1)] }, /poses\.json.*\[0\]\.heading/],
    [{ '001/lidar/poses.json': { a: 1 } }, /poses\.json: is not a list of poses/],
  ])('name the fault in %j', async (more, message) => {
    await expect(openDataset(memoryTree({ ...files, ...more }))).rejects.toThrow(message);
  });

  it('stay usable without a camera whose intrinsics are broken, and without broken cuboids', async () => {
    const { sequences, warnings } = await openDataset(memoryTree({ ...files, '001/camera/front_camera/intrinsics.json': { fx: 0 }, '001/annotations/cuboids/00.json': [1] }));
    expect(sequences[0].frames.map((f) => [f.images.length, f.boxes.length])).toEqual([[0, 0], [0, 0]]);
    expect(warnings.join('\n')).toMatch(/intrinsics\.json.*fx[\s\S]*cuboids\/00\.json/);
  });
});
