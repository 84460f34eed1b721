import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { cloudFormat, detectCloudFormat, readCloud } from '#src/formats/clouds/index.ts';
import type { CloudSample } from './cloud-samples.ts';

/** The cloud, or the one kind of error that a reader may throw. Anything else fails the test. */
export async function cloudOrDataError(source: ByteSource, format: string): Promise<PointCloud | DataError> {
  const started = performance.now();
  try {
    return wellFormed(await readCloud(source, { format, columns: 'all' }));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message).toContain(source.name);
    expect(error.message).not.toContain('\n');
    return error;
  } finally {
    expect(performance.now() - started).toBeLessThan(5000);
  }
}

/** What must hold for any cloud, whatever was in its file. */
function wellFormed(cloud: PointCloud): PointCloud {
  expect(cloud.positions).toHaveLength(3 * cloud.count);
  for (const { field, values } of Object.values(cloud.columns)) expect(values).toHaveLength(cloud.count * field.count);
  let invalid = 0;
  for (let i = 0; i < cloud.count; i++) if (!cloud.positions.subarray(3 * i, 3 * i + 3).every(Number.isFinite)) invalid++;
  expect(cloud.invalid).toBe(invalid);
  expect(cloud.bounds === null).toBe(invalid === cloud.count);
  return cloud;
}

/** A test of the sample cut off after so many bytes. */
export async function truncation({ name, format, bytes, headerless }: CloudSample): Promise<(length: number) => Promise<void>> {
  const whole = Buffer.from((await readCloud(memorySource(name, bytes), { format })).positions.buffer);
  return async (length) => {
    const got = await cloudOrDataError(memorySource(name, bytes.slice(0, length)), format);
    if (got instanceof DataError) return;
    if (headerless !== undefined) expect(headerless * got.count).toBe(length);
    // What was cut off held no points; or the last number of a text, which nobody can know.
    else expect(got.warnings.some((w) => w.includes('cut off')) || Buffer.from(got.positions.buffer).equals(whole)).toBe(true);
  };
}

/** What every format promises, asked of one small file of it. */
export function itConforms(sample: CloudSample, runs = 60): void {
  const { name, format, bytes, points } = sample;
  const source = memorySource(name, bytes);

  it('reads the points, in a plain object that survives structured clone', async () => {
    const cloud = await cloudOrDataError(source, format);
    expect(cloud).toMatchObject({ name, format, count: points });
    expect(structuredClone(cloud)).toEqual(cloud);
  });

  it('is recognised by its bytes, or by its name where it has none to be recognised by', async () => {
    expect((await detectCloudFormat(source)).id).toBe(format);
    if (cloudFormat(format)!.sniff(bytes)) expect((await detectCloudFormat(memorySource('unnamed', bytes))).id).toBe(format);
  });

  it('reports progress in points, never backwards, to the last one', async () => {
    const seen: [number, number][] = [];
    await readCloud(source, { format }, { progress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([points, points]);
    expect(seen.every(([done, total], i) => total === points && done >= (seen[i - 1]?.[0] ?? 0) && done <= points)).toBe(true);
  });

  it('stops with an AbortError: before it begins, and in the middle', async () => {
    await expect(readCloud(source, { format }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const reading = readCloud(source, { format }, { signal: controller.signal, progress: () => controller.abort(new Error('no longer needed')) });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('loads the columns that are asked for, and no others', async () => {
    const all = await readCloud(source, { format, columns: 'all' });
    expect(Object.keys(all.columns).sort()).toEqual(all.fields.map((f) => f.name).sort());
    const one = all.fields.at(-1)!.name;
    const chosen = await readCloud(source, { format, columns: [one] });
    expect(Object.keys(chosen.columns)).toEqual([one]);
    expect(chosen.columns[one]).toEqual(all.columns[one]);
    expect(Object.keys((await readCloud(source, { format, columns: [] })).columns)).toEqual([]);
    await expect(readCloud(source, { format, columns: ['no_such_field'] })).rejects.toThrow(/no such field, expected one of .*, found no_such_field/);
  });

  it('answers a file that was cut off anywhere with an error, or with no more points than are there', async () => {
    const answers = await truncation(sample);
    await fc.assert(fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), answers), { numRuns: runs });
  });

  it('answers flipped bytes with an error or a cloud: nothing else, nothing slow, nothing huge', async () => {
    const flip = fc.tuple(fc.oneof(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: Math.min(bytes.length - 1, 400) })), fc.integer({ min: 1, max: 255 }));
    await fc.assert(fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), async (flips) => {
      const damaged = bytes.slice();
      for (const [at, mask] of flips) damaged[at] ^= mask;
      const got = await cloudOrDataError(memorySource(name, damaged), format);
      if (!(got instanceof DataError)) expect(got.count).toBeLessThan(1e6);
    }), { numRuns: 3 * runs });
  });
}
