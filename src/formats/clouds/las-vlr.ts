import type { ByteSource } from '#src/core/io/bytes.ts';
import type { LasHeader } from './las-header.ts';
import { readExactly, viewOf } from './read-bytes.ts';

/** A variable length record (LAS 1.4 R15, section 2.5). */
export interface Vlr {
  readonly userId: string;
  readonly recordId: number;
  readonly data: Uint8Array;
}

const VLR_HEADER = 54;
/** What is searched for records; those that matter here stand before any large one in every file that we know. */
const MAX_SEARCHED = 16 << 20;

/**
 * The records between header and points. Files in which their number or their sizes are wrong are common and their points
 * are good, so this keeps what can be read and says in `warnings` what cannot.
 */
export async function readVlrs(source: ByteSource, header: LasHeader, warnings: string[], signal?: AbortSignal): Promise<Vlr[]> {
  const end = Math.min(header.pointOffset, header.headerSize + MAX_SEARCHED);
  const bytes = await readExactly(source, header.headerSize, end, signal);
  const view = viewOf(bytes);
  const vlrs: Vlr[] = [];
  let pos = 0;
  while (vlrs.length < header.vlrCount && pos + VLR_HEADER <= bytes.length) {
    const length = view.getUint16(pos + 20, true);
    const begin = pos + VLR_HEADER;
    if (begin + length > bytes.length) break;
    vlrs.push({ userId: zeroEnded(bytes.subarray(pos + 2, pos + 18)), recordId: view.getUint16(pos + 18, true), data: bytes.subarray(begin, begin + length) });
    pos = begin + length;
  }
  if (vlrs.length !== header.vlrCount)
    warnings.push(`the header announces ${header.vlrCount} variable length records; ${vlrs.length} could be read before the points begin`);
  return vlrs;
}

export function findVlr(vlrs: readonly Vlr[], userId: string, recordId: number): Vlr | undefined {
  return vlrs.find((v) => v.userId === userId && v.recordId === recordId);
}

/** Text in a field of fixed size, filled up with zeros. */
export function zeroEnded(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
