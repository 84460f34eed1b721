import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInfo, FrameInfo } from '#src/cli/commands/info.ts';
import { runCli } from '#test/support/run-cli.ts';
import { describeReal } from '#test/support/shared-data.ts';

type Histogram = Record<string, number>;

interface LasExpected {
  readonly pdrf?: number;
  /** What the header says, and what an independent reader found. */
  readonly count?: number;
  readonly points_in_file?: number;
  readonly min?: number[];
  readonly max?: number[];
  readonly class_hist?: Histogram;
}

interface PcdExpected {
  readonly FIELDS: string;
  readonly rows: number;
  readonly finite_xyz: number;
  readonly min: number[];
  readonly max: number[];
  readonly label_hist?: Histogram;
}

function expectedIn<T>(folder: string): [string, T][] {
  return Object.entries(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, T>);
}

/** `info` of one file: its frame, or the line that says why there is none. */
async function frameOf(path: string): Promise<{ frame?: FrameInfo; refusal?: string }> {
  const { code, out, err } = await runCli('info', path, '--json');
  if (code === 2) {
    expect(err.trim().split('\n')).toHaveLength(1);
    return { refusal: err };
  }
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { frames } = JSON.parse(out) as DatasetInfo;
  expect(frames).toHaveLength(1);
  return { frame: frames[0] };
}

function expectBounds(frame: FrameInfo, min: number[], max: number[]): void {
  // The oracle's numbers are rounded to a micrometre; coordinates reach 2e9.
  frame.bounds!.min.forEach((x, k) => expect(Math.abs(x - min[k])).toBeLessThan(1e-6));
  frame.bounds!.max.forEach((x, k) => expect(Math.abs(x - max[k])).toBeLessThan(1e-6));
}

/** Point formats that are not read: with waveforms, and near infrared with them. */
const UNREAD_POINT_FORMATS = [4, 5, 9, 10];

describeReal('las', 'LAS and LAZ files through info', (folder) => {
  it.each(expectedIn<LasExpected>(folder))('%s', async (file, expected) => {
    const { frame, refusal } = await frameOf(join(folder, file));
    if (refusal !== undefined) {
      expect(UNREAD_POINT_FORMATS).toContain(expected.pdrf);
      expect(refusal).toContain(file);
      expect(refusal).toMatch(new RegExp(`\\b${expected.pdrf}\\b`));
      return;
    }
    expect(frame).toMatchObject({ points: expected.points_in_file, invalid: 0, labels: expected.class_hist });
    expectBounds(frame!, expected.min!, expected.max!);
  });
});

describeReal('pcd', 'PCD files through info', (folder) => {
  it.each(expectedIn<PcdExpected>(folder))('%s', async (file, expected) => {
    const { frame } = await frameOf(join(folder, file));
    expect(frame).toMatchObject({ points: expected.rows, invalid: expected.rows - expected.finite_xyz, labels: expected.label_hist ?? null });
    expect(frame!.fields.map((f) => f.name)).toEqual(expected.FIELDS.split(' '));
    expectBounds(frame!, expected.min, expected.max);
  });

  it('opens the folder with a frame for each file', async () => {
    const { code, out } = await runCli('info', folder, '--json');
    const { frames, layout } = JSON.parse(out) as DatasetInfo;
    expect({ code, layout }).toEqual({ code: 0, layout: 'cloud-folder' });
    expect(frames.map((f) => `${f.id}.pcd`).sort()).toEqual(expectedIn(folder).map(([file]) => file).sort());
  });
});

describeReal('malformed', 'malformed files through info', (folder) => {
  const cases = expectedIn<LasExpected>(folder);

  it.each(cases)('%s gives its points or a line that names it', async (file, { count, points_in_file }) => {
    const { frame, refusal } = await frameOf(join(folder, file));
    if (refusal !== undefined) expect(refusal).toContain(file);
    else expect(frame!.points).toBe(points_in_file);
    // A whole file is read, and one with fewer points than it says is not passed off as whole.
    if (count !== undefined) expect(refusal === undefined).toBe(count === points_in_file);
  });

  it('keeps the other frames of the folder usable, and says what is wrong', async () => {
    const { code, out, err } = await runCli('info', folder, '--json');
    const info = JSON.parse(out) as DatasetInfo;
    expect(code).toBe(2);
    const bad = err.trim().split('\n');
    expect(bad.map((line) => line.split(':')[0])).toContain('missingheader.pcd');
    expect(info.warnings).toEqual(expect.arrayContaining(bad));
    expect(info.frames.map((f) => f.id)).toContain('wontcompress3');
  });
});
