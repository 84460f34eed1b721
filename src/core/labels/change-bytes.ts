import type { Change } from './change.ts';

/**
 * Memory that a Change holds on to, in bytes, for the history's cap: its arrays as they are, and about what an engine takes for
 * the objects around them (V8 on 64 bits; a typed array's own object is the largest).
 */
export function changeBytes(change: Change): number {
  return heldBytes(change, new Set());
}

const WORD = 8;
const OBJECT = 3 * WORD;
const ENTRY = 5 * WORD;
const TYPED_ARRAY = 25 * WORD;

function heldBytes(value: unknown, seen: Set<object>): number {
  if (typeof value === 'string') return 2 * WORD + value.length;
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    // A view may keep a larger buffer alive.
    if (seen.has(value.buffer)) return TYPED_ARRAY;
    seen.add(value.buffer);
    return TYPED_ARRAY + value.buffer.byteLength;
  }
  let bytes = OBJECT;
  if (value instanceof Map) for (const item of value.values()) bytes += ENTRY + heldBytes(item, seen);
  else for (const item of Object.values(value)) bytes += WORD + heldBytes(item, seen);
  return bytes;
}
