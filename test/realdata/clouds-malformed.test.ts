import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { describeReal } from '#test/support/shared-data.ts';

interface Expected {
  count?: number; points_in_file?: number; min?: number[]; max?: number[]; first?: number[]; last?: number[];
  class_hist?: Record<string, number>; return_hist?: Record<string, number>;
}

describeReal('malformed', 'malformed files of other readers', (dir) => {
  const expected: Record<string, Expected> = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8'));
  const names = readdirSync(dir).filter((name) => name !== 'expected.json');

  it('are all in the table', () => expect(names.sort()).toEqual(Object.keys(expected).sort()));

  it.each(names)('%s gives the stated points, or says what is wrong with it', async (name) => {
    const want = expected[name];
    const got = await readCloud(memorySource(name, readFileSync(join(dir, name))), { columns: 'all' }).catch((e: unknown) => e);
    if (want.count === undefined || want.points_in_file === undefined || want.points_in_file < want.count) {
      expect(got).toBeInstanceOf(DataError);
      // Points that are missing are an error with both numbers: labels for the whole file would not fit a part of it.
      if (want.count !== undefined) expect((got as DataError).message).toMatch(new RegExp(`${name}.*expected ${want.count} points, found ${want.points_in_file}`));
      return;
    }
    if (!('count' in (got as object))) throw got;
    const cloud = got as Awaited<ReturnType<typeof readCloud>>;
    expect(cloud.count).toBe(want.points_in_file);
    if (cloud.count === 0) return;
    const rounded = (v: readonly number[]) => v.map((x) => Number(x.toFixed(6)));
    expect(rounded(cloud.bounds!.min)).toEqual(rounded(want.min!));
    expect(rounded(cloud.bounds!.max)).toEqual(rounded(want.max!));
    const at = (i: number) => rounded(['x', 'y', 'z'].map((axis) => Number(cloud.columns[axis].values[i])));
    expect([at(0), at(cloud.count - 1)]).toEqual([rounded(want.first!), rounded(want.last!)]);
    for (const [field, histogram] of [['classification', want.class_hist], ['return_number', want.return_hist]] as const) {
      const counted: Record<string, number> = {};
      for (const v of cloud.columns[field].values) counted[String(v)] = (counted[String(v)] ?? 0) + 1;
      expect(counted).toEqual(histogram);
    }
  });

  it('warns where it coped', async () => {
    const warnings = async (name: string) => (await readCloud(memorySource(name, readFileSync(join(dir, name))))).warnings.join('; ');
    expect(await warnings('bad_vlr_count.las')).toContain('variable length records');
    expect(await warnings('spurious.las')).toContain('outside of the bounds in the header');
  });
});
