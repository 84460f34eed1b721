import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import type { ProjectionInfo } from '#src/cli/commands/project.ts';
import { openPath } from '#src/cli/open-path.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { cliJson } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';

interface Expected {
  readonly points: number;
  readonly cams: Record<string, { size: [number, number]; inside: number }>;
  readonly boxes: readonly { type: string; id: string; points: number }[];
}

describeReal('sustechpoints', 'SUSTechPOINTS', (folder) => {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;
  const cases = Object.entries(expected).flatMap(([frame, { points, cams }]) => Object.entries(cams).map(([camera, { inside }]) => ({ frame, camera, points, inside })));

  it('has the points and pictures of every frame', async () => {
    const info = await cliJson<DatasetInfo>('info', folder);
    expect(info.layout).toBe('sustechpoints');
    expect(info.frames.map((f) => [f.id, f.points])).toEqual(Object.entries(expected).map(([id, e]) => [id, e.points]));
    for (const { id, cameras } of info.frames)
      expect(cameras.map((c) => [c.name, c.width, c.height])).toEqual(Object.entries(expected[id].cams).map(([name, { size }]) => [name, ...size]));
  });

  it.each(cases)('has $inside points of frame $frame in $camera', async ({ frame, camera, points, inside }) => {
    expect(await cliJson<ProjectionInfo>('project', folder, '--frame', frame, '--camera', camera)).toMatchObject({ points, inside });
  });

  it.each(Object.entries(expected))('has the points of every box of frame %s', async (id, { boxes }) => {
    const { scene, tree } = await openPath(folder);
    const frame = scene.sequences[0].frames.find((f) => f.id === id)!, [sweep] = frame.sweeps;
    const { positions, count } = await readSweep(tree, sweep);
    const counted = frame.boxes.map(({ box, className, track }) => {
      const boxFromSweep = compose(invert(box.pose), sweep.worldFromSweep);
      let points = 0;
      for (let i = 0; i < count; i++)
        if (apply(boxFromSweep, [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]]).every((x, k) => Math.abs(x) <= box.size[k] / 2)) points++;
      return { type: className, id: track, points };
    });
    expect(counted).toEqual(boxes);
  });
});
