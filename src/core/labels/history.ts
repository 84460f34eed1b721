import type { Change } from './change.ts';
import { changeBytes } from './change-bytes.ts';

interface Entry {
  readonly change: Change;
  readonly bytes: number;
}

function isBookkeeping({ sweeps, records }: Change): boolean {
  return sweeps.length === 0 && records.length > 0 && records.every(({ table }) => table === 'exportIds');
}

/**
 * What can be undone and redone: a log of Changes with a cursor, capped by the memory it holds, not by steps.
 * It only remembers; whoever calls it applies the inverse it asks for.
 */
export class History {
  private readonly past: Entry[] = [];
  private future: Entry[] = [];
  private bytes = 0;

  constructor(private readonly maxBytes: number = 256 * 1024 * 1024) {}

  /** Memory that the Changes hold, about, in bytes. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** A new Change was made: what was undone before it cannot be redone any more. What only remembers how things went out is no step. */
  push(change: Change): void {
    if (isBookkeeping(change)) return;
    for (const { bytes } of this.future) this.bytes -= bytes;
    this.future = [];
    const bytes = changeBytes(change);
    this.past.push({ change, bytes });
    this.bytes += bytes;
    while (this.bytes > this.maxBytes && this.past.length > 1) this.bytes -= this.past.shift()!.bytes;
  }

  /** The Change that an undo would take back. */
  get undoable(): Change | null {
    return this.past[this.past.length - 1]?.change ?? null;
  }

  get redoable(): Change | null {
    return this.future[this.future.length - 1]?.change ?? null;
  }

  /** Oldest first: what was done, then what was undone and can be redone. */
  get steps(): readonly Change[] {
    return [...this.past, ...this.future.toReversed()].map(({ change }) => change);
  }

  /** How many of the steps are done. */
  get position(): number {
    return this.past.length;
  }

  /** Call after the inverse of `undoable` was applied. */
  movedBack(): void {
    const entry = this.past.pop();
    if (entry) this.future.push(entry);
  }

  /** Call after `redoable` was applied again. */
  movedForward(): void {
    const entry = this.future.pop();
    if (entry) this.past.push(entry);
  }

  /**
   * Follows a journal: a Change that undoes or redoes another moves it, any other is pushed. What was undone need not be the last
   * step here: who undid it may not have known of what others did meanwhile.
   */
  replay(change: Change): void {
    const { undoes, redoes } = change.provenance;
    if (undoes !== undefined) move(this.past, this.future, undoes);
    // Where somebody else's Change came between, the step is not kept any more: what brings it back is one itself.
    else if (redoes === undefined || !move(this.future, this.past, redoes)) this.push(change);
  }

  /** Puts Changes in the place of those with the same ids. */
  replace(changes: readonly Change[]): void {
    const byId = new Map(changes.map((change) => [change.id, change]));
    for (const list of [this.past, this.future])
      list.forEach((entry, k) => {
        const change = byId.get(entry.change.id);
        if (change !== undefined) list[k] = { ...entry, change };
      });
  }
}

function move(from: Entry[], to: Entry[], id: string): boolean {
  const at = from.findLastIndex(({ change }) => change.id === id || change.provenance.redoes === id);
  if (at < 0) return false;
  to.push(...from.splice(at, 1));
  return true;
}
