import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { nodeFile } from '#src/storage/sources/node-file.ts';
import { hugeBin, hugeLas, hugePcd } from '#test/support/huge-files.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

describe('a file of 4.3 GB on disk', () => {
  it.each([hugePcd, hugeLas, hugeBin].map((make) => make(2 ** 32 + 2 ** 20)))('$name is read to its last point, in memory that its points need', async (file) => {
    const path = join(tempFolder(), file.name), handle = await open(path, 'w');
    await handle.truncate(file.size);
    for (const { at, bytes } of file.pieces) await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
    let most = 0;
    const watch = () => (most = Math.max(most, process.memoryUsage().arrayBuffers));
    const cloud = await readCloud(await nodeFile(path), { format: file.format, layout: file.layout, columns: [] }, { progress: watch });
    expect(cloud.count).toBe(file.points);
    for (const [i, xyz] of file.marked) pointAt(cloud, i).forEach((value, k) => expect(value, `point ${i}`).toBeCloseTo(xyz[k], 4));
    // Ranges that are read and not yet collected.
    expect(most).toBeLessThan(1 << 30);
  }, 300_000);
});
