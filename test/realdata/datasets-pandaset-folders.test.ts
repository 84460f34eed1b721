import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { openPath } from '#src/cli/open-path.ts';
import { compose, fromQuaternion, toQuaternion } from '#src/core/geometry/rigid.ts';
import type { SegmentsSample } from '#src/datasets/segments-schema.ts';
import { cliJson } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';

interface Expected { readonly points: number; readonly class_histogram: Record<string, number>; readonly cuboids: number; readonly points_inside_image: Record<string, number> }

describeReal('pandaset-002', "PandaSet's own folders", (data) => {
  const expected = JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')) as Record<string, Expected>;

  /** The sequence as PandaSet publishes it, with converted sweeps: poses.json, intrinsics.json and timestamps.json are made from sample.json. */
  function asPublished(): string {
    const root = join(tempFolder(), '002');
    mkdirSync(join(root, 'annotations'), { recursive: true });
    const { attributes: { frames } } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8')) as SegmentsSample;
    const first = Number(frames[0].name);
    // Lists begin with frame 0, of which there is no sweep here.
    const list = <T>(at: (frame: SegmentsSample['attributes']['frames'][number]) => T): T[] => [...Array.from({ length: first }, () => at(frames[0])), ...frames.map(at)];
    const seconds = (timestamp: unknown): number => Number(timestamp) / 1e9;
    const pose = (f: (typeof frames)[number]) => fromQuaternion<'world', 'sweep'>([f.ego_pose!.heading.qw, f.ego_pose!.heading.qx, f.ego_pose!.heading.qy, f.ego_pose!.heading.qz], [f.ego_pose!.position.x, f.ego_pose!.position.y, f.ego_pose!.position.z]);
    const written = (p: ReturnType<typeof pose>) => {
      const [w, x, y, z] = toQuaternion(p);
      return { position: { x: p.t[0], y: p.t[1], z: p.t[2] }, heading: { w, x, y, z } };
    };
    writeFiles(root, { 'lidar/poses.json': list((f) => written(pose(f))), 'lidar/timestamps.json': list((f) => seconds(f.timestamp)) });
    for (const { name } of frames) symlinkSync(join(data, `lidar/${name}.bin`), join(root, `lidar/${name}.bin`));
    for (const { name } of frames[0].images!) {
      const image = (f: (typeof frames)[number]) => f.images!.find((i) => i.name === name)!;
      const [[fx, , cx], [, fy, cy]] = image(frames[0]).intrinsics!.intrinsic_matrix;
      writeFiles(join(root, 'camera', name!), {
        'intrinsics.json': { fx, fy, cx, cy },
        'timestamps.json': list((f) => seconds(image(f).timestamp)),
        'poses.json': list((f) => {
          const { translation: t, rotation: r } = image(f).extrinsics!;
          return written(compose(pose(f), fromQuaternion<'sweep', 'sweep'>([r.qw, r.qx, r.qy, r.qz], [t.x, t.y, t.z])));
        }),
      });
      for (const { name: id } of frames) symlinkSync(join(data, `camera/${name}/${id}.jpg`), join(root, 'camera', name!, `${id}.jpg`));
    }
    symlinkSync(join(data, 'labels'), join(root, 'annotations/semseg'));
    symlinkSync(join(data, 'cuboids'), join(root, 'annotations/cuboids'));
    writeFileSync(join(root, 'annotations/classes.json'), readFileSync(join(data, 'classes.json')));
    return root;
  }
  const root = asPublished();

  it('has the counts, classes and boxes of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', root);
    expect(info).toMatchObject({ layout: 'pandaset', warnings: [] });
    expect(info.frames.map((f) => [f.sequence, f.id, f.points])).toEqual(Object.entries(expected).map(([id, e]) => ['002', id, e.points]));
    for (const frame of info.frames) expect(frame.labels).toEqual(expected[frame.id].class_histogram);
    const { scene } = await openPath(root);
    for (const frame of scene.sequences[0].frames) expect(frame.boxes).toHaveLength(expected[frame.id].cuboids);
    // A double holds microseconds of the 19 digits.
    expect(Number(scene.sequences[0].frames[0].timeNs! - 1557539960100260864n)).toBeLessThan(1000);
  });

  it.each(Object.entries(expected[36].points_inside_image))('has the points of the first frame in %s: %d', async (camera, inside) => {
    expect(await cliJson<ProjectionInfo>('project', root, '--frame', '36', '--camera', camera)).toMatchObject({ points: expected[36].points, inside });
  });
});
