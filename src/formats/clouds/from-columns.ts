import type { Column, ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { chooseFields } from './choose-fields.ts';
import { allocating } from './cloud-builder.ts';
import type { ReadCloudOptions } from './format.ts';
import { labelFieldOf } from './label-field.ts';
import { createPace } from './pace.ts';
import { findAxes } from './pcd-fields.ts';
import { PositionsBuilder } from './positions.ts';

/** A column of a file that stores column by column. */
export interface SourceColumn {
  readonly field: FieldInfo;
  /** All values, in file order: `count * field.count` of them, of the field's type. Called once at most. */
  load(): ColumnArray | Promise<ColumnArray>;
}

export interface ColumnFile {
  readonly name: string;
  readonly format: string;
  readonly count: number;
  readonly columns: readonly SourceColumn[];
  readonly warnings: readonly string[];
}

/** Points whose coordinates are gathered at once. */
const BLOCK = 1 << 16;

/** A cloud from whole columns, of which x, y and z are three. Throws DataError where they are missing, or a column is asked for that is not there. */
export async function cloudFromColumns(file: ColumnFile, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  const { name, format, count } = file;
  const fields = file.columns.map((c) => c.field);
  const axes = findAxes(fields, name);
  const labelField = labelFieldOf(fields);
  const chosen = chooseFields(fields, labelField, options.columns, name);
  const pace = createPace(context, count);
  await pace.step(0);

  const coordinates: ColumnArray[] = [];
  for (const k of axes) coordinates.push(await file.columns[k].load());
  const builder = allocating(name, count, () => new PositionsBuilder(count));
  const float32 = coordinates.every((values) => values instanceof Float32Array);
  const block = new Float64Array(float32 ? 0 : 3 * Math.min(BLOCK, count));
  for (let first = 0; first < count; first += BLOCK) {
    const end = Math.min(count, first + BLOCK);
    if (float32) interleave(coordinates, first, end, builder.positions, 3 * first);
    else interleave(coordinates, first, end, block, 0);
    if (float32) builder.addStored(first, end);
    else builder.addFloat64(block, end - first, first);
    // The columns are the other half of the work.
    await pace.step(Math.floor(end / 2));
  }

  const columns: [string, Column][] = [];
  for (const [k, column] of file.columns.entries()) {
    if (!chosen.has(column.field.name)) continue;
    const axis = axes.indexOf(k);
    columns.push([column.field.name, { field: column.field, values: axis >= 0 ? coordinates[axis] : await column.load() }]);
    await pace.step(Math.floor(count / 2));
  }
  await pace.step(count);
  return { name, format, count, ...builder.finish(), fields, columns: Object.fromEntries(columns), labelField, warnings: file.warnings };
}

function interleave(columns: readonly ColumnArray[], first: number, end: number, out: Float32Array | Float64Array, at: number): void {
  for (const [k, values] of columns.entries()) for (let i = first, o = at + k; i < end; i++, o += 3) out[o] = Number(values[i]);
}
