/** What a test says about a LAS file; everything else is as it must be. */
export interface LasShape {
  readonly version?: '1.0' | '1.1' | '1.2' | '1.3' | '1.4';
  readonly pointFormat: number;
  readonly scale?: readonly [number, number, number];
  readonly offset?: readonly [number, number, number];
  /** Extra bytes per record. */
  readonly extra?: number;
}

const RECORD = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];

/** A LAS file of the given integer coordinates, with bytes of a fixed pattern behind them. Shares no code with the reader. */
export function writeLas(points: readonly (readonly [number, number, number])[], shape: LasShape): Uint8Array {
  const { version = '1.2', pointFormat, scale = [0.01, 0.01, 0.01], offset = [0, 0, 0], extra = 0 } = shape;
  const header = version === '1.4' ? 375 : version === '1.3' ? 235 : 227;
  const record = RECORD[pointFormat] + extra;
  const bytes = new Uint8Array(header + record * points.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('LASF'));
  view.setUint8(24, 1);
  view.setUint8(25, Number(version[2]));
  view.setUint16(94, header, true);
  view.setUint32(96, header, true);
  view.setUint8(104, pointFormat);
  view.setUint16(105, record, true);
  view.setUint32(107, pointFormat < 6 ? points.length : 0, true);
  if (version === '1.4') view.setBigUint64(247, BigInt(points.length), true);
  for (let k = 0; k < 3; k++) {
    const values = points.map((p) => p[k] * scale[k] + offset[k]);
    view.setFloat64(131 + 8 * k, scale[k], true);
    view.setFloat64(155 + 8 * k, offset[k], true);
    view.setFloat64(179 + 16 * k, values.reduce((a, b) => Math.max(a, b), -Infinity), true);
    view.setFloat64(187 + 16 * k, values.reduce((a, b) => Math.min(a, b), Infinity), true);
  }
  points.forEach((p, i) => {
    const at = header + i * record;
    for (let b = 12; b < record; b++) bytes[at + b] = (i * 7 + b * 13) & 255;
    for (let k = 0; k < 3; k++) view.setInt32(at + 4 * k, p[k], true);
  });
  return bytes;
}
