import { joinBytes, writePcd } from './pcd-writer.ts';
import type { TestField } from './pcd-writer.ts';
import { writeLas } from './las-writer.ts';

export interface CloudSample {
  readonly title: string;
  readonly format: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly points: number;
}

const POINTS = 500;

function wave(name: string, k: number): TestField {
  return { name, type: 'float32', count: 1, values: Float32Array.from({ length: POINTS }, (_, i) => Math.fround(20 * Math.sin(0.1 * i + k))) };
}

function pcdSample(data: 'ascii' | 'binary' | 'binary_compressed'): CloudSample {
  const fields: TestField[] = [
    wave('x', 0), wave('y', 1), wave('z', 2), wave('intensity', 3),
    { name: 'ring', type: 'uint16', count: 1, values: Uint16Array.from({ length: POINTS }, (_, i) => i % 64) },
    { name: 'label', type: 'uint32', count: 1, values: Uint32Array.from({ length: POINTS }, (_, i) => i % 20) },
  ];
  return { title: `PCD ${data}`, format: 'pcd', name: `${data}.pcd`, bytes: writePcd(fields, { data, points: POINTS }), points: POINTS };
}

function lasSample(pointFormat: number, version: '1.2' | '1.4'): CloudSample {
  const points = Array.from({ length: POINTS }, (_, i): [number, number, number] => [50_000_000 + 13 * i, 480_000_000 - 7 * i, (i * i) % 3000]);
  return { title: `LAS ${version} format ${pointFormat}`, format: 'las', name: `${pointFormat}.las`, bytes: writeLas(points, { pointFormat, version, extra: 3 }), points: POINTS };
}

function binSample(): CloudSample {
  const columns = [wave('x', 0), wave('y', 1), wave('z', 2), wave('i', 3)];
  const records = Array.from({ length: POINTS }, (_, i) => new Uint8Array(Float32Array.from(columns.map((c) => Number(c.values[i]))).buffer));
  return { title: 'KITTI .bin', format: 'kitti-bin', name: '000000.bin', bytes: joinBytes(...records), points: POINTS };
}

/** A small file of each format and encoding that can be made here; real LAZ files join them in the real-data tests. */
export const cloudSamples: readonly CloudSample[] = [
  pcdSample('ascii'), pcdSample('binary'), pcdSample('binary_compressed'), lasSample(1, '1.2'), lasSample(3, '1.2'), lasSample(7, '1.4'), lasSample(8, '1.4'), binSample(),
];
