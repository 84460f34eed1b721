import type { ConventionRecord } from '#src/core/labels/records.ts';
import { applyFlips } from '#src/core/scene/flips.ts';
import type { OpenedPath } from './open-path.ts';
import { savedWork } from './saved-work.ts';

/** The dataset as its work has it: with the conventions that people decided otherwise than they were read. */
export function withKept(opened: OpenedPath, conventions: Iterable<ConventionRecord>): OpenedPath {
  const flips = Object.fromEntries([...conventions].map(({ id, value }) => [id, value]));
  return Object.keys(flips).length === 0 ? opened : { ...opened, scene: applyFlips(opened.scene, flips) };
}

/** The same for commands that need nothing else of the work: that in `work`, else in `pointweld/` in the dataset, else none. Throws DataError where `work` is none. */
export async function withKeptIn(opened: OpenedPath, work: string | undefined): Promise<OpenedPath> {
  const found = await savedWork(opened, work);
  if (found === null) return opened;
  const { saved, store } = found;
  try {
    return withKept(opened, saved.records.table('conventions').values());
  } finally {
    await store.close();
  }
}
