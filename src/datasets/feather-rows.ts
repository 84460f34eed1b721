import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { listArrowFile } from '#src/formats/clouds/arrow-batches.ts';
import { arrowTable } from '#src/formats/clouds/arrow-table.ts';
import { arrowText } from '#src/formats/clouds/arrow-text.ts';

/** A row of a small table: its numbers, and its texts. Whole numbers of 64 bits keep every digit in `exact`. */
export interface FeatherRow {
  readonly numbers: Readonly<Record<string, number>>;
  readonly exact: Readonly<Record<string, bigint>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Reads these columns of a Feather file. Throws DataError that names a column that is not there, or is of another kind. */
export async function readFeather(tree: FileTree, file: string, columns: { readonly numbers: readonly string[]; readonly exact?: readonly string[]; readonly texts?: readonly string[] }): Promise<FeatherRow[]> {
  const source = await tree.open(file), listed = await listArrowFile(source);
  const table = arrowTable(source, listed, []);
  const rows = Array.from({ length: table.count }, () => ({ numbers: {} as Record<string, number>, exact: {} as Record<string, bigint>, texts: {} as Record<string, string> }));
  const missing = (name: string, expected: string): DataError => new DataError('missing', 'has no such column', { file, where: name, expected, found: table.columns.map((c) => c.field.name).join(', ') });
  for (const name of [...columns.numbers, ...(columns.exact ?? [])]) {
    const column = table.columns.find((c) => c.field.name === name && c.field.count === 1);
    if (!column) throw missing(name, 'a column of numbers');
    const values = await column.load(), isExact = columns.exact?.includes(name) === true;
    if (isExact && !(values instanceof BigInt64Array || values instanceof BigUint64Array)) throw missing(name, 'a column of int64');
    rows.forEach((row, i) => {
      if (isExact) row.exact[name] = values[i] as bigint;
      else row.numbers[name] = Number(values[i]);
    });
  }
  for (const name of columns.texts ?? []) {
    const values = await arrowText(source, listed, name);
    if (values === null) throw missing(name, 'a column of text');
    rows.forEach((row, i) => (row.texts[name] = values[i]));
  }
  return rows;
}
