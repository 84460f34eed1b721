import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { maskIndex } from '#src/core/crosscheck/id-mask.ts';
import { fromMatrix } from '#src/core/geometry/rigid.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { suggestClassMap } from '#src/core/labels/class-map-suggest.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import { attachMasks } from '#src/datasets/attach-masks.ts';
import { openDataset } from '#src/datasets/index.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { nodeTree } from '#src/storage/sources/node-tree.ts';
import { describeReal } from '../support/shared-data.ts';

interface Expected {
  image: [number, number];
  masks: Record<string, { pixels: number; points_under_mask_no_occlusion_test: number }>;
}

describeReal('opencalib-masks', 'OpenCalib: 98 instance masks', (dir) => {
  const expected = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8')) as Expected;
  const files = Object.keys(expected.masks).sort();
  const lines = readFileSync(join(dir, 'calib.txt'), 'utf8').split('\n').filter((line) => line.includes(':'));
  const { K, D, T } = Object.fromEntries(lines.map((line) => [line.split(':')[0], line.split(':')[1].trim().split(/\s+/).map(Number)]));
  const [width, height] = expected.image;
  const spec: CameraSpec = { model: 'opencv-radtan', width, height, fx: K[0], fy: K[4], cx: K[2], cy: K[5], coefficients: D };
  const tree = nodeTree(dir);
  const taxonomy = { name: 'things', classes: [{ id: 3, name: 'thing', colour: '#ffffff', kind: 'thing' as const }] };
  const ref = (file: string) => ({ file: `masks/${file}`, kind: 'binary', className: 'thing', instance: files.indexOf(file) + 1 });

  it('each has as many pixels, and as many points under it, as numpy counts', async () => {
    const { positions, origin } = await readCloud(memorySource('calib.pcd', readFileSync(join(dir, 'calib.pcd'))), {}, {});
    const projection = projectSweep({ positions, origin }, createCamera(spec), fromMatrix<'camera', 'sweep'>(T));
    const under = (mask: IdMask): number => {
      let count = 0;
      for (let i = 0; i < projection.count; i++) if (mask.classes[maskIndex(mask, spec, projection.u[i], projection.v[i])] !== 0) count++;
      return count;
    };
    const counted: Expected['masks'] = {};
    for (const file of files) {
      const mask = await loadMask({ tree, parts: [ref(file)] }, { spec }, taxonomy);
      counted[file] = { pixels: mask.classes.reduce((n, id) => n + (id === 3 ? 1 : 0), 0), points_under_mask_no_occlusion_test: under(mask) };
    }
    expect(counted).toEqual(expected.masks);
  }, 60_000);

  it('hold things of less depth once what other things hide is left out', async () => {
    const cloud = await readCloud(memorySource('calib.pcd', readFileSync(join(dir, 'calib.pcd'))), {}, {});
    const [{ projection: { count, index, u, v, depth }, visible }] = seenSweeps([{ ...cloud, cameraFromSweep: fromMatrix<'camera', 'sweep'>(T) }], createCamera(spec));
    const { instances } = await loadMask({ tree, parts: [{ file: 'derived_instance_ids_uint16.png', kind: 'instance-ids' }] }, { spec }, taxonomy);
    const under = new Map<number, number[]>();
    for (let k = 0; k < count; k++) {
      const id = instances![maskIndex({ width, height }, spec, u[k], v[k])];
      if (id !== 0) under.set(id, [...(under.get(id) ?? []), k]);
    }
    const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
    /** From the 5th to the 95th of a hundred. */
    const ends = (points: readonly number[], of: (k: number) => number) => {
      const sorted = points.map(of).sort((a, b) => a - b);
      return [sorted[Math.floor(0.05 * sorted.length)], sorted[Math.floor(0.95 * sorted.length)]];
    };
    const high = (points: readonly number[]) => ends(points, (k) => cloud.positions[3 * index[k] + 2]).reduce((low, top) => top - low) > 0.6;
    const deep = (points: readonly number[]) => ends(points, (k) => depth[k]).reduce((near, far) => far / near);
    // Things that stand: stripes on the road are as deep as they are long.
    const things = [...under.values()].map((all) => ({ all, seen: all.filter((k) => visible[k] === 1) })).filter(({ seen }) => seen.length >= 15 && high(seen));
    expect(things.length).toBeGreaterThan(20);
    expect(middle(things.map(({ all }) => deep(all)))).toBeGreaterThan(1.45);
    expect(middle(things.map(({ seen }) => deep(seen)))).toBeLessThan(1.35);
    expect(things.filter(({ all, seen }) => deep(all) > 1.4 && deep(seen) < 1.05).length).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it('together are the one PNG of 16-bit instance ids that others made of them', async () => {
    const together = await loadMask({ tree, parts: files.map(ref) }, { spec }, taxonomy);
    const one = await loadMask({ tree, parts: [{ file: 'derived_instance_ids_uint16.png', kind: 'instance-ids' }] }, { spec }, taxonomy);
    expect(Math.max(...new Set(one.instances!))).toBe(98);
    expect(Buffer.compare(Buffer.from(together.instances!.buffer), Buffer.from(one.instances!.buffer))).toBe(0);
    expect(together.classes.every((id, i) => (id === 3) === (together.instances![i] !== 0))).toBe(true);
  }, 60_000);
});

describeReal('pandaset-002', 'PandaSet 002 with masks from another folder', (dir) => {
  it('every picture finds its own, however its number is written', async () => {
    const scene = await openDataset(nodeTree(dir));
    const cameras = ['back_camera', 'front_camera', 'front_left_camera', 'front_right_camera', 'left_camera', 'right_camera'];
    const numbers = Array.from({ length: 8 }, (_, i) => 36 + i);
    const names = numbers.flatMap((n) => cameras.map((camera) => `${camera}/${String(n).padStart(6, '0')}_labelIds.png`));
    const found = await attachMasks(scene, { name: 'masks', list: async () => names, open: () => Promise.reject(new Error('none is opened')) });
    expect(found).toMatchObject({ matched: 48, unmatchedFiles: [], imagesWithout: [] });
    for (const { frame, sequence } of allFrames(scene))
      for (const { camera } of frame.images)
        expect(found.masks.get(imageId(sequence.id, frame.id, camera))!.parts[0].file).toBe(`${camera}/0000${Number(frame.id)}_labelIds.png`);
    expect(suggestClassMap(scene.taxonomy, found.taxonomy).why).toBe('preset PandaSet to Cityscapes');
  });
});
