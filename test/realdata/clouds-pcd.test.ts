import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { describeReal } from '#test/support/shared-data.ts';

interface Expected {
  FIELDS: string; TYPE: string; SIZE: string; DATA: string; POINTS: string; rows: number; trailing_bytes: number | null; finite_xyz: number;
  min: number[]; max: number[]; first_finite: number[]; last_finite: number[];
  rgb_first_hex?: string; rgb_unique?: number; rgba_first_hex?: string; rgba_unique?: number;
  label_hist?: Record<string, number>; intensity_minmax?: [number, number];
}

describeReal('pcd', 'real PCD files', (dir) => {
  const expected: Record<string, Expected> = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8'));
  const open = (name: string): Promise<PointCloud> => readCloud(memorySource(name, readFileSync(join(dir, name))), { columns: 'all' });

  it.each(Object.keys(expected))('%s holds what numpy read', async (name) => {
    const want = expected[name];
    const cloud = await open(name);
    expect(cloud.format).toBe('pcd');
    expect(cloud.count).toBe(want.rows);
    expect(cloud.count - cloud.invalid).toBe(want.finite_xyz);
    expect(cloud.origin).toEqual([0, 0, 0]);
    expect(cloud.bounds).toEqual({ min: want.min, max: want.max });
    expect(cloud.fields.map((f) => f.name)).toEqual(want.FIELDS.split(' '));
    expect(cloud.fields.map((f) => f.type[0].toUpperCase())).toEqual(want.TYPE.split(' '));
    const finite = finiteIndices(cloud);
    expect(pointAt(cloud, finite[0])).toEqual(want.first_finite);
    expect(pointAt(cloud, finite.at(-1)!)).toEqual(want.last_finite);
    expect(cloud.warnings.some((w) => w.includes(`${want.trailing_bytes} bytes after the last point`))).toBe((want.trailing_bytes ?? 0) > 0);
  });

  it.each(Object.keys(expected).filter((n) => expected[n].rgb_first_hex ?? expected[n].rgba_first_hex))('%s keeps the bits of its colours', async (name) => {
    const want = expected[name];
    const cloud = await open(name);
    const column = cloud.columns[want.rgb_first_hex ? 'rgb' : 'rgba'];
    const words = new Uint32Array(column.values.buffer);
    const first = words[0];
    expect(`0x${first.toString(16)}`).toBe(want.rgb_first_hex ?? want.rgba_first_hex);
    expect(new Set(words).size).toBe(want.rgb_unique ?? want.rgba_unique);
  });

  it.each(Object.keys(expected).filter((n) => expected[n].intensity_minmax))('%s: intensity', async (name) => {
    const values = [...((await open(name)).columns.intensity.values as Float32Array)];
    expect([Math.min(...values.slice(0, 60000)), Math.max(...values.slice(0, 60000))]).toEqual(expected[name].intensity_minmax);
  });

  it.each(Object.keys(expected).filter((n) => expected[n].label_hist))('%s: labels in the file', async (name) => {
    const cloud = await open(name);
    expect(cloud.labelField).toBe('label');
    const histogram: Record<string, number> = {};
    for (const v of cloud.columns.label.values) histogram[String(v)] = (histogram[String(v)] ?? 0) + 1;
    expect(histogram).toEqual(expected[name].label_hist);
  });

  it.each(twins(Object.keys(expected)))('%s and %s hold the same points', async (a, b) => {
    const [one, two] = [await open(a), await open(b)];
    expect(two.positions).toEqual(one.positions);
  });
});

/** NAME.pcd and NAME_*.pcd are the same cloud in two encodings. */
function twins(names: readonly string[]): [string, string][] {
  return names.flatMap((a) => names.filter((b) => b.startsWith(`${a.replace('.pcd', '')}_`)).map((b): [string, string] => [a, b]));
}

function finiteIndices(cloud: PointCloud): number[] {
  const out: number[] = [];
  for (let i = 0; i < cloud.count; i++) if (pointAt(cloud, i).every(Number.isFinite)) out.push(i);
  return out;
}
