import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { readCloudWith } from '#src/engine/read-cloud.ts';
import { readLazInParallel } from '#src/engine/read-laz-in-parallel.ts';
import { laz } from '#src/formats/clouds/laz.ts';
import { describeReal } from '#test/support/shared-data.ts';

/** Element by element, the test runner takes minutes. */
function arraysOf(cloud: PointCloud): Record<string, Buffer> {
  const arrays = Object.entries({ positions: cloud.positions, ...Object.fromEntries(Object.entries(cloud.columns).map(([name, c]) => [name, c.values])) });
  return Object.fromEntries(arrays.map(([name, a]) => [name, Buffer.from(a.buffer, a.byteOffset, a.byteLength)]));
}

function expectSame(a: PointCloud, b: PointCloud): void {
  const [x, y] = [arraysOf(a), arraysOf(b)];
  expect(Object.keys(x)).toEqual(Object.keys(y));
  expect(Object.keys(x).filter((name) => !x[name].equals(y[name]))).toEqual([]);
  const { positions: _a, columns: _b, ...rest } = a;
  expect(b).toMatchObject(rest);
}

describeReal('las', 'LAZ on several workers', (dir) => {
  const engine = nodeEngine(2);
  afterAll(() => engine.dispose());
  const open = (name: string) => memorySource(name, readFileSync(join(dir, name)));
  const files = ['lone-star.laz', 'copc_lone-star.copc.laz', 'laz_autzen_trim.laz', 'extrabytes.laz', 'pdrf7-v4-1.4.laz'];

  describe.each([true, false])('shared memory: %s', (shared) => {
    it.each(files)('%s is the same cloud as read in one go', async (name) => {
      const source = open(name);
      const seen: number[] = [];
      const options = { columns: 'all', shared } as const;
      const cloud = await readLazInParallel(engine, source, options, { progress: (done, total) => seen.push(done / total) });
      expectSame(await laz.read(source, options, {}), cloud);
      expect((cloud.positions.buffer as ArrayBufferLike) instanceof SharedArrayBuffer).toBe(shared);
      expect(seen.at(-1)).toBe(1);
      expect(seen.every((part, i) => i === 0 || part >= seen[i - 1])).toBe(true);
    });
  });

  it('leaves out what is not asked for', async () => {
    const source = open('lone-star.laz');
    const cloud = await readLazInParallel(engine, source, { columns: ['gps_time'], positions: false });
    expectSame(await laz.read(source, { columns: ['gps_time'], positions: false }, {}), cloud);
  });

  it('makes the spatial order too, and shows a first picture', async () => {
    const source = open('megaplot.laz');
    // Padded to what counts as large; what follows the chunk table is never looked at.
    const big = new Uint8Array(33 << 20);
    big.set(await source.read(0, source.size));
    let pictured = 0;
    const { cloud, index } = await readCloudWith(engine, memorySource('big.laz', big), { index: true, shared: true }, { onPreview: (p) => (pictured = p.positions.length / 3) });
    expectSame(await laz.read(memorySource('big.laz', big), {}, {}), cloud);
    expect(Buffer.from(index!.order.buffer).equals(Buffer.from(buildSweepIndex(cloud.positions).order.buffer))).toBe(true);
    expect(pictured).toBeGreaterThan(50_000);
    expect(pictured).toBeLessThanOrEqual(110_000);
  });

  it('meets the error of the first damaged chunk, as reading in one go does, and works after it', async () => {
    const whole = readFileSync(join(dir, 'copc_lone-star.copc.laz'));
    const damaged = Uint8Array.from(whole);
    damaged.fill(255, 1_000_000, 1_400_000);
    const source = memorySource('damaged.laz', damaged);
    const want = await laz.read(source, {}, {}).catch((error: Error) => error.message);
    expect(want).toMatch(/damaged/);
    await expect(readLazInParallel(engine, source, {})).rejects.toThrow(want as string);
    expect((await readLazInParallel(engine, memorySource('whole.laz', Uint8Array.from(whole)), {})).count).toBeGreaterThan(0);
  });

  it('stops when told to, and refuses by name what laz-perf cannot decode', async () => {
    const controller = new AbortController();
    const reading = readLazInParallel(engine, open('lone-star.laz'), {}, { signal: controller.signal, progress: () => controller.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await expect(readLazInParallel(engine, open('pdrf10-1.4.laz'), {})).rejects.toThrow('LAZ with point format 10 (wave packets)');
  });
});
