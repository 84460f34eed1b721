import { writeLas } from './las-writer.ts';
import { joinBytes } from './pcd-writer.ts';
import type { Piece } from './computed-source.ts';

/** A cloud file with long records, so that few points take many bytes: all at 0 0 0 but for those that `marked` names. */
export interface HugeFile {
  readonly name: string;
  readonly format: string;
  readonly size: number;
  readonly points: number;
  readonly stride: number;
  /** Of the raw layout: its columns. */
  readonly layout?: readonly string[];
  readonly pieces: readonly Piece[];
  /** Index → x, y, z. */
  readonly marked: ReadonlyMap<number, readonly [number, number, number]>;
}

/** What is around these bytes must be right: where 32-bit numbers, signed and not, come to their end. */
const BORDERS = [2 ** 31, 2 ** 32];

function marks(begin: number, stride: number, points: number): Map<number, [number, number, number]> {
  const at = BORDERS.flatMap((byte) => [-1, 0, 1].map((by) => Math.floor((byte - begin) / stride) + by));
  const inside = [0, 1, ...at, points - 2, points - 1].filter((i) => i >= 0 && i < points);
  return new Map(inside.map((i) => [i, [i % 1000, -(i % 77), (i % 13) / 2]]));
}

function fileOf(head: Uint8Array, stride: number, bytes: number, record: (xyz: readonly [number, number, number]) => Uint8Array): Omit<HugeFile, 'name' | 'format'> {
  const points = Math.ceil((bytes - head.length) / stride), marked = marks(head.length, stride, points);
  const pieces = [{ at: 0, bytes: head }, ...[...marked].map(([i, xyz]) => ({ at: head.length + i * stride, bytes: record(xyz) }))];
  return { size: head.length + points * stride, points, stride, pieces, marked };
}

const floats = (xyz: readonly number[]) => new Uint8Array(Float32Array.from(xyz).buffer);

/** Three floats, and padding up to 60,000 bytes. */
export function hugePcd(bytes: number): HugeFile {
  const stride = 60_000;
  const header = (points: number) => new TextEncoder().encode([
    'VERSION 0.7', 'FIELDS x y z _', 'SIZE 4 4 4 1', 'TYPE F F F U', `COUNT 1 1 1 ${stride - 12}`, `WIDTH ${String(points).padStart(9, '0')}`, 'HEIGHT 1', `POINTS ${String(points).padStart(9, '0')}`, 'DATA binary', '',
  ].join('\n'));
  const points = Math.ceil((bytes - header(0).length) / stride);
  return { name: 'huge.pcd', format: 'pcd', ...fileOf(header(points), stride, bytes, floats) };
}

/** Point format 6 of LAS 1.4 with as many extra bytes as a record can have. */
export function hugeLas(bytes: number): HugeFile {
  const stride = 65_535, one = writeLas([[0, 0, 0]], { version: '1.4', pointFormat: 6, extra: stride - 30 });
  const head = one.slice(0, 375), points = Math.ceil((bytes - head.length) / stride);
  new DataView(head.buffer).setBigUint64(247, BigInt(points), true);
  return { name: 'huge.las', format: 'las', ...fileOf(head, stride, bytes, (xyz) => new Uint8Array(Int32Array.from(xyz, (v) => Math.round(v * 100)).buffer)) };
}

/** A raw layout of 12,500 columns. */
export function hugeBin(bytes: number): HugeFile {
  const layout = Array.from({ length: 12_500 }, (_, k) => ['x', 'y', 'z'][k] ?? `c${k}`);
  return { name: 'huge.bin', format: 'kitti-bin', layout, ...fileOf(joinBytes(), 4 * layout.length, bytes, floats) };
}
