import { RECORD_BYTES } from './las-header.ts';
import { viewOf } from './read-bytes.ts';

/** The point format from 6 on that holds what a format from 0 to 5 does; near infrared, which only 10 has, becomes 0. */
export const CONVERTED = [6, 6, 7, 7, 9, 10] as const;

const STANDARD_HEADER: Readonly<Record<string, number>> = { '1.0': 227, '1.1': 227, '1.2': 227, '1.3': 235, '1.4': 375 };
const HEADER_14 = 375;
/** Where GPS time, colour and wave packets begin in formats 0 to 5, and where wave packets begin in what they become. */
const GPS = [-1, 20, -1, 20, 20, 20], RGB = [-1, -1, 20, 28, -1, 28], WAVES = [-1, -1, -1, -1, 28, 34], WAVES_AFTER = [-1, -1, -1, -1, 30, 38];
const WAVE_BYTES = 29;
/** Global encoding: the wave packets are a record of this file, which version 1.4 counts among the extended ones. */
const WAVES_INSIDE = 2;
/** Steps of 0.006 degrees (LAS 1.4 R15, table 16). */
const ANGLE_STEP = 0.006;

/** A header of versions 1.0 to 1.4 as one of version 1.4 for the new point format: counts move to 64 bits, what a user added to it stays. */
export function convertHeader(header: Uint8Array, version: string, pointFormat: number, count: number): Uint8Array {
  const standard = Math.min(header.length, STANDARD_HEADER[version]);
  const out = new Uint8Array(HEADER_14 + header.length - standard);
  out.set(header.subarray(0, standard));
  out.set(header.subarray(standard), HEADER_14);
  const view = viewOf(out), old = viewOf(header);
  view.setUint8(25, 4);
  view.setUint16(94, out.length, true);
  view.setUint8(104, CONVERTED[pointFormat]);
  view.setUint32(107, 0, true);
  for (let r = 0; r < 5; r++) view.setUint32(111 + 4 * r, 0, true);
  view.setBigUint64(247, BigInt(count), true);
  const waves = version === '1.3' && header.length >= 235 ? old.getBigUint64(227, true) : 0n;
  if (waves !== 0n && (old.getUint16(6, true) & WAVES_INSIDE) !== 0) {
    view.setBigUint64(235, waves, true);
    view.setUint32(243, 1, true);
  }
  if (version !== '1.4') for (let r = 0; r < 5; r++) view.setBigUint64(255 + 8 * r, BigInt(old.getUint32(111 + 4 * r, true)), true);
  return out;
}

/**
 * Writes a record of formats 0 to 5 at `from` as one of format 6, 7, 9 or 10 at `to`, extra bytes included (LAS 1.4 R15, tables 7 to 17). Wave
 * packets are named by their place in their own record, which does not change.
 */
export function convertRecord(input: Uint8Array, from: number, recordLength: number, pointFormat: number, out: Uint8Array, to: number): void {
  const next = RECORD_BYTES[CONVERTED[pointFormat]], before = RECORD_BYTES[pointFormat];
  out.set(input.subarray(from, from + 14), to);
  const returns = input[from + 14], classes = input[from + 15];
  out[to + 14] = (returns & 7) | (((returns >> 3) & 7) << 4);
  out[to + 15] = ((classes >> 5) & 7) | (returns & 0xc0);
  out[to + 16] = classes & 31;
  out[to + 17] = input[from + 17];
  const rank = (input[from + 16] << 24) >> 24;
  const angle = Math.round(rank / ANGLE_STEP);
  out[to + 18] = angle & 255;
  out[to + 19] = (angle >> 8) & 255;
  out.set(input.subarray(from + 18, from + 20), to + 20);
  if (GPS[pointFormat] >= 0) out.set(input.subarray(from + GPS[pointFormat], from + GPS[pointFormat] + 8), to + 22);
  if (RGB[pointFormat] >= 0) out.set(input.subarray(from + RGB[pointFormat], from + RGB[pointFormat] + 6), to + 30);
  if (WAVES[pointFormat] >= 0) out.set(input.subarray(from + WAVES[pointFormat], from + WAVES[pointFormat] + WAVE_BYTES), to + WAVES_AFTER[pointFormat]);
  out.set(input.subarray(from + before, from + recordLength), to + next);
}
