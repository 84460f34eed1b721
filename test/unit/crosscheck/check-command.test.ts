import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { cliJson, runCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { cloud, dataset, frame, half, HEIGHT, labels, mask, scene, WIDTH } from '#test/support/wall-dataset.ts';

describe('pointweld check', () => {
  it('reports a scene that agrees, with counts that are known', async () => {
    const report = await cliJson<CheckReport>('check', dataset());
    const counts = { points: 82, inside: 80, hidden: 0, seen: 80, unlabelled: 0, void: 10, unmapped: 0, agrees: 70, edge: 0, motion: 0, disagrees: 0 };
    expect(report).toMatchObject({
      frames: [{ id: '0', cameras: [{ name: 'front', ...counts }] }, { id: '1-b', cameras: [{ name: 'front', ...counts }] }],
      pairs: [{ label: 'road', mask: 'road', count: 70 }, { label: 'car', mask: 'car', count: 70 }],
      iou: { road: 1, car: 1 },
      unmapped: [],
    });
  });

  it('counts a column of wrong labels, points near an edge, and what is not labelled', async () => {
    // Columns 1 and 5 are wrong: the mask's edge at 58 is not less than 3 pixels from the points at 55.
    const folder = dataset({
      '0.label': labels((column, row) => (row === 7 ? 0 : column === 1 ? 2 : column < 5 ? 1 : 2)),
      'masks/front/0.png': mask((x, y) => (y < 10 ? 0 : x < 58 ? 1 : 2)),
    });
    const report = await cliJson<CheckReport>('check', folder, '--frames', '0');
    expect(report.frames).toEqual([{
      id: '0',
      cameras: [{ name: 'front', points: 82, inside: 80, hidden: 0, seen: 80, unlabelled: 10, void: 10, unmapped: 0, agrees: 48, edge: 0, motion: 0, disagrees: 12 }],
    }]);
    expect(report.pairs).toEqual([{ label: 'road', mask: 'road', count: 24 }, { label: 'car', mask: 'road', count: 12 }, { label: 'car', mask: 'car', count: 24 }]);
    expect(report.iou).toEqual({ road: 24 / 36, car: 24 / 36 });
    const near = dataset({ '0.label': half, 'masks/front/0.png': mask((x) => (x < 57 ? 1 : 2)) });
    const [{ cameras: [camera] }] = (await cliJson<CheckReport>('check', near, '--frames', '0')).frames;
    expect(camera).toMatchObject({ agrees: 72, edge: 8, disagrees: 0 });
  });

  it("compares nothing where the camera sees its own vehicle", async () => {
    // Everything is wrong in the lowest two rows of points, which the hood covers from 60 on.
    const wrong = { '0.label': labels((column, row) => (row >= 6 ? 3 : column < 5 ? 1 : 2)) };
    const [lidar, camera] = scene.sensors, ownVehicle = { polygons: [[[0, 60], [WIDTH, 60], [WIDTH, HEIGHT], [0, HEIGHT]]] };
    const of = async (sensors: object[]) => (await cliJson<CheckReport>('check', dataset({ ...wrong, 'scene.json': { ...scene, sensors } }), '--frames', '0')).frames[0].cameras[0];
    expect(await of([lidar, camera])).toMatchObject({ seen: 80, void: 10, agrees: 50, disagrees: 20 });
    expect(await of([lidar, { ...camera, ownVehicle }])).toMatchObject({ seen: 80, void: 30, agrees: 50, disagrees: 0 });
  });

  it('takes masks from another folder and a map from a file, and lists what it does not map', async () => {
    const masks = join(tempFolder(), 'elsewhere');
    writeFiles(masks, { 'front/0.png': mask((x) => (x < 50 ? 1 : 3)), 'map.json': { schemaVersion: 1, labels: 'own', masks: 'own', agree: [{ labels: ['road', 'car'], masks: ['road'] }] } });
    const folder = dataset({ 'masks/front/0.png': 'not a mask' });
    const report = await cliJson<CheckReport>('check', folder, '--frames', '0-0', '--masks', masks, '--map', join(masks, 'map.json'));
    expect(report.frames[0].cameras[0]).toMatchObject({ seen: 80, unmapped: 40, agrees: 40, disagrees: 0 });
    expect(report.iou).toEqual({ road: 1 });
    expect(report.unmapped).toEqual([{ side: 'mask', name: 'kiosk', count: 40 }]);
  });

  it('writes the same report into a file, and says the rest to people', async () => {
    const folder = dataset(), file = join(tempFolder(), 'report.json');
    const { code, out, err } = await runCli('check', folder, '--report', file);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('class map: the same classes: own (assumed)');
    expect(out).toMatch(/^frame +camera +points +inside/m);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(await cliJson('check', folder));
  });

  it('a frame that cannot be read is said, and the others are checked', async () => {
    const folder = dataset({ 'masks/front/1-b.png': 'not a mask' });
    const { code, out, err } = await runCli('check', folder, '--json');
    expect(code).toBe(2);
    expect(err).toContain('masks/front/1-b.png');
    expect((JSON.parse(out) as CheckReport).frames.map((f) => f.id)).toEqual(['0']);
  });

  it.each([
    [['--frames', '1-b-0'], 'goes backwards'],
    [['--frames', '0-7'], '--frames takes A-B'],
    [['--masks', '/nowhere/at/all'], '/nowhere/at/all'],
    [['--map', '/nowhere/map.json'], '/nowhere/map.json'],
    [['--report', '/nowhere/report.json'], '/nowhere/report.json'],
  ])('%j is refused in one line', async (options, says) => {
    const { code, out, err } = await runCli('check', dataset(), ...options);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says so where there are no masks, or no labels', async () => {
    const bare = join(tempFolder(), 'bare');
    writeFiles(bare, { 'scene.json': scene, '0.bin': cloud(), '1-b.bin': cloud(), '0.label': half, '1-b.label': half });
    expect(await runCli('check', bare)).toMatchObject({ code: 2, err: expect.stringContaining('no masks') as string });
    const unlabelled = { ...scene, sequences: [{ id: 'a', frames: [{ ...frame('0'), sweeps: [{ sensor: 'top', file: '0.bin' }] }] }] };
    expect(await runCli('check', dataset({ 'scene.json': unlabelled }))).toMatchObject({ code: 2, err: expect.stringContaining('no labels') as string });
  });
});
