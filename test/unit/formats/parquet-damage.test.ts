import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { cloudOrDataError } from '#test/support/cloud-conformance.ts';

/** The head of a run of 67 million values (in LEB128, its lowest bit says that one value is repeated). */
const LONG_RUN = [0xfe, 0xff, 0xff, 0x3f];
/** By arrow-rs, not packed: levels and indices of dictionaries lie open. */
const FILE = 'uncompressed_v2.parquet';

describe('Parquet runs that are longer than their page', () => {
  it('are refused where they stand, before their values are made', async () => {
    const bytes = new Uint8Array(readFileSync(new URL(`fixtures/${FILE}`, import.meta.url)));
    let refused = 0;
    for (let at = 4; at + LONG_RUN.length < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged.set(LONG_RUN, at);
      const got = await cloudOrDataError(memorySource(FILE, damaged), 'parquet');
      if (got instanceof DataError) refused++;
      else expect(got.count, `byte ${at}`).toBe(150);
    }
    expect(refused).toBeGreaterThan(1000);
  }, 60_000);
});
