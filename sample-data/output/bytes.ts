import { encode } from 'fast-png';
import type { SimulatedImage } from '../sensors/camera.ts';
import { POINT_STRIDE } from '../sensors/lidar.ts';

/** Float32 values, little-endian: the layout of every raw cloud. */
export function encodeFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length), view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return bytes;
}

/** KITTI's `.bin`: x, y, z, remission of points that have their time too. */
export function withoutTime(points: Float32Array): Float32Array {
  const count = points.length / POINT_STRIDE, out = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) out.set(points.subarray(POINT_STRIDE * i, POINT_STRIDE * i + 4), 4 * i);
  return out;
}

/** SemanticKITTI `.label`: one uint32 per point, little-endian. */
export function encodeLabels(labels: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * labels.length), view = new DataView(bytes.buffer);
  for (let i = 0; i < labels.length; i++) view.setUint32(4 * i, labels[i], true);
  return bytes;
}

/** An RGB PNG of 8 bits. */
export function encodePng({ width, height, pixels }: SimulatedImage): Uint8Array {
  return encode({ width, height, data: pixels, channels: 3 }, { zlib: { level: 6 } });
}

/** A grey PNG of 16 bits: the low or the high half of every label. */
export function encodeMask(labels: Uint32Array, width: number, height: number, half: 'class' | 'instance'): Uint8Array {
  const data = Uint16Array.from(labels, half === 'class' ? (label) => label & 0xffff : (label) => label >>> 16);
  return encode({ width, height, data, channels: 1, depth: 16 }, { zlib: { level: 9 } });
}

/** Indented, with every list of numbers on one line: a pose is a line, not sixteen. */
export function encodeJson(value: unknown): Uint8Array {
  const text = JSON.stringify(value, null, 1).replace(/\[\s+(-?\d[^\s\]]*(?:\s+-?\d[^\s\]]*)*)\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`);
  return new TextEncoder().encode(`${text}\n`);
}
