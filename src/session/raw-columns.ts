import type { ByteSource } from '#src/core/io/bytes.ts';
import { isRaw, RAW_COLUMNS, rawSweeps } from '#src/core/scene/raw-columns.ts';
import type { Scene, Sweep } from '#src/core/scene/scene.ts';
import { rawColumnChoices } from '#src/formats/clouds/raw-trial.ts';
import { parseRawLayout } from '#src/formats/clouds/raw-layout.ts';
import { setConvention } from './conventions.ts';
import { workspace } from './current.ts';
import { currentFrame } from './stores/scene-store.ts';

export type { RawTrial } from '#src/formats/clouds/raw-trial.ts';
export { tryRawColumns } from '#src/formats/clouds/raw-trial.ts';

/** A file without a header, and what is said of its columns. */
export interface RawFile extends ReturnType<typeof rawColumnChoices> {
  readonly source: ByteSource;
  /** Names and types of the columns that it is read with now: see `parseRawLayout`. */
  readonly columns: readonly string[];
  /** Whether a user has said so. */
  readonly chosen: boolean;
}

export function hasRawFiles(scene: Scene | null): boolean {
  return scene !== null && rawSweeps(scene).length > 0;
}

/** The first file without a header of the frame on screen; null where it has none. Rejects with DataError where it cannot be opened. */
export async function rawFileHere(): Promise<RawFile | null> {
  const open = workspace(), sweep = currentFrame()?.frame.sweeps.find(isRaw);
  if (open === null || sweep === undefined) return null;
  const source = await open.tree.open(sweep.cloud.file), choices = rawColumnChoices(source);
  return { source, ...choices, columns: sweep.cloud.columns ?? choices.presumed, chosen: open.set.table('conventions').has(RAW_COLUMNS) };
}

/**
 * Has all files without a header read with these columns, null: as they were read at first. Kept with the work, and undone like any Change.
 * Rejects with an Error for people where labels were made that would then be of other points.
 */
export async function setRawColumns(columns: readonly string[] | null): Promise<void> {
  const open = workspace();
  if (open === null) return;
  for (const sweep of rawSweeps(open.scene)) {
    const labelled = open.set.touched(sweep.id) ? open.set.pointsOf(sweep.id) : null;
    if (labelled === null) continue;
    const count = await countWith(open.tree.open(sweep.cloud.file), sweep, columns);
    if (count !== labelled)
      throw new Error(`${sweep.cloud.file} was labelled as ${labelled.toLocaleString('en')} points. With these columns it would have ${count.toLocaleString('en')}, and its labels would belong to others.`);
  }
  setConvention({ id: RAW_COLUMNS, name: 'columns of .bin', choices: [] }, columns === null ? null : columns.join(','));
}

async function countWith(opening: Promise<ByteSource>, { cloud }: Sweep, columns: readonly string[] | null): Promise<number> {
  const source = await opening;
  const { stride } = parseRawLayout(columns ?? rawColumnChoices(source).presumed, cloud.file);
  return Math.floor(source.size / stride);
}
