import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sceneLayout } from '#sample-data/layouts/scene.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { DEFAULT_OPTIONS, Simulation } from '#sample-data/simulate.ts';
import { main } from '#src/cli/main.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pointweld-simulate-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function simulated(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  const code = await main(['simulate', ...args], { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(path.length + 1)).sort();
}

describe('pointweld simulate', () => {
  const sizes = ['--frames', '3', '--beams', '16', '--azimuth', '90', '--cameras', '1'];

  it('writes on several threads what one makes in memory, and replaces an earlier simulation', async () => {
    const out = join(folder, 'scene');
    expect(await simulated('--out', out, '--frames', '4', '--beams', '16', '--azimuth', '90', '--no-images', '--seed', '2')).toMatchObject({ code: 0, err: '' });
    expect(await simulated('--out', out, ...sizes, '--no-images', '--defects', 'class-object:0.5,pose:0.4')).toMatchObject({ code: 0, err: '' });
    const options = {
      ...DEFAULT_OPTIONS, frames: 3, beams: 16, azimuthSteps: 90, cameras: 1, defects: [{ name: 'class-object', rate: 0.5 }, { name: 'pose', rate: 0.4 }] as const,
    };
    const files = allFiles(new Simulation(options), sceneLayout, false);
    expect(filesBelow(out)).toEqual([...files.keys()].sort());
    for (const [path, make] of files) expect(Buffer.compare(readFileSync(join(out, path)), make()), path).toBe(0);
    const { defects } = JSON.parse(readFileSync(join(out, 'truth/defects.json'), 'utf8')) as { defects: { kind: string }[] };
    expect(new Set(defects.map(({ kind }) => kind))).toEqual(new Set(['pose', 'class-object']));
  });

  it('touches no folder that holds anything else', async () => {
    const out = mkdtempSync(join(folder, 'mine-'));
    writeFileSync(join(out, 'notes.txt'), 'mine');
    const { code, err } = await simulated('--out', out, ...sizes);
    expect([code, filesBelow(out)]).toEqual([2, ['notes.txt']]);
    expect(err).toMatch(/is not empty and holds no earlier simulation.*notes\.txt/);
  });

  it('writes exactly as many points as are asked for, from few sweeps placed over and over', async () => {
    const out = join(folder, 'big'), points = 20_001;
    expect(await simulated('--out', out, '--points', String(points), '--beams', '16', '--azimuth', '90')).toMatchObject({ code: 0, err: '' });
    const scene = JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8')) as { sequences: { frames: { id: string; worldFromEgo: { matrix: number[] } }[] }[] };
    const { frames } = scene.sequences[0];
    const bytes = (kind: string, id: string, end: string): Buffer => readFileSync(join(out, kind, 'top', `${id}.${end}`));
    expect(frames.reduce((sum, { id }) => sum + bytes('lidar', id, 'bin').length, 0)).toBe(20 * points);
    expect(frames.reduce((sum, { id }) => sum + bytes('labels', id, 'label').length, 0)).toBe(4 * points);
    expect(frames.length).toBeGreaterThan(13);
    // The thirteenth sweep is the first one again, one round farther on.
    expect(Buffer.compare(bytes('lidar', frames[12].id, 'bin'), bytes('lidar', frames[0].id, 'bin'))).toBe(0);
    expect(frames[12].worldFromEgo.matrix[3] - frames[0].worldFromEgo.matrix[3]).toBeCloseTo(25.2, 9);
    expect(new Set(frames.map(({ worldFromEgo }) => worldFromEgo.matrix[3])).size).toBe(frames.length);
    const again = join(folder, 'big-again');
    await simulated('--out', again, '--points', String(points), '--beams', '16', '--azimuth', '90');
    for (const path of filesBelow(out)) expect(Buffer.compare(readFileSync(join(out, path)), readFileSync(join(again, path))), path).toBe(0);
  });

  it.each([
    [['--beams', '8'], /--beams takes 16 to 128, not '8'/], [['--cameras', '9'], /--cameras takes 0 to 8/], [['--frames', '-1'], /--frames/],
    [['--frames', '1.5'], /--frames takes/], [['--defects', 'rust:0.1'], /--defects takes NAME:RATE.*'rust:0.1'/], [['--defects', 'noise:2'], /noise takes a share/],
    [['--layout', 'kitti'], /--layout takes scene, semantickitti, nuscenes/], [['--layout', 'semantickitti', '--lidars', '2'], /cannot hold --lidars 2/],
    [['--points', '100', '--cameras', '1'], /--points goes without --cameras/],
  ])('refuses %s in one line', async (args, message) => {
    const { code, err } = await simulated('--out', join(folder, 'never'), ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trim().split('\n').length).toBe(1);
    expect(readdirSync(folder)).not.toContain('never');
  });
});
