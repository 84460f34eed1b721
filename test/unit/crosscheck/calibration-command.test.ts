import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import { runCli } from '#test/support/run-cli.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { turnedSample } from '#test/support/turned-sample.ts';

const sample = join(projectRoot, 'sample-data/scene');

interface Report {
  readonly frames: readonly string[];
  readonly cameras: readonly CalibrationVerdict[];
}

async function report(folder: string, ...options: string[]): Promise<{ code: number | null; report: Report }> {
  const { code, out } = await runCli('calibration', folder, ...options, '--json');
  return { code, report: JSON.parse(out) as Report };
}

describe('pointweld calibration', () => {
  it('finds the cameras of the sample right, in spite of its planted mistakes', async () => {
    const { code, report: { frames, cameras } } = await report(sample);
    expect(code).toBe(0);
    expect(frames).toHaveLength(10);
    expect(cameras.map((c) => [c.camera, c.kind, c.pictures])).toEqual([['front', 'fine', 10], ['front-left', 'fine', 10], ['front-right', 'fine', 10]]);
    // Best where it is, over every parameter.
    for (const { curves } of cameras) {
      expect(curves.map((c) => c.kind + c.axis)).toEqual(['rotationx', 'rotationy', 'rotationz', 'shiftx', 'shifty', 'shiftz', 'timet']);
      for (const { values, agreement } of curves) expect(Math.abs(values[agreement.indexOf(Math.max(...agreement))])).toBeLessThan(0.35 * values[values.length - 1]);
    }
  }, 120_000);

  it('names the camera that is turned and says by how much, and ends with 1', async () => {
    const folder = turnedSample('front-right', [0.25, -0.3, 0]);
    const { code, out } = await runCli('calibration', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/^front +fine /m);
    expect(out).toMatch(/^front-left +fine /m);
    const [, tilt, pan, pixels, confidence] = /^front-right +rotation +x (\S+)° y (\S+)° z \S+° +(\S+) +(\d+) %/m.exec(out)!.map(Number);
    expect(Math.hypot(tilt + 0.25, pan - 0.3)).toBeLessThan(0.06);
    expect(pixels).toBeGreaterThan(3);
    expect(confidence).toBeGreaterThan(70);
  }, 180_000);

  it('says that there is nothing to test without masks', async () => {
    const folder = join(tempFolder(), 'bare');
    await runCli('simulate', '--out', folder, '--frames', '1', '--beams', '16', '--azimuth', '90', '--no-images');
    const { code, out, err } = await runCli('calibration', folder);
    expect([code, out]).toEqual([2, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('--masks');
  }, 60_000);
});
