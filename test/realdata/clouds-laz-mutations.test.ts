import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'laz-perf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import type { LazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { provideLazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { lasWriter } from '#src/formats/clouds/write-las.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { itSurvivesMutations, mutated, randomFrom } from '#test/support/cloud-fuzz.ts';
import type { CloudSample } from '#test/support/cloud-samples.ts';
import { describeReal } from '#test/support/shared-data.ts';

/** All of them in test:long. */
const RUNS = process.env.POINTWELD_LONG ? 100_000 : 2_000;
const UNPACKED = 250;
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

  const seed = Date.now() >>> 0;
  it(`unpacked to LAS: ${UNPACKED} mutations, a typed error or a file with all its points; seed ${seed}`, async () => {
    const random = randomFrom(seed), extended = sample('copc_1.2-with-color.copc.laz', 1065), files = [...samples, extended];
    for (let run = 0; run < UNPACKED; run++) {
      const { name, bytes } = files[run % files.length], source = memorySource(name, mutated(bytes, random));
      try {
        const cloud = await readCloud(source, { columns: [] });
        const made = await collect(lasWriter.write({ cloud, labels: new Uint32Array(cloud.count).fill(5), source }, {}, {}));
        expect((await readCloud(memorySource('made.las', made), { columns: [] })).count, `mutation ${run}`).toBe(cloud.count);
      } catch (error) {
        if (!(error instanceof DataError)) throw new Error(`seed ${seed}, mutation ${run} of ${name}`, { cause: error });
      }
    }
  }, 10 * 60_000);

  it('leave the decoder small, and able to read the files as they were', async () => {
    expect(made.length).toBeGreaterThan(0);
    expect(Math.max(...made.map((module) => module.HEAPU8.length))).toBeLessThanOrEqual(MAX_HEAP);
    for (const { name, bytes, points } of samples) expect((await readCloud(memorySource(name, bytes))).count).toBe(points);
  });

  afterAll(() => made.splice(0));
});
