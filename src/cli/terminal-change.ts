import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Change, Provenance } from '#src/core/labels/change.ts';

/** A Change that a command makes, now, in the name of who runs it. */
export function terminalChange(
  provenance: Omit<Provenance, 'author' | 'timeMs'>, title: string, baseRevision: number, sweeps: Change['sweeps'], records: Change['records'],
): Change {
  return {
    id: randomUUID(), clientId: 'terminal', baseRevision, title, place: null, sweeps, records, provenance: { ...provenance, author: userInfo().username, timeMs: Date.now() },
  };
}
