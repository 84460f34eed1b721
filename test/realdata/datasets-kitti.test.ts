import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { openPath } from '#src/cli/open-path.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { corners } from '#src/core/geometry/box.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import type { FrameBox, FrameImage } from '#src/core/scene/scene.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { cliJson } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';

type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

interface Expected {
  readonly points: number;
  readonly image: [number, number];
  readonly points_in_image: number;
  readonly objects: readonly { type: string; bbox2d: Rectangle; proj_box2d: Rectangle; iou: number; points_in_3d_box: number }[];
}

/** The upright rectangle around a box's corners in an image. */
function projectedRectangle({ box }: FrameBox, image: FrameImage): Rectangle {
  const camera = createCamera(image.spec);
  const pixel = new Float64Array(2);
  const pixels = corners(box).map((corner) => {
    const [x, y, z] = apply(invert(image.worldFromCamera), corner);
    expect(camera.project(x, y, z, pixel)).toBe(true);
    return [pixel[0], pixel[1]];
  });
  const us = pixels.map(([u]) => u), vs = pixels.map(([, v]) => v);
  return [Math.min(...us), Math.min(...vs), Math.max(...us), Math.max(...vs)];
}

function overlap(a: Rectangle, b: Rectangle): number {
  const area = (r: Rectangle): number => Math.max(0, r[2] - r[0]) * Math.max(0, r[3] - r[1]);
  const common = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return common / (area(a) + area(b) - common);
}

describeReal('kitti-object', 'KITTI object', (folder) => {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

  it('has the counts of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', folder);
    expect(info).toMatchObject({ layout: 'kitti-object', warnings: [] });
    expect(Object.fromEntries(info.frames.map((f) => [f.id, [f.points, f.cameras[0].width, f.cameras[0].height]]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([id, e]) => [id, [e.points, ...e.image]])));
  });

  it.each(Object.entries(expected))('projects frame %s', async (frame, { points, points_in_image }) => {
    const result = await cliJson<ProjectionInfo>('project', folder, '--frame', frame, '--camera', 'image_2');
    expect(result).toMatchObject({ points, inside: points_in_image });
  });

  it.each(Object.entries(expected))('has the boxes of frame %s around their objects', async (id, { objects }) => {
    const { scene, tree } = await openPath(folder);
    const frame = scene.sequences[0].frames.find((f) => f.id === id)!;
    const [sweep] = frame.sweeps;
    const cloud = await readSweep(tree, sweep);
    expect(frame.boxes.map((b) => b.className)).toEqual(objects.map((o) => o.type));
    frame.boxes.forEach((box, i) => {
      // The oracle clips its rectangles at the image's edge; none of these reaches it.
      const rectangle = projectedRectangle(box, frame.images[0]);
      rectangle.forEach((edge, k) => expect(edge).toBeCloseTo(objects[i].proj_box2d[k], 1));
      expect(overlap(rectangle, objects[i].bbox2d)).toBeCloseTo(objects[i].iou, 2);
      const boxFromSweep = compose(invert(box.box.pose), sweep.worldFromSweep);
      let inside = 0;
      for (let p = 0; p < cloud.count; p++) {
        const at = apply(boxFromSweep, [cloud.positions[3 * p], cloud.positions[3 * p + 1], cloud.positions[3 * p + 2]]);
        if (at.every((x, k) => Math.abs(x) <= box.box.size[k] / 2)) inside++;
      }
      expect(inside).toBe(objects[i].points_in_3d_box);
    });
  });
});

describeReal('semantickitti', 'SemanticKITTI', (folder) => {
  interface Cloud { readonly points: number; readonly min: number[]; readonly max: number[] }
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Cloud & { classes: Record<string, number> }>;
  const scan = expected['sequences/00/velodyne/000000.bin'], sample = expected['labels-sample/000000.bin'];

  it('is its sequences, and says which clouds are not in one', async () => {
    const info = await cliJson<DatasetInfo>('info', folder);
    expect(info.layout).toBe('semantickitti');
    expect(info.frames).toHaveLength(1);
    expect(info.frames[0]).toMatchObject({ sequence: '00', id: '000000', points: scan.points, bounds: { min: scan.min.slice(0, 3), max: scan.max.slice(0, 3) }, labels: null });
    expect(info.warnings.join('\n')).toMatch(/2 point cloud files are not part of this layout: 000000\.twin\.pcd, labels-sample\/000000\.bin/);
  });

  it('is folders of clouds where that is asked for: the sequence, the twin and the labels, with the classes of the yaml', async () => {
    const info = await cliJson<DatasetInfo>('info', folder, '--layout', 'cloud-folder');
    expect(info.layout).toBe('cloud-folder');
    const frames = Object.fromEntries(info.frames.map((f) => [f.sequence, f]));
    expect(frames['00']).toMatchObject({ id: '000000', points: scan.points, bounds: { min: scan.min.slice(0, 3), max: scan.max.slice(0, 3) }, labels: null });
    expect(frames['semantickitti']).toMatchObject({ id: '000000.twin', points: scan.points, bounds: frames['00'].bounds });
    expect(frames['labels-sample']).toMatchObject({
      points: sample.points,
      bounds: { min: sample.min.slice(0, 3), max: sample.max.slice(0, 3) },
      labels: expected['labels-sample/000000.label'].classes,
    });
  });

  it.each(['sequences/00', 'sequences/00/velodyne', 'sequences/00/velodyne/000000.bin'])('opens %s', async (path) => {
    const info = await cliJson<DatasetInfo>('info', join(folder, path));
    expect(info.frames.map((f) => [f.sequence, f.id, f.points])).toEqual([['00', '000000', 124668]]);
  });

  it('takes names and colours from the yaml', async () => {
    const { scene } = await openPath(folder);
    const car = scene.taxonomy.classes.find((c) => c.id === 10);
    // 10: [245, 150, 100] in the yaml is blue, green, red.
    expect(car).toMatchObject({ name: 'car', colour: '#6496f5', kind: 'thing' });
    // A moving class is a kind of the static one.
    expect(scene.taxonomy.classes.find((c) => c.id === 252)).toMatchObject({ name: 'moving-car', parent: 10 });
    expect(scene.taxonomy.classes.map((c) => c.id)).not.toContain(0);
    expect(scene.taxonomy.classes).toHaveLength(33);
  });
});
