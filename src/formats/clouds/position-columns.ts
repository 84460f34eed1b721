import { allocate } from '#src/core/cloud/columns.ts';
import type { ColumnArray } from '#src/core/cloud/columns.ts';
import type { SourceColumn } from './from-columns.ts';

const POSITION = /^(xyz|points?|positions?|pos|coords?|coordinates)$/i;

/** Tables that keep positions as one column of three values, or as one structure: its parts become x, y and z. Others are returned as they are. */
export function positionColumns(columns: readonly SourceColumn[], warnings: string[]): readonly SourceColumn[] {
  if (columns.some((c) => c.field.name.toLowerCase() === 'x')) return columns;
  const parts = structured(columns);
  if (parts !== null) return parts;
  const position = columns.find((c) => c.field.count === 3 && POSITION.test(c.field.name));
  if (position === undefined) return columns;
  warnings.push(`column ${position.field.name} was taken apart into x, y, z`);
  let whole: Promise<ColumnArray> | null = null;
  const axes = ['x', 'y', 'z'].map((name, k): SourceColumn => ({
    field: { name, type: position.field.type, count: 1 },
    async load() {
      const values = await (whole ??= Promise.resolve(position.load()));
      const out = allocate(position.field.type, values.length / 3);
      for (let i = 0; i < out.length; i++) out[i] = values[3 * i + k];
      return out;
    },
  }));
  return columns.flatMap((c) => (c === position ? axes : [c]));
}

/** A structure `position` arrives as `position.x`, …: the only one with x, y and z gives them its names. */
function structured(columns: readonly SourceColumn[]): SourceColumn[] | null {
  const prefixes = columns.map((c) => /^(.*\.)x$/i.exec(c.field.name)?.[1]).filter((p) => p !== undefined);
  const whole = prefixes.filter((p) => ['y', 'z'].every((axis) => columns.some((c) => c.field.name.toLowerCase() === p.toLowerCase() + axis)));
  if (whole.length !== 1) return null;
  return columns.map((c) => {
    const axis = c.field.name.slice(whole[0].length);
    return c.field.name.startsWith(whole[0]) && /^[xyz]$/i.test(axis) ? { ...c, field: { ...c.field, name: axis } } : c;
  });
}
