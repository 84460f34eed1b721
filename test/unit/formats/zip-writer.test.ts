import { unzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { listZip, readZipEntry } from '#src/formats/zip.ts';
import { ZipWriter } from '#src/formats/zip-writer.ts';

function zipped(files: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const parts: Uint8Array[] = [], zip = new ZipWriter('x.zip', (piece) => parts.push(piece.slice()));
  for (const [path, bytes] of files) zip.add(path, bytes);
  zip.end();
  return new Uint8Array(Buffer.concat(parts));
}

describe('a zip that is written file by file', () => {
  it('holds the files, whoever reads it', async () => {
    const name = fc.stringMatching(/^[a-z]{1,4}(\/[a-z]{1,4}){0,2}\.bin$/);
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 300 })), { selector: ([path]) => path, maxLength: 8 }), async (files) => {
      const bytes = zipped(files), source = memorySource('x.zip', bytes);
      const own = unzipSync(bytes);
      for (const [path, content] of files) expect(own[path]).toEqual(content);
      const entries = (await listZip(source)).filter((e) => !e.name.endsWith('/'));
      expect(entries.map((e) => e.name)).toEqual(files.map(([path]) => path));
      for (const [k, entry] of entries.entries()) expect(await readZipEntry(source, entry)).toEqual(files[k][1]);
    }), { numRuns: 50 });
  });

  it("has an entry for every folder before its files, as SemanticKITTI's validator asks, and the same bytes every time", async () => {
    const files = [['sequences/11/predictions/000000.label', Uint8Array.of(1, 0, 0, 0)], ['sequences/11/predictions/000001.label', Uint8Array.of(2, 0, 0, 0)], ['sequences/12/predictions/000000.label', new Uint8Array(0)]] as const;
    const bytes = zipped(files);
    expect(Object.keys(unzipSync(bytes))).toEqual([
      'sequences/', 'sequences/11/', 'sequences/11/predictions/', 'sequences/11/predictions/000000.label', 'sequences/11/predictions/000001.label',
      'sequences/12/', 'sequences/12/predictions/', 'sequences/12/predictions/000000.label',
    ]);
    expect(zipped(files)).toEqual(bytes);
  });
});
