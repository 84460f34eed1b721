import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { cloudFormats, detectCloudFormat, readCloud } from '#src/formats/clouds/index.ts';
import { itConforms, truncation } from '#test/support/cloud-conformance.ts';
import { cloudSamples, tinySamples } from '#test/support/cloud-samples.ts';

describe.each(cloudSamples)('$title', (sample) => itConforms(sample));

describe('cut off at every single offset', () => {
  it.each(tinySamples.map((sample) => [sample.title, sample] as const))('%s', async (_title, sample) => {
    const answers = await truncation(sample);
    for (let length = 0; length < sample.bytes.length; length++) await answers(length);
  });

  it('every listed format has a sample', () => {
    // LAZ cannot be written here: real files of it are asked the same in the real-data tests.
    expect(cloudFormats.map((f) => f.id).filter((id) => id !== 'laz' && !tinySamples.some((s) => s.format === id))).toEqual([]);
  });
});

describe('choosing a format', () => {
  it('trusts the bytes more than the name', async () => {
    const las = cloudSamples.find((s) => s.format === 'las')!;
    expect((await detectCloudFormat(memorySource('scan.pcd', las.bytes))).id).toBe('las');
    expect((await detectCloudFormat(memorySource('scan.BIN', new Uint8Array(32)))).id).toBe('kitti-bin');
  });

  it('lists what is supported where nothing fits', async () => {
    const error = await detectCloudFormat(memorySource('notes.txt', new Uint8Array(100))).catch((e: Error) => e);
    expect(error).toMatchObject({ kind: 'unsupported' });
    for (const format of cloudFormats) expect((error as Error).message).toContain(format.id);
    await expect(readCloud(memorySource('a.pcd', new Uint8Array(1)), { format: 'xyz' })).rejects.toThrow(/no such point cloud format.*found xyz/);
  });
});
