import { parse } from '@loaders.gl/core';
import { PCDLoader } from '@loaders.gl/pcd';
import { PCDLoader as ThreeLoader } from 'three/examples/jsm/loaders/PCDLoader.js';
import { memorySource } from '#src/core/io/bytes.ts';
import { pcd } from '#src/formats/clouds/pcd.ts';
import type { Bench } from './bench.ts';
import { chosenPeers } from './load-peers.ts';
import { scan } from './scan.ts';

/** A binary PCD of x, y, z, intensity, all Float32. */
function pcdBytes(points: number): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode([
    '# .PCD v0.7 - Point Cloud Data file format', 'VERSION 0.7', 'FIELDS x y z intensity', 'SIZE 4 4 4 4', 'TYPE F F F F', 'COUNT 1 1 1 1',
    `WIDTH ${points}`, 'HEIGHT 1', 'VIEWPOINT 0 0 0 1 0 0 0', `POINTS ${points}`, 'DATA binary', '',
  ].join('\n'));
  const values = new Float32Array(4 * points);
  scan(points, (i, x, y, z, intensity) => values.set([x, y, z, intensity], 4 * i));
  const bytes = new Uint8Array(header.length + values.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(values.buffer), header.length);
  return bytes;
}

export const bench: Bench = {
  name: 'load-pcd',
  describe: 'binary PCD in memory to columns (positions, intensity, bounds), against a copy of the same bytes',
  unit: 'ms',
  defaultPoints: 10_000_000,
  async setup(points) {
    const bytes = pcdBytes(points);
    const { peers, notes } = await chosenPeers(points, {
      // Drops the intensity, which makes its work less than ours.
      '@loaders.gl/pcd': { task: async () => (await parse(bytes.buffer, PCDLoader, { core: { worker: false } })).attributes.POSITION.value.length / 3 },
      "three's PCDLoader": {
        task: () => new ThreeLoader().parse(bytes.buffer).geometry.attributes.position.count,
        upTo: 20_000_000, reason: 'it ends the process: "invalid size error"',
      },
    });
    return {
      ours: async () => (await pcd.read(memorySource('scan.pcd', bytes), {}, {})).columns.intensity.values.length,
      peers,
      floor: () => (bytes.slice().length === bytes.length ? points : 0),
      notes: () => notes,
    };
  },
};
