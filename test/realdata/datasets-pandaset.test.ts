import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ExportInfo } from '#src/cli/commands/export.ts';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { openPath } from '#src/cli/open-path.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';
import { classOf } from '#src/core/labels/label.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { cliJson, runCli, spawnCli } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

interface Expected {
  readonly points: number;
  readonly class_histogram: Record<string, number>;
  readonly cuboids: number;
  readonly points_inside_image: Record<string, number>;
}

describeReal('pandaset-002', 'PandaSet as a Segments.ai sample', (folder) => {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;
  const cases = Object.entries(expected).flatMap(([frame, { points, points_inside_image }]) =>
    Object.entries(points_inside_image).map(([camera, inside]) => ({ frame, camera, points, inside })));

  it('has the counts and classes of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', folder);
    expect(info).toMatchObject({ layout: 'segments', warnings: [] });
    expect(info.frames.map((f) => f.id)).toEqual(Object.keys(expected));
    for (const frame of info.frames) {
      expect(frame.points).toBe(expected[frame.id].points);
      expect(frame.labels).toEqual(expected[frame.id].class_histogram);
      expect(frame.cameras.map((c) => [c.name, c.width, c.height])).toEqual(Object.keys(expected[frame.id].points_inside_image).map((c) => [c, 1920, 1080]));
    }
    // 19 digits: one bit lost in a double would show.
    const sample = readFileSync(join(folder, 'sample.json'), 'utf8');
    for (const frame of info.frames) expect(sample).toContain(`"timestamp": ${frame.timestampNs}`);
    expect(info.frames[0].timestampNs).toBe('1557539960100260864');
  });

  it.each(cases)('has $inside points of frame $frame in $camera', async ({ frame, camera, points, inside }) => {
    const result = await cliJson<ProjectionInfo>('project', folder, '--frame', frame, '--camera', camera);
    expect(result).toMatchObject({ points, inside });
    expect(result.visible).toBeGreaterThan(0);
    expect(result.visible).toBeLessThanOrEqual(inside);
  });

  it('names and colours every class that the data has', async () => {
    const { scene } = await openPath(folder);
    const classes = JSON.parse(readFileSync(join(folder, 'classes.json'), 'utf8')) as Record<string, string>;
    expect(Object.fromEntries(scene.taxonomy.classes.map((c) => [c.id, c.name]))).toEqual(classes);
    expect(new Set(scene.taxonomy.classes.map((c) => c.colour)).size).toBe(scene.taxonomy.classes.length);
    expect(scene.taxonomy.classes.find((c) => c.name === 'Car')?.kind).toBe('thing');
    expect(scene.taxonomy.classes.find((c) => c.name === 'Road')?.kind).toBe('stuff');
  });

  it('puts its cuboids where the points of their class are', async () => {
    const { scene, tree } = await openPath(folder);
    const [frame] = scene.sequences[0].frames;
    const [sweep] = frame.sweeps;
    const cloud = await readSweep(tree, sweep);
    const labels = (await loadFrameLabels(tree, sweep, cloud))!;
    const carId = scene.taxonomy.classes.find((c) => c.name === 'Car')!.id;
    const boxes = frame.boxes.filter((b) => b.className === 'Car').map(({ box }) => ({ boxFromWorld: invert(box.pose), half: box.size.map((s) => s / 2) }));
    let cars = 0, found = 0;
    for (let i = 0; i < cloud.count; i++) {
      if (classOf(labels[i]) !== carId) continue;
      cars++;
      const world = apply(sweep.worldFromSweep, [cloud.positions[3 * i], cloud.positions[3 * i + 1], cloud.positions[3 * i + 2]]);
      if (boxes.some(({ boxFromWorld, half }) => apply(boxFromWorld, world).every((x, k) => Math.abs(x) <= half[k] + 0.05))) found++;
    }
    expect(frame.boxes).toHaveLength(expected[frame.id].cuboids);
    // A quarter turn of the yaw, or width and length exchanged, leaves a third of them.
    expect(found / cars).toBeGreaterThan(0.97);
  });

  it('exports the labels that came with it, byte for byte, and never into itself', async () => {
    const out = tempFolder();
    const { files, withoutLabels } = await cliJson<ExportInfo>('export', folder, '--format', 'semantickitti', '--out', out);
    expect(files).toHaveLength(8);
    expect(withoutLabels).toEqual([]);
    for (const frame of Object.keys(expected))
      expect(readFileSync(join(out, `sequences/pandaset-002/labels/${frame}.label`))).toEqual(readFileSync(join(folder, `labels/${frame}.label`)));

    const inside = join(folder, 'exported');
    const refused = await runCli('export', folder, '--format', 'semantickitti', '--out', inside);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/^.*exported.*: lies in the dataset itself.*\n$/);
    expect(existsSync(inside)).toBe(false);
  });

  it('gives the same from the real command, from any folder', () => {
    const cwd = join(tempFolder(), 'elsewhere');
    mkdirSync(cwd);
    const project = spawnCli(['project', folder, '--frame', '43', '--camera', 'back_camera', '--json'], cwd);
    expect(project).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(project.out)).toMatchObject({ points: 166535, inside: 23805 });

    const wrong = spawnCli(['project', folder, '--frame', '43', '--camera', 'rear', '--json'], cwd);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err.trim().split('\n')).toHaveLength(1);
    expect(wrong.err).toContain('back_camera');
  });
});
