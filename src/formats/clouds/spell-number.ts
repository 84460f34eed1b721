import type { ColumnArray } from '#src/core/cloud/columns.ts';

/** The shortest text that reads back as the same value of the array's type; nan, inf and -inf as PCL writes them. */
export function spellValue(values: ColumnArray, i: number): string {
  const value = values[i];
  if (typeof value === 'bigint') return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  if (!(values instanceof Float32Array) || Number.isInteger(value)) return String(value);
  // Nine digits are always enough for Float32, and six or seven usually.
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
