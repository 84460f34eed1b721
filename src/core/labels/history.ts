import type { Change } from './change.ts';
import { changeBytes } from './change.ts';

/**
 * What can be undone and redone: a log of Changes with a cursor, capped by the memory it holds, not by steps.
 * It only remembers; whoever calls it applies the inverse it asks for.
 */
export class History {
  private readonly past: Change[] = [];
  private readonly future: Change[] = [];
  private bytes = 0;

  constructor(private readonly maxBytes: number = 256 * 1024 * 1024) {}

  /** A new Change was made: what was undone before it cannot be redone any more. */
  push(change: Change): void {
    for (const dropped of this.future.splice(0)) this.bytes -= changeBytes(dropped);
    this.past.push(change);
    this.bytes += changeBytes(change);
    while (this.bytes > this.maxBytes && this.past.length > 1) this.bytes -= changeBytes(this.past.shift()!);
  }

  /** The Change that an undo would take back. */
  get undoable(): Change | null {
    return this.past[this.past.length - 1] ?? null;
  }

  get redoable(): Change | null {
    return this.future[this.future.length - 1] ?? null;
  }

  /** Call after the inverse of `undoable` was applied. */
  movedBack(): void {
    const change = this.past.pop();
    if (change) this.future.push(change);
  }

  /** Call after `redoable` was applied again. */
  movedForward(): void {
    const change = this.future.pop();
    if (change) this.past.push(change);
  }

  /** Follows a journal: a Change that undoes or redoes another moves the cursor, any other is pushed. */
  replay(change: Change): void {
    const { undoes, redoes } = change.provenance;
    if (undoes !== undefined && this.undoable?.id === undoes) this.movedBack();
    else if (redoes !== undefined && this.redoable?.id === redoes) this.movedForward();
    else if (undoes === undefined && redoes === undefined) this.push(change);
  }
}
