import { DataError } from '#src/core/errors.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { zeroEnded } from './las-vlr.ts';
import { viewOf } from './read-bytes.ts';

/** A variable length record with its own bytes, head included. */
export interface RawVlr {
  readonly userId: string;
  readonly recordId: number;
  readonly bytes: Uint8Array;
}

const VLR_HEADER = 54, DESCRIPTOR = 192;
const SPEC = 'LASF_Spec', LOOKUP_ID = 0, EXTRA_BYTES_ID = 4;
/** Sizes of data types 1 to 10; 11 to 20 and 21 to 30 are two and three of them. */
const SIZES = [1, 1, 2, 2, 4, 4, 8, 8, 4, 8];
const UINT32 = 5;

/** Takes the bytes between header and points apart: the records, and what follows them. Throws DataError where they are not what the header says. */
export function splitVlrs(region: Uint8Array, count: number, file: string): { vlrs: RawVlr[]; rest: Uint8Array } {
  const view = viewOf(region);
  const vlrs: RawVlr[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const end = at + VLR_HEADER + (at + VLR_HEADER <= region.length ? view.getUint16(at + 20, true) : 0);
    if (end > region.length)
      throw new DataError('malformed', 'has variable length records that cannot be copied', { file, where: `record ${i}`, expected: `${count} of them before the points`, found: 'one that leads into the points' });
    vlrs.push({ userId: zeroEnded(region.subarray(at + 2, at + 18)), recordId: view.getUint16(at + 18, true), bytes: region.subarray(at, end) });
    at = end;
  }
  return { vlrs, rest: region.subarray(at) };
}

/** Where in the record a described field `instance` of uint32 begins, and the records that describe it. */
export interface InstanceField {
  readonly offset: number;
  /** Bytes that the point records grow by. */
  readonly added: number;
  readonly vlrs: readonly RawVlr[];
}

/**
 * Makes room for the instance as an Extra Bytes field (LAS 1.4 R15, LASF_Spec 4): one that is there is used again, else a descriptor is
 * added behind the others. Bytes that nothing describes get a descriptor without a meaning, because descriptors follow the bytes.
 */
export function instanceField(vlrs: readonly RawVlr[], standardBytes: number, recordLength: number, file: string): InstanceField {
  const index = vlrs.findIndex((v) => v.userId === SPEC && v.recordId === EXTRA_BYTES_ID);
  const data = index < 0 ? new Uint8Array(0) : vlrs[index].bytes.subarray(VLR_HEADER);
  let offset = standardBytes;
  for (let at = 0; at + DESCRIPTOR <= data.length; at += DESCRIPTOR) {
    const type = data[at + 2], size = type === 0 ? data[at + 3] : (SIZES[(type - 1) % 10] ?? NaN) * (1 + Math.floor((type - 1) / 10));
    if (type === UINT32 && zeroEnded(data.subarray(at + 4, at + 36)) === 'instance' && offset + 4 <= recordLength) return { offset, added: 0, vlrs };
    offset += size;
  }
  if (!(offset <= recordLength))
    throw new DataError('malformed', 'describes more extra bytes than its points have', { file, expected: `at most ${recordLength - standardBytes}`, found: `${offset - standardBytes}` });
  const fillers = fillerSizes(recordLength - offset).map((bytes) => descriptor(0, bytes, 'undocumented', ''));
  const whole = data.length - (data.length % DESCRIPTOR);
  const next = vlr(EXTRA_BYTES_ID, 'Extra Bytes Record', joined([data.subarray(0, whole), ...fillers, descriptor(UINT32, 0, 'instance', 'instance, 0 is none')]), file);
  const replaced = index < 0 ? [...vlrs, next] : vlrs.map((v, i) => (i === index ? next : v));
  return { offset: recordLength, added: 4, vlrs: replaced };
}

/** The records with our classes in the Classification Lookup (LASF_Spec 0): 256 entries of a number and 15 characters. */
export function withLookup(vlrs: readonly RawVlr[], { classes }: Taxonomy, file: string): readonly RawVlr[] {
  const table = new Uint8Array(256 * 16);
  for (const { id, name } of classes) {
    if (id > 255) continue;
    table[16 * id] = id;
    table.set(new TextEncoder().encode(name).subarray(0, 15), 16 * id + 1);
  }
  const next = vlr(LOOKUP_ID, 'Classification', table, file);
  const index = vlrs.findIndex((v) => v.userId === SPEC && v.recordId === LOOKUP_ID);
  return index < 0 ? [...vlrs, next] : vlrs.map((v, i) => (i === index ? next : v));
}

function vlr(recordId: number, description: string, data: Uint8Array, file: string): RawVlr {
  if (data.length > 0xffff) throw new DataError('unsupported', 'has no room for another extra field', { file, expected: 'at most 65535 bytes of descriptions', found: `${data.length}` });
  const head = new Uint8Array(VLR_HEADER);
  head.set(new TextEncoder().encode(SPEC), 2);
  head.set(new TextEncoder().encode(description), 22);
  viewOf(head).setUint16(18, recordId, true);
  viewOf(head).setUint16(20, data.length, true);
  return { userId: SPEC, recordId, bytes: joined([head, data]) };
}

function descriptor(type: number, options: number, name: string, description: string): Uint8Array {
  const out = new Uint8Array(DESCRIPTOR);
  out[2] = type;
  out[3] = options;
  out.set(new TextEncoder().encode(name), 4);
  out.set(new TextEncoder().encode(description), 160);
  return out;
}

/** A descriptor without a meaning covers at most 255 bytes. */
function fillerSizes(bytes: number): number[] {
  return bytes <= 0 ? [] : [Math.min(255, bytes), ...fillerSizes(bytes - 255)];
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
