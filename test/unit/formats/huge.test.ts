import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { nodeFile } from '#src/storage/sources/node-file.ts';
import { ComputedSource } from '#test/support/computed-source.ts';
import type { HugeFile } from '#test/support/huge-files.ts';
import { hugeBin, hugeLas, hugePcd } from '#test/support/huge-files.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

const BEYOND_32_BITS = 2 ** 32 + 2 ** 20;
/** No more than this is ever in one buffer of the file's bytes. */
const MAX_READ = 32 << 20;

function expectMarks(cloud: PointCloud, file: HugeFile): void {
  expect(cloud.count).toBe(file.points);
  for (const [i, xyz] of file.marked) pointAt(cloud, i).forEach((value, k) => expect(value, `point ${i}`).toBeCloseTo(xyz[k], 4));
  const none = Array.from({ length: 2000 }, (_, k) => Math.floor((k * file.points) / 2000)).filter((i) => !file.marked.has(i));
  expect(none.every((i) => pointAt(cloud, i).every((value) => Math.abs(value) < 1e-4))).toBe(true);
}

/** Written as a sparse file: it takes no room, and holds zeros where nothing was written. */
async function writeSparse(path: string, { size, pieces }: HugeFile): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.truncate(size);
    for (const { at, bytes } of pieces) await handle.write(bytes, 0, bytes.length, at);
  } finally {
    await handle.close();
  }
}

describe.each([hugePcd, hugeLas, hugeBin].map((make) => make(BEYOND_32_BITS)))('$name, beyond 2^32 bytes', (file) => {
  const { name, format, size, layout } = file;

  it('is read in ranges, to its last point', async () => {
    const source = new ComputedSource(name, size, file.pieces);
    expectMarks(await readCloud(source, { format, layout, columns: [] }), file);
    expect(source.largestRead).toBeLessThanOrEqual(MAX_READ);
  });

  it('that is cut off by one byte is refused before anything is allocated for it', async () => {
    const source = new ComputedSource(name, size - 1, file.pieces);
    await expect(readCloud(source, { format, layout, columns: [] })).rejects.toMatchObject({ name: 'DataError' });
    expect(source.largestRead).toBeLessThanOrEqual(MAX_READ);
  });
});

describe('ranges of a sparse file on disk', () => {
  it('are the right bytes on both sides of 2^31 and 2^32', async () => {
    const file = hugeLas(BEYOND_32_BITS), path = join(tempFolder(), file.name);
    await writeSparse(path, file);
    expect((await stat(path)).size).toBe(file.size);
    const source = await nodeFile(path), oracle = new ComputedSource(file.name, file.size, file.pieces);
    expect(source.size).toBe(file.size);
    for (const { at, bytes } of file.pieces) {
      const [begin, end] = [Math.max(0, at - 1000), at + bytes.length + 1000];
      expect(Buffer.from(await source.read(begin, end)).equals(Buffer.from(oracle.view(begin, end)))).toBe(true);
    }
    const last = [...file.marked].at(-1)!;
    expect(last[0]).toBe(file.points - 1);
    expect((await source.read(file.size - file.stride, file.size + 1)).length).toBe(file.stride);
  });
});
