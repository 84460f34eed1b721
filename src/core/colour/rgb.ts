import type { FieldInfo } from '../cloud/columns.ts';
import type { PointCloud } from '../cloud/point-cloud.ts';

/** PCL's packed colours: one 32-bit field, 0x00RRGGBB or 0xAARRGGBB. */
const PACKED = ['rgb', 'rgba'];
/** LAS: three 16-bit fields. */
const CHANNELS = ['red', 'green', 'blue'];

/** Colours of a cloud, read from its columns where they are. */
export interface RgbColumns {
  /** Puts red, green and blue of point i, a byte each, to `out[at]` and after. */
  write(i: number, out: Uint8Array, at: number): void;
}

export function hasRgb(fields: readonly FieldInfo[]): boolean {
  const names = new Set(fields.map((f) => f.name));
  return PACKED.some((name) => names.has(name)) || CHANNELS.every((name) => names.has(name));
}

/** From whichever columns are loaded; null where there are none. */
export function rgbColumns(cloud: Pick<PointCloud, 'columns' | 'count'>): RgbColumns | null {
  const packed = PACKED.map((name) => cloud.columns[name]).find((column) => column !== undefined);
  if (packed !== undefined && packed.values.BYTES_PER_ELEMENT === 4) return unpacked(packed.values as Uint32Array, cloud.count);
  const channels = CHANNELS.map((name) => cloud.columns[name]?.values);
  return channels.every((c) => c !== undefined) ? fromChannels(channels as Uint16Array[], cloud.count) : null;
}

/** The field may be typed float: its bits are the colour. */
function unpacked(values: Uint32Array | Float32Array | Int32Array, count: number): RgbColumns {
  const bits = new Uint32Array(values.buffer, values.byteOffset, count);
  return {
    write(i, out, at) {
      out[at] = bits[i] >>> 16;
      out[at + 1] = bits[i] >>> 8;
      out[at + 2] = bits[i];
    },
  };
}

/** LAS says 16 bits; many files hold 8-bit values in them, which the largest value of the file tells. */
function fromChannels(channels: readonly Uint16Array[], count: number): RgbColumns {
  let largest = 0;
  for (const values of channels) for (let i = 0; i < count && largest <= 255; i++) if (values[i] > largest) largest = values[i];
  const shift = largest > 255 ? 8 : 0;
  const [red, green, blue] = channels;
  return {
    write(i, out, at) {
      out[at] = red[i] >>> shift;
      out[at + 1] = green[i] >>> shift;
      out[at + 2] = blue[i] >>> shift;
    },
  };
}
