import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@loaders.gl/core';
import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { cloudFormat, detectCloudFormat, readCloud } from '#src/formats/clouds/index.ts';
import { asLoader, selectCloudLoader } from '#src/formats/clouds/loaders-gl.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { itConforms } from '#test/support/cloud-conformance.ts';

function bufferOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer;
}

describeReal('las', 'LAZ files keep what every format promises', (dir) => {
  const samples: [string, number][] = [['laz_simple.laz', 1065], ['pdrf8-1.4.laz', 1024], ['copc_1.2-with-color.copc.laz', 1065], ['extrabytes.laz', 1065]];
  describe.each(samples)('%s', (name, points) => itConforms({ title: name, format: 'laz', name, bytes: new Uint8Array(readFileSync(join(dir, name))), points }, 30));
});

for (const folder of ['las', 'pcd'])
  describeReal(folder, `loaders.gl, given our formats: ${folder}`, (dir) => {
    const names = readdirSync(dir).filter((name) => /\.(las|laz|pcd)$/.test(name));

    it.each(names)('selects for %s what we detect', async (name) => {
      const detected = await detectCloudFormat(memorySource(name, readFileSync(join(dir, name))));
      expect(selectCloudLoader(name, bufferOf(join(dir, name)))?.id).toBe(detected.id);
    });

    it('parses to the same cloud', async () => {
      const name = names.find((n) => /^(las_simple|lena)\./.test(n))!;
      const buffer = bufferOf(join(dir, name));
      const { id } = await detectCloudFormat(memorySource(name, new Uint8Array(buffer)));
      const loaded = (await parse(buffer, asLoader(cloudFormat(id)!), { core: { worker: false }, [id]: { columns: ['intensity'] } } as never)) as unknown as PointCloud;
      const ours = await readCloud(memorySource(name, new Uint8Array(buffer)), { columns: ['intensity'] });
      expect({ ...loaded, name }).toEqual(ours);
    });
  });
