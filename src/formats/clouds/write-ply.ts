import type { Column, ColumnType } from '#src/core/cloud/columns.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { createPace } from './pace.ts';
import type { CloudToWrite, CloudWriter } from './writer.ts';
import { commonLosses, packRecords, writtenColumns } from './written-columns.ts';

/** PLY 1.0, binary little-endian: every field of the source as a property of the vertices, class and instance as uint. */
export const plyWriter: CloudWriter = {
  id: 'ply',
  name: 'PLY binary',
  extension: 'ply',
  losses(input) {
    const losses = commonLosses(input);
    const long = input.cloud.fields.filter((f) => isLong(f.type)).map((f) => f.name);
    if (long.length > 0) losses.push(`PLY has no whole numbers of 64 bits: ${long.join(', ')} become doubles, exact up to 2^53`);
    const several = input.cloud.fields.filter((f) => f.count > 1).map((f) => f.name);
    if (several.length > 0) losses.push(`PLY has one value per property: ${several.join(', ')} become several (name_0, name_1, …)`);
    return losses;
  },
  write: writePly,
};

const NAMES: Readonly<Record<Exclude<ColumnType, 'int64' | 'uint64'>, string>> = {
  int8: 'char', uint8: 'uchar', int16: 'short', uint16: 'ushort', int32: 'int', uint32: 'uint', float32: 'float', float64: 'double',
};
const STEP = 1 << 16;

async function* writePly(input: CloudToWrite, _options: object, context: JobContext): AsyncGenerator<Uint8Array> {
  const { count } = input.cloud;
  const columns = writtenColumns(input).map(plain);
  const pace = createPace(context, count);
  await pace.step(0);
  const properties = columns.flatMap(({ field }) => Array.from({ length: field.count }, (_, k) =>
    `property ${NAMES[field.type as keyof typeof NAMES]} ${field.name.replace(/\s+/g, '_')}${field.count > 1 ? `_${k}` : ''}`));
  yield new TextEncoder().encode(['ply', 'format binary_little_endian 1.0', `element vertex ${count}`, ...properties, 'end_header', ''].join('\n'));
  for (let first = 0; first < count; first += STEP) {
    const end = Math.min(count, first + STEP);
    yield packRecords(columns, first, end);
    await pace.step(end);
  }
}

function plain(column: Column): Column {
  if (!isLong(column.field.type)) return column;
  return { field: { ...column.field, type: 'float64' }, values: Float64Array.from(column.values as BigInt64Array, Number) };
}

function isLong(type: ColumnType): boolean {
  return type === 'int64' || type === 'uint64';
}
