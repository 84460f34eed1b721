import type { FileTree } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Scene, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { readRows } from '../json-rows.ts';
import { joined, nameOf } from '../paths.ts';
import { tokenOf } from './token.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Where a dataset's nuScenes tables are, and which of its clouds have which token. */
export interface NuscenesPlace {
  /** 'v1.0-mini'; a name of our own where the dataset has no tables. */
  readonly version: string;
  /** The folder of its tables in the dataset; null where there are none. */
  readonly folder: string | null;
  /** Sweep id → token of its sample_data. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** Looks the tokens of all key frames' clouds up, or makes them of the sweeps' ids where the dataset is not nuScenes. */
export async function nuscenesPlace(scene: Scene, tree: FileTree): Promise<NuscenesPlace> {
  const sweeps = allFrames(scene).flatMap(({ frame }) => frame.sweeps);
  const folder = scene.layout.startsWith('nuscenes') ? await tableFolder(tree) : null;
  if (folder === null) return { version: 'v1.0-pointweld', folder: null, tokens: Object.fromEntries(sweeps.map((s) => [s.id, tokenOf(s.id)])) };
  const root = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
  const byFile = new Map<string, Sweep>(sweeps.map((s) => [s.cloud.file, s]));
  const found = await rowsIn(tree, folder, 'sample_data', (row) => byFile.has(joined(root, String(row.filename))));
  return { version: nameOf(folder), folder, tokens: Object.fromEntries(found.map((row) => [byFile.get(joined(root, String(row.filename)))!.id, String(row.token)])) };
}

/** The first folder of tables, as the layout opens it. */
export async function tableFolder(tree: FileTree): Promise<string | null> {
  const table = (await tree.list()).find((path) => /(^|\/)v\d+\.\d+-\w+\/sample_data\.json$/.test(path));
  return table === undefined ? null : table.slice(0, table.lastIndexOf('/'));
}

/** Rows of a table as they stand; none where there is no such table. */
export async function rowsIn(tree: FileTree, folder: string | null, name: string, keep: (row: Row) => boolean = () => true): Promise<Row[]> {
  if (folder === null) return [];
  const path = joined(folder, `${name}.json`);
  if (!(await tree.list()).includes(path)) return [];
  return readRows(await tree.open(path), (row) => (typeof row === 'object' && row !== null && keep(row as Row) ? (row as Row) : undefined));
}

/** category.json with an index for every class: rows of the dataset stay as they are, classes that it lacks come after them. */
export async function categoryRows(tree: FileTree, folder: string | null, taxonomy: Taxonomy): Promise<Row[]> {
  const rows = await rowsIn(tree, folder, 'category');
  const known = new Set(rows.map((row) => row.name));
  const indexed = rows.map((row) => {
    const own = taxonomy.classes.find((c) => c.name === row.name);
    return own === undefined ? row : { ...row, index: own.id };
  });
  return [...indexed, ...taxonomy.classes.filter((c) => !known.has(c.name)).map((c) => ({ token: tokenOf(`category/${c.name}`), name: c.name, description: '', index: c.id }))];
}

export function tableBytes(rows: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
}
