import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'laz-perf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import type { LazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { provideLazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { itSurvivesMutations } from '#test/support/cloud-fuzz.ts';
import type { CloudSample } from '#test/support/cloud-samples.ts';
import { describeReal } from '#test/support/shared-data.ts';

const RUNS = 2_000;
/** The decoder's heap begins with 16 MiB; what a file of 40 KB needs beside it is small. */
const MAX_HEAP = 32 << 20;

describeReal('las', 'mutated LAZ files', (dir) => {
  const made: LazPerf[] = [];
  beforeAll(() => provideLazPerf(async () => {
    const module = (await create()) as unknown as LazPerf;
    made.push(module);
    return module;
  }));
  const sample = (name: string, points: number): CloudSample => ({ title: name, format: 'laz', name, points, bytes: new Uint8Array(readFileSync(join(dir, name))) });

  // Point by point, and in layers.
  const samples = [sample('laz_simple.laz', 1065), sample('pdrf6-1.4.laz', 1024)];
  itSurvivesMutations('laz', samples, RUNS);

  it('leave the decoder small, and able to read the files as they were', async () => {
    expect(made.length).toBeGreaterThan(0);
    expect(Math.max(...made.map((module) => module.HEAPU8.length))).toBeLessThanOrEqual(MAX_HEAP);
    for (const { name, bytes, points } of samples) expect((await readCloud(memorySource(name, bytes))).count).toBe(points);
  });

  afterAll(() => made.splice(0));
});
