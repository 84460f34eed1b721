import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { npyDescr, writeNpy } from '#src/formats/npy.ts';
import { joinBytes, writePcd } from './pcd-writer.ts';
import type { TestField } from './pcd-writer.ts';
import { writeLas } from './las-writer.ts';
import { writePly } from './ply-writer.ts';

export interface CloudSample {
  readonly title: string;
  readonly format: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly points: number;
  /** Of a format without a header: bytes per point. A shorter file is a smaller cloud there, and only there. */
  readonly headerless?: number;
}

/** A file of this many points. */
type MakeSample = (points: number) => CloudSample;

function wave(name: string, k: number, points: number): TestField {
  return { name, type: 'float32', count: 1, values: Float32Array.from({ length: points }, (_, i) => Math.fround(20 * Math.sin(0.1 * i + k))) };
}

function sampleFields(points: number): TestField[] {
  return [
    ...['x', 'y', 'z', 'intensity'].map((name, k) => wave(name, k, points)),
    { name: 'ring', type: 'uint16', count: 1, values: Uint16Array.from({ length: points }, (_, i) => i % 64) },
    { name: 'label', type: 'uint32', count: 1, values: Uint32Array.from({ length: points }, (_, i) => i % 20) },
  ];
}

const pcdSample = (data: 'ascii' | 'binary' | 'binary_compressed'): MakeSample => (points) =>
  ({ title: `PCD ${data}`, format: 'pcd', name: `${data}.pcd`, bytes: writePcd(sampleFields(points), { data, points }), points });

const plySample = (format: 'ascii' | 'binary_little_endian' | 'binary_big_endian'): MakeSample => (points) => {
  const faces = { lists: [[0, 1, 2], [1, 2, 0]], first: format === 'binary_little_endian' };
  return { title: `PLY ${format}`, format: 'ply', name: `${format}.ply`, bytes: writePly(sampleFields(points), { format, points, faces }), points };
};

const lasSample = (pointFormat: number, version: '1.2' | '1.4'): MakeSample => (count) => {
  const points = Array.from({ length: count }, (_, i): [number, number, number] => [50_000_000 + 13 * i, 480_000_000 - 7 * i, (i * i) % 3000]);
  return { title: `LAS ${version} format ${pointFormat}`, format: 'las', name: `${pointFormat}.las`, bytes: writeLas(points, { pointFormat, version, extra: 3 }), points: count };
};

const binSample = (title: string, name: string, columns: number): MakeSample => (points) => {
  const waves = Array.from({ length: columns }, (_, k) => wave(`${k}`, k, points));
  const records = Array.from({ length: points }, (_, i) => new Uint8Array(Float32Array.from(waves.map((c) => Number(c.values[i]))).buffer));
  return { title, format: 'kitti-bin', name, bytes: joinBytes(...records), points, headerless: 4 * columns };
};

const npySample: MakeSample = (points) => {
  const fields = sampleFields(points);
  const records = Array.from({ length: points }, (_, i) => fields.map((f) => new Uint8Array(f.values.buffer).subarray(i * f.values.BYTES_PER_ELEMENT, (i + 1) * f.values.BYTES_PER_ELEMENT)));
  const descr = `[${fields.map((f) => `('${f.name}', '${npyDescr(f.type)}')`).join(', ')}]`;
  return { title: 'npy structures', format: 'npy', name: 'a.npy', bytes: writeNpy([points], descr, joinBytes(...records.flat())), points };
};

const npzSample = (level: 0 | 6): MakeSample => (points) => {
  const xyz = Float64Array.from({ length: 3 * points }, (_, i) => 1e6 + Math.sin(i));
  const files = {
    'xyz.npy': writeNpy([points, 3], "'<f8'", new Uint8Array(xyz.buffer)),
    'label.npy': writeNpy([points], "'|u1'", Uint8Array.from({ length: points }, (_, i) => i % 20)),
  };
  return { title: `npz ${level === 0 ? 'stored' : 'deflated'}`, format: 'npz', name: 'a.npz', bytes: zipSync(files, { level, mtime: '2020-01-01' }), points };
};

const arrowSample = (kind: 'file' | 'stream'): MakeSample => (points) => {
  const columns = Object.fromEntries(sampleFields(points).map((f) => [f.name, f.values as Float32Array]));
  return { title: `Arrow ${kind}`, format: 'arrow', name: kind === 'file' ? 'a.feather' : 'a.arrows', bytes: tableToIPC(tableFromArrays(columns), kind), points };
};

const parquetSample: MakeSample = (points) => {
  const columnData = sampleFields(points).map((f) => {
    const float = f.type === 'float32';
    return { name: f.name, data: float ? (f.values as Float32Array) : Int32Array.from(f.values as Uint16Array), type: float ? ('FLOAT' as const) : ('INT32' as const), nullable: false };
  });
  return { title: 'Parquet', format: 'parquet', name: 'a.parquet', bytes: new Uint8Array(parquetWriteBuffer({ columnData })), points };
};

const makers: readonly MakeSample[] = [
  pcdSample('ascii'), pcdSample('binary'), pcdSample('binary_compressed'),
  lasSample(1, '1.2'), lasSample(3, '1.2'), lasSample(7, '1.4'), lasSample(8, '1.4'),
  binSample('KITTI .bin', '000000.bin', 4), binSample('nuScenes .pcd.bin', 'LIDAR_TOP.pcd.bin', 5),
  plySample('ascii'), plySample('binary_little_endian'), plySample('binary_big_endian'),
  npySample, npzSample(0), npzSample(6), arrowSample('file'), arrowSample('stream'), parquetSample,
];

/** A small file of each format and encoding that can be made here; real LAZ files join them in the real-data tests. */
export const cloudSamples: readonly CloudSample[] = makers.map((make) => make(500));

/** The same with so few points that every single offset and bit of them can be asked about. */
export const tinySamples: readonly CloudSample[] = makers.map((make) => make(7));
