import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@loaders.gl/core';
import { LASLoader } from '@loaders.gl/las';
import { memorySource } from '#src/core/io/bytes.ts';
import type { Engine } from '#src/engine/engine.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { readLazInParallel } from '#src/engine/read-laz-in-parallel.ts';
import { laz } from '#src/formats/clouds/laz.ts';
import { openLaz } from '#src/formats/clouds/laz-file.ts';
import type { LazFile } from '#src/formats/clouds/laz-file.ts';
import { createLazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { dataRoot, sharedData } from '#test/support/shared-data.ts';
import type { Bench } from './bench.ts';
import { chunkTable } from './laz-table.ts';
import { chosenPeers } from './load-peers.ts';

/** An airborne scan of point format 1: 28 bytes per point, 4.6 compressed. */
const SAMPLE = 'lone-star.laz';

/** The sample's whole chunks over and over until there are `points`: every chunk decodes by itself, and the last from its beginning. */
async function lazBytes(points: number): Promise<Uint8Array<ArrayBuffer>> {
  const folder = sharedData('las');
  if (folder === null) throw new Error(`load-laz needs ${SAMPLE} in ${join(dataRoot, 'las')}: nothing here writes LAZ`);
  const sample = readFileSync(join(folder, SAMPLE));
  const { header: { pointOffset }, scheme: { pointsPerChunk }, chunks } = await openLaz(memorySource(SAMPLE, sample));
  const whole = chunks.slice(0, -1);
  const chosen = Array.from({ length: Math.ceil(points / pointsPerChunk!) }, (_, i) => whole[i % whole.length]);
  const table = chunkTable(chosen.map(({ begin, end }) => end - begin));
  const tableAt = chosen.reduce((at, { begin, end }) => at + end - begin, pointOffset + 8);
  const bytes = new Uint8Array(tableAt + table.length);
  bytes.set(sample.subarray(0, pointOffset));
  let at = pointOffset + 8;
  for (const { begin, end } of chosen) {
    bytes.set(sample.subarray(begin, end), at);
    at += end - begin;
  }
  bytes.set(table, tableAt);
  const view = new DataView(bytes.buffer);
  view.setUint32(107, points, true);
  view.setBigUint64(pointOffset, BigInt(tableAt), true);
  return bytes;
}

/** What laz-perf takes to decode all points, and to do nothing with them. */
async function bareChunks(bytes: Uint8Array, { header: { pointFormat, recordLength }, chunks }: LazFile): Promise<number> {
  const module = await createLazPerf();
  const record = module._malloc(recordLength);
  let points = 0;
  for (const chunk of chunks) {
    const input = module._malloc(chunk.end - chunk.begin);
    module.HEAPU8.set(bytes.subarray(chunk.begin, chunk.end), input);
    const decoder = new module.ChunkDecoder();
    decoder.open(pointFormat, recordLength, input);
    for (let i = 0; i < chunk.points; i++) decoder.getPoint(record);
    decoder.delete();
    module._free(input);
    points += chunk.points;
  }
  return points;
}

export const bench: Bench = {
  name: 'load-laz',
  describe: `LAZ (chunks of ${SAMPLE} over and over) in memory to columns (positions, intensity, classes, bounds); the floor is laz-perf's ChunkDecoder alone, on one core`,
  unit: 'ms',
  defaultPoints: 1_000_000,
  async setup(points) {
    const bytes = await lazBytes(points);
    const source = memorySource('scan.laz', bytes);
    const file = await openLaz(source);
    let engine: Engine | null = null;
    const { peers, notes } = await chosenPeers(points, {
      'ours, 2 threads': { task: async () => (await readLazInParallel((engine ??= nodeEngine(2)), source, { shared: true })).positions.length / 3 },
      '@loaders.gl/las': {
        task: async () => (await parse(bytes.buffer, LASLoader, { core: { worker: false } })).attributes.POSITION.value.length / 3,
        upTo: 30_000_000, reason: 'it copies the file into a heap of 160 MB and aborts',
      },
    });
    return {
      ours: async () => (await laz.read(source, {}, {})).positions.length / 3,
      peers,
      floor: () => bareChunks(bytes, file),
      notes: () => {
        engine?.dispose();
        return notes;
      },
    };
  },
};
