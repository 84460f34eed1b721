import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { plainField } from './cloud-builder.ts';
import type { RecordField } from './cloud-builder.ts';
import { uniqueName } from './field-names.ts';
import { findVlr, zeroEnded } from './las-vlr.ts';
import type { Vlr } from './las-vlr.ts';
import { viewOf } from './read-bytes.ts';

const DESCRIPTOR = 192;
/** Data types 1 to 10; 11 to 20 and 21 to 30 are two and three of them (deprecated since 1.4 R14, still in files). */
const TYPES: readonly ColumnType[] = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'float32', 'float64'];
const SCALED = 0b11000;

/**
 * The fields behind the standard part of a record, as the Extra Bytes record describes them (LAS 1.4 R15, LASF_Spec 4).
 * Values are the file's raw ones; where a descriptor has scale or offset, a warning says so. Bytes that nothing describes
 * are one field `extra_bytes`.
 */
export function extraFields(vlrs: readonly Vlr[], begin: number, end: number, used: Set<string>, warnings: string[]): RecordField[] {
  const fields: RecordField[] = [];
  let offset = begin;
  for (const { name, type, count, scaled } of descriptors(vlrs)) {
    const size = BYTES[type] * count;
    if (offset + size > end) {
      warnings.push(`extra bytes: ${name} does not fit in the point records; it and what follows was not read`);
      break;
    }
    if (scaled) warnings.push(`extra bytes: ${name} is given as stored, before its scale and offset`);
    if (count > 0) fields.push(plainField({ name: uniqueName(name || 'extra', used, warnings), type, count }, offset));
    offset += size;
  }
  if (offset < end) fields.push(plainField({ name: uniqueName('extra_bytes', used, warnings), type: 'uint8', count: end - offset }, offset));
  return fields;
}

function* descriptors(vlrs: readonly Vlr[]): Generator<{ name: string; type: ColumnType; count: number; scaled: boolean }> {
  const data = findVlr(vlrs, 'LASF_Spec', 4)?.data;
  if (data === undefined) return;
  const view = viewOf(data);
  for (let at = 0; at + DESCRIPTOR <= data.length; at += DESCRIPTOR) {
    const dataType = view.getUint8(at + 2), options = view.getUint8(at + 3);
    const name = zeroEnded(data.subarray(at + 4, at + 36));
    if (dataType > 30) return;
    // Type 0 is bytes without a meaning, `options` of them.
    if (dataType === 0) yield { name, type: 'uint8', count: options, scaled: false };
    else yield { name, type: TYPES[(dataType - 1) % 10], count: 1 + Math.floor((dataType - 1) / 10), scaled: (options & SCALED) !== 0 };
  }
}
