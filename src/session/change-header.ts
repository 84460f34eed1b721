import type { Change, Provenance } from '#src/core/labels/change.ts';
import { author, clientId } from './author.ts';
import { newId } from './ids.ts';
import { savedRevision } from './saving.ts';

/** What every Change made here has in common: a new id, this tab, and who made it with which tool, now. */
export function changeHeader(provenance: Omit<Provenance, 'author' | 'timeMs'>): Pick<Change, 'id' | 'clientId' | 'baseRevision' | 'provenance'> {
  return { id: newId(), clientId, baseRevision: savedRevision(), provenance: { ...provenance, author: author(), timeMs: Date.now() } };
}
