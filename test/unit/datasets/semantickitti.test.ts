import { describe, expect, it } from 'vitest';
import { semanticKittiLayout } from '#sample-data/layouts/semantickitti.ts';
import { DataError } from '#src/core/errors.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { expectSame, simulated } from './simulated.ts';

const { files, frames, oracle } = simulated(semanticKittiLayout);
const text = (path: string): string => new TextDecoder().decode(files[path]);
const open = (more: Record<string, unknown> = {}) => openDataset(memoryTree({ ...files, ...more }));
const without = (...paths: string[]) => openDataset(memoryTree(Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)))));

describe('SemanticKITTI, against the same street as scene.json', () => {
  it('has the same points, labels, times, poses, lenses and places of cameras', async () => {
    const scene = await open(), same = await oracle(), tree = memoryTree(files);
    expect([scene.layout, scene.warnings]).toEqual(['semantickitti', []]);
    expect(scene.sequences.map((s) => [s.id, s.posed, s.frames.length])).toEqual([['00', true, 3]]);
    for (const [k, frame] of scene.sequences[0].frames.entries()) {
      const [sweep] = frame.sweeps, other = same.sequences[0].frames[k], [main] = other.sweeps;
      expect([frame.id, frame.timeNs]).toEqual([`00000${k}`, BigInt(k) * 100_000_000n]);
      const cloud = await readSweep(tree, sweep);
      expect([...(await loadFrameLabels(tree, sweep, cloud))!]).toEqual([...frames[k].lidars[0].sweep.truth]);
      const [first, start] = [scene, same].map((s) => invert(s.sequences[0].frames[0].sweeps[0].worldFromSweep));
      expectSame(compose(first, sweep.worldFromSweep), compose(start, main.worldFromSweep), 1e-8);
      expect(frame.images.map((i) => i.camera)).toEqual(['image_2']);
      expect(frame.images[0].spec).toEqual({ ...other.images[0].spec, ...roundedLens(other.images[0].spec) });
      expectSame(cameraFromSweep(frame.images[0], sweep), cameraFromSweep(other.images[0], main), 1e-8);
    }
    // The first scan's frame is the world: z is up in it, as in every scan.
    expectSame(scene.sequences[0].frames[0].sweeps[0].worldFromSweep, { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] }, 1e-9);
  });

  it('takes labels of another number of points as an error of their own frame', async () => {
    const tree = memoryTree({ ...files, 'sequences/00/labels/000001.label': new Uint8Array(12) });
    const [{ frames: [good, bad] }] = (await openDataset(tree)).sequences;
    expect(await loadFrameLabels(tree, good.sweeps[0], await readSweep(tree, good.sweeps[0]))).not.toBeNull();
    const error: unknown = await loadFrameLabels(tree, bad.sweeps[0], await readSweep(tree, bad.sweeps[0])).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(/000001\.label.*3 labels/);
  });

  it('opens several sequences, also a test sequence without labels', async () => {
    const moved = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('/labels/')).map(([path, bytes]) => [path.replace('/00/', '/11/'), bytes]));
    const scene = await open(moved);
    expect(scene.sequences.map((s) => [s.id, s.frames.filter((f) => f.sweeps[0].labels !== null).length])).toEqual([['00', 3], ['11', 0]]);
    expect(scene.sequences[1].frames[2].sweeps[0].id).toBe('11/000002/velodyne');
  });

  it('reads the poses of the odometry benchmark from their own folder', async () => {
    const scene = await openDataset(memoryTree(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path.replace('sequences/00/poses.txt', 'poses/00.txt'), bytes]))));
    expect(scene.sequences[0].posed).toBe(true);
  });

  it('gives scans their pose by the number in their name', async () => {
    const all = await open(), part = await without('sequences/00/velodyne/000001.bin');
    expect(part.sequences[0].frames.map((f) => [f.id, f.timeNs])).toEqual([['000000', 0n], ['000002', 200_000_000n]]);
    expect(part.sequences[0].frames[1].sweeps[0].worldFromSweep).toEqual(all.sequences[0].frames[2].sweeps[0].worldFromSweep);
  });

  it.each([
    ['poses.txt', (t: string) => t.split('\n').slice(0, 2).join('\n'), /poses\.txt: has 2 lines, none for scan 000002/],
    ['poses.txt', (t: string) => t.replace(' ', ' x'), /poses\.txt.*line 1.*12 numbers/],
    ['poses.txt', (t: string) => t.replace(/^\S+/, '3'), /poses\.txt.*line 1.*rotation/],
    ['calib.txt', (t: string) => t.replace('Tr:', 'Rt:'), /calib\.txt.*Tr/],
  ])('stays usable without poses where %s is broken', async (name, broken, warning) => {
    const scene = await open({ [`sequences/00/${name}`]: broken(text(`sequences/00/${name}`)) });
    expect(scene.sequences[0].posed).toBe(false);
    expect(scene.sequences[0].frames).toHaveLength(3);
    expect(scene.warnings.join('\n')).toMatch(warning);
  });

  it('shows pictures that it cannot project into', async () => {
    const { sequences, warnings } = await without('sequences/00/calib.txt');
    expect(sequences[0].frames[0].images[0]).toMatchObject({ camera: 'image_2', unprojected: expect.stringContaining('calib.txt'), spec: { width: 64, height: 36 } });
    expect(warnings.join('\n')).toMatch(/camera image_2 is shown without projection/);
  });
});

/** calib.txt has 13 digits of each number. */
function roundedLens({ fx, fy, cx, cy }: { fx: number; fy: number; cx: number; cy: number }) {
  return { fx: expect.closeTo(fx, 9), fy: expect.closeTo(fy, 9), cx: expect.closeTo(cx, 9), cy: expect.closeTo(cy, 9) };
}
