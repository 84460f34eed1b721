import { parse } from '@loaders.gl/core';
import { PCDLoader } from '@loaders.gl/pcd';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { blocksOf } from '#src/viewer/points/blocks.ts';
import { bytesPerPoint } from '#src/viewer/points/gather.ts';
import type { Bench } from './bench.ts';
import { scan } from './scan.ts';

const SWEEP_POINTS = 131_072;

interface Held {
  readonly cloud: PointCloud;
  readonly index: SweepIndex;
}

/** A binary PCD of x, y, z, intensity, all Float32: 16 bytes per point. */
function pcdBytes(points: number): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(
    `# .PCD v0.7\nVERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH ${points}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS ${points}\nDATA binary\n`,
  );
  const values = new Float32Array(4 * points);
  scan(points, (i, x, y, z, intensity) => values.set([x, y, z, intensity], 4 * i));
  const bytes = new Uint8Array(header.length + values.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(values.buffer), header.length);
  return bytes;
}

/** What the app draws of it, by the sizes of its vertex buffers. */
function gpuBytes({ cloud, index }: Held): number {
  const blocks = blocksOf({ positions: cloud.positions, count: cloud.count, index });
  return blocks.reduce((n, block) => n + (block.end - block.begin) * bytesPerPoint(block), 0);
}

export const bench: Bench = {
  name: 'memory',
  describe:
    'what stays in array buffers of sweeps of 131,072 points, read from PCD as the app reads them: xyz, intensity, labels and the spatial index; against positions alone from a stock loader, and the bytes of the files',
  unit: 'bytes/point',
  defaultPoints: 10_000_000,
  setup(points) {
    const full = pcdBytes(Math.min(points, SWEEP_POINTS));
    const rest = points % SWEEP_POINTS;
    const last = pcdBytes(rest);
    const files = [...new Array<Uint8Array<ArrayBuffer>>(Math.floor(points / SWEEP_POINTS)).fill(full), ...(rest > 0 ? [last] : [])];
    let held: unknown[] = [];
    let gpu = 0;
    let resident = 0;
    return {
      ours: async () => {
        const before = process.memoryUsage.rss();
        const set = new LabelSet('work');
        held = [set];
        gpu = 0;
        let read = 0;
        for (const [k, bytes] of files.entries()) {
          const cloud = await readCloud(memorySource('scan.pcd', bytes), {}, {});
          const sweep: Held = { cloud, index: buildSweepIndex(cloud.positions) };
          set.load(`s/${k}/l`, new Uint32Array(cloud.count));
          gpu += gpuBytes(sweep);
          read += cloud.count;
          held.push(sweep);
        }
        resident = process.memoryUsage.rss() - before;
        return read;
      },
      peers: {
        '@loaders.gl/pcd': async () => {
          let read = 0;
          for (const bytes of files) {
            const { attributes } = await parse(bytes.buffer, PCDLoader, { core: { worker: false } });
            held.push(attributes);
            read += attributes.POSITION.value.length / 3;
          }
          return read;
        },
      },
      floor: () => {
        held = files.map((bytes) => bytes.slice());
        return points;
      },
      release: () => {
        held = [];
      },
      notes: () => [
        `on the GPU: ${(gpu / points).toFixed(2)} bytes/point in vertex buffers, by their sizes`,
        `resident in the process, with what reading left behind: ${(resident / points).toFixed(1)} bytes/point; labels that nobody has written take no memory yet`,
      ],
    };
  },
};
