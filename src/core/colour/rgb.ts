import type { FieldInfo } from '../cloud/columns.ts';
import type { PointCloud } from '../cloud/point-cloud.ts';

/** PCL's packed colours: one 32-bit field, 0x00RRGGBB or 0xAARRGGBB. */
const PACKED = ['rgb', 'rgba'];
/** LAS: three 16-bit fields. */
const CHANNELS = ['red', 'green', 'blue'];

export function hasRgb(fields: readonly FieldInfo[]): boolean {
  const names = new Set(fields.map((f) => f.name));
  return PACKED.some((name) => names.has(name)) || CHANNELS.every((name) => names.has(name));
}

/** 4 bytes per point, red first, from whichever columns are loaded; null where there are none. */
export function rgbaOf(cloud: PointCloud): Uint8Array | null {
  const packed = PACKED.map((name) => cloud.columns[name]).find((column) => column !== undefined);
  if (packed !== undefined && packed.values.BYTES_PER_ELEMENT === 4) return unpack(packed.values as Uint32Array, cloud.count);
  const channels = CHANNELS.map((name) => cloud.columns[name]?.values);
  return channels.every((c) => c !== undefined) ? fromChannels(channels as Uint16Array[], cloud.count) : null;
}

/** The field may be typed float: its bits are the colour. */
function unpack(values: Uint32Array | Float32Array | Int32Array, count: number): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, count);
  const out = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    out[4 * i] = bits[i] >>> 16;
    out[4 * i + 1] = bits[i] >>> 8;
    out[4 * i + 2] = bits[i];
    out[4 * i + 3] = 255;
  }
  return out;
}

/** LAS says 16 bits; many files hold 8-bit values in them, which the largest value of the file tells. */
function fromChannels(channels: readonly Uint16Array[], count: number): Uint8Array {
  let largest = 0;
  for (const values of channels) for (let i = 0; i < count; i++) if (values[i] > largest) largest = values[i];
  const shift = largest > 255 ? 8 : 0;
  const out = new Uint8Array(4 * count).fill(255);
  for (let c = 0; c < 3; c++) for (let i = 0; i < count; i++) out[4 * i + c] = channels[c][i] >>> shift;
  return out;
}
