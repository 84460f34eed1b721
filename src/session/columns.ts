import { create } from 'zustand';
import { shadeable } from '#src/core/colour/shaded-column.ts';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { Column } from '#src/core/cloud/columns.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { readCloudJob } from '#src/engine/jobs/read-cloud.request.ts';
import { shownSweeps, workspace } from './current.ts';
import { engine } from './engine.ts';
import { notify } from './notices.ts';
import { useScene } from './stores/scene-store.ts';
import { useView } from './stores/view-store.ts';
import type { LoadedSweep } from './workspace.ts';

interface ColumnState {
  /** Counts up when a column has been loaded. */
  version: number;
  /** Columns that are being read, once per sweep. */
  reading: number;
}

export const useColumns = create<ColumnState>(() => ({ version: 0, reading: 0 }));

/** What is being read now, by sweep and column: nothing is read twice. */
const underway = new Map<string, Promise<void>>();

/**
 * Reads a column of a loaded sweep that was not asked for when it was opened, and puts it to the others. Resolves at once
 * where it is here, or where the sweep or the field does not exist. Rejects with what the reader says.
 */
export function loadColumn(sweep: SweepId, name: string): Promise<void> {
  const loaded = workspace()?.get(sweep);
  if (loaded === undefined || Object.hasOwn(loaded.cloud.columns, name) || !loaded.cloud.fields.some((field) => field.name === name)) return Promise.resolve();
  const key = `${sweep}\n${name}`;
  let reading = underway.get(key);
  if (reading === undefined) {
    reading = read(loaded, name).finally(() => underway.delete(key));
    underway.set(key, reading);
  }
  return reading;
}

/** Reads the column that the column mode shows for everything on screen; what cannot be read is said. */
async function readShownColumn(): Promise<void> {
  const { colourMode, column } = useView.getState();
  if (colourMode !== 'column') return;
  const fields = shownSweeps().flatMap(({ cloud }) => shadeable(cloud.fields));
  const name = fields.some((field) => field.name === column) ? column : (fields[0]?.name ?? null);
  if (name === null) return;
  if (name !== column) {
    useView.setState({ column: name });
    return;
  }
  try {
    for (const { sweep } of shownSweeps()) await loadColumn(sweep.id, name);
  } catch (error) {
    if (!isAbort(error)) notify('error', errorMessage(error));
  }
}

async function read(loaded: LoadedSweep, name: string): Promise<void> {
  const open = workspace();
  if (open === null) return;
  useColumns.setState((s) => ({ reading: s.reading + 1 }));
  try {
    const { file, format, columns: layout } = loaded.sweep.cloud;
    const source = await open.tree.open(file);
    const { cloud } = await engine().run(readCloudJob, { format, layout, columns: [name] }, { source });
    // The one place that adds to a cloud: what was read stays as it is, and the identity that caches know it by too.
    if (cloud.count === loaded.cloud.count && cloud.columns[name] !== undefined) (loaded.cloud.columns as Record<string, Column>)[name] = cloud.columns[name];
    useColumns.setState((s) => ({ version: s.version + 1 }));
  } finally {
    useColumns.setState((s) => ({ reading: s.reading - 1 }));
  }
}

useScene.subscribe((now, before) => now.shownVersion !== before.shownVersion && void readShownColumn());
useView.subscribe((now, before) => (now.colourMode !== before.colourMode || now.column !== before.column) && void readShownColumn());
