import { parse } from '@loaders.gl/core';
import { LASLoader } from '@loaders.gl/las';
import { memorySource } from '#src/core/io/bytes.ts';
import { las } from '#src/formats/clouds/las.ts';
import type { Bench } from './bench.ts';
import { chosenPeers } from './load-peers.ts';
import { scan } from './scan.ts';

const headerBytes = 227;
const recordBytes = 28;
const scale = 0.001;
const offset = [500_000, 5_400_000, 100];

/** A LAS 1.2 of point format 1 in UTM-like coordinates (ASPRS LAS 1.2, tables 3 and 7). */
function lasBytes(points: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes + recordBytes * points);
  const view = new DataView(bytes.buffer);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  scan(points, (i, x, y, z, intensity) => {
    const at = headerBytes + recordBytes * i;
    const steps = [Math.round(x / scale), Math.round(y / scale), Math.round(z / scale)];
    for (let k = 0; k < 3; k++) {
      view.setInt32(at + 4 * k, steps[k], true);
      low[k] = Math.min(low[k], steps[k]);
      high[k] = Math.max(high[k], steps[k]);
    }
    view.setUint16(at + 12, intensity * 65535, true);
    view.setUint8(at + 14, 0b001_001);
    view.setUint8(at + 15, i & 3);
    view.setFloat64(at + 20, i * 1e-6, true);
  });
  bytes.set(new TextEncoder().encode('LASF'));
  bytes.set([1, 2], 24);
  view.setUint16(94, headerBytes, true);
  view.setUint32(96, headerBytes, true);
  view.setUint8(104, 1);
  view.setUint16(105, recordBytes, true);
  view.setUint32(107, points, true);
  view.setUint32(111, points, true);
  for (let k = 0; k < 3; k++) {
    view.setFloat64(131 + 8 * k, scale, true);
    view.setFloat64(155 + 8 * k, offset[k], true);
    view.setFloat64(179 + 16 * k, high[k] * scale + offset[k], true);
    view.setFloat64(187 + 16 * k, low[k] * scale + offset[k], true);
  }
  return bytes;
}

export const bench: Bench = {
  name: 'load-las',
  describe: 'uncompressed LAS 1.2, point format 1, in memory to columns (positions, intensity, classes, bounds), against a copy of the same bytes',
  unit: 'ms',
  defaultPoints: 10_000_000,
  async setup(points) {
    const bytes = lasBytes(points);
    const { peers, notes } = await chosenPeers(points, {
      '@loaders.gl/las': { task: async () => (await parse(bytes.buffer, LASLoader, { core: { worker: false } })).attributes.POSITION.value.length / 3 },
    });
    return {
      ours: async () => (await las.read(memorySource('scan.las', bytes), {}, {})).positions.length / 3,
      peers,
      floor: () => (bytes.slice().length === bytes.length ? points : 0),
      notes: () => notes,
    };
  },
};
