import type { Change } from '#src/core/labels/change.ts';
import { allChanges } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { author } from './author.ts';

/** Copies the first `upTo` Changes of a label set into an empty one. */
export async function copyChanges(from: WorkStore, to: WorkStore, upTo: number): Promise<void> {
  for await (const { seq, change } of allChanges(from)) if (seq <= upTo) await to.append(change);
}

/** A name for a label set that nobody has used yet: who, and when. */
export function ownSetName(): string {
  return `${author().replace(/[^\w-]+/g, '-').slice(0, 40)}-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}`;
}

/** Keeps Changes that no longer fit the work `from` in the empty label set `to`, on the work as it was when they were made. */
export async function keepApart(changes: readonly Change[], from: WorkStore, to: WorkStore): Promise<void> {
  await copyChanges(from, to, Math.max(...changes.map((change) => change.baseRevision)));
  for (const change of changes) await to.append(change);
}
