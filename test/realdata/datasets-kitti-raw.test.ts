import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { cliJson } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

describeReal('kitti-raw-5', 'KITTI raw', (data) => {
  const expected = JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')) as Record<string, { points: number; image: [number, number]; inside: number }>;

  /** The frames in the tree that KITTI publishes; the calibration there has the numbers of calib.txt here. */
  function asPublished(): string {
    const root = tempFolder(), drive = join(root, '2011_09_26/2011_09_26_drive_0000_sync');
    for (const [from, to] of [['image_02', 'image_02/data'], ['velodyne_points', 'velodyne_points/data']]) {
      mkdirSync(join(drive, from), { recursive: true });
      symlinkSync(join(data, from), join(drive, to));
    }
    const numbers = (name: string): string[] => new RegExp(`^${name}: (.*)$`, 'm').exec(readFileSync(join(data, 'calib.txt'), 'utf8'))![1].split(' ');
    const pick = (values: readonly string[], ...at: number[]): string => at.map((k) => values[k]).join(' ');
    const rt = numbers('RT_velo_to_cam');
    writeFileSync(join(root, '2011_09_26/calib_velo_to_cam.txt'), `calib_time: 15-Mar-2012 11:37:16\nR: ${pick(rt, 0, 1, 2, 4, 5, 6, 8, 9, 10)}\nT: ${pick(rt, 3, 7, 11)}\n`);
    const rectify = pick(numbers('R_rect_00'), 0, 1, 2, 4, 5, 6, 8, 9, 10);
    writeFileSync(join(root, '2011_09_26/calib_cam_to_cam.txt'), `calib_time: 09-Jan-2012 13:57:47\nR_rect_00: ${rectify}\nP_rect_02: ${numbers('P_rect_00').join(' ')}\n`);
    return root;
  }
  const root = asPublished();

  it('has the points and pictures of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', root);
    expect(info).toMatchObject({ layout: 'kitti-raw', warnings: [] });
    expect(info.frames.map((f) => [`${f.id}.bin`, f.points, f.cameras[0].width, f.cameras[0].height])).toEqual(Object.entries(expected).map(([id, e]) => [id, e.points, ...e.image]));
  });

  it.each(Object.entries(expected))('projects %s', async (file, { points, inside }) => {
    const result = await cliJson<ProjectionInfo>('project', root, '--frame', file.replace('.bin', ''), '--camera', 'image_02');
    expect(result).toMatchObject({ points, inside });
  });
});
