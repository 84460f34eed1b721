import type { Change } from './change.ts';
import { changeBytes } from './change-bytes.ts';

interface Entry {
  readonly change: Change;
  readonly bytes: number;
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

  /** A new Change was made: what was undone before it cannot be redone any more. */
  push(change: Change): void {
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

  /** Follows a journal: a Change that undoes or redoes another moves the cursor, any other is pushed. */
  replay(change: Change): void {
    const { undoes, redoes } = change.provenance;
    if (undoes !== undefined && this.undoable?.id === undoes) this.movedBack();
    else if (redoes !== undefined && this.redoable?.id === redoes) this.movedForward();
    else if (undoes === undefined && redoes === undefined) this.push(change);
  }
}
