import { errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { Conflict } from '#src/storage/work/rebase.ts';
import { rebase } from '#src/storage/work/rebase.ts';
import { saveOnto } from '#src/storage/work/save-onto.ts';
import type { SavedChange, WorkStore } from '#src/storage/work/work-store.ts';
import { WorkError } from '#src/storage/work/work-store.ts';

/** How it stands with the work, as people see it. */
export type SaveState =
  | { readonly state: 'saved'; readonly timeMs: number | null }
  /** `sinceMs`: when the oldest Change that is not saved was made. */
  | { readonly state: 'saving'; readonly unsaved: number; readonly sinceMs: number }
  | { readonly state: 'failed'; readonly unsaved: number; readonly sinceMs: number; readonly error: string; readonly needsPermission: boolean }
  /** Somebody else changed the same points or records: people have to choose. */
  | { readonly state: 'conflict'; readonly unsaved: number; readonly sinceMs: number; readonly conflicts: readonly Conflict[] };

export interface SaverHooks {
  show(state: SaveState): void;
  /** A Change is in the store, as number `seq`. */
  saved(change: Change, seq: number): void;
  /** All is saved, and nobody waits: time for what is not urgent. */
  idle(): void;
  /** Changes of somebody else, to be carried out here: none of their points is among those that were not saved. */
  takeIn(theirs: readonly SavedChange[]): void;
}

/** A store that could not be reached is asked again this often. Milliseconds. */
const RETRY_MS = 5000;

/**
 * Sends Changes to a work store, one after another in the order in which they were made, and keeps them until it has them.
 * Each is made on the revision that is known here; where others were faster, their Changes are taken in when the two go
 * together, and people are asked when they do not. Nothing is given up, nothing overwritten.
 */
export class Saver {
  private queue: Change[] = [];
  private running = false;
  private conflicts: readonly Conflict[] | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  /** `revision`: seq of the last Change that is known here. */
  constructor(
    readonly store: WorkStore,
    private known: number,
    private readonly hooks: SaverHooks,
  ) {}

  /** Seq of the last Change that is saved and known here. */
  get revision(): number {
    return this.known;
  }

  /** Changes that would be lost if the page went away now, oldest first. */
  get unsaved(): readonly Change[] {
    return this.queue;
  }

  push(change: Change): void {
    this.queue.push(change);
    if (this.conflicts === null) void this.flush();
    else this.showConflict(this.conflicts);
  }

  /** Tries again what failed. */
  retry(): void {
    if (this.conflicts === null) void this.flush();
  }

  /** Looks whether others have saved something meanwhile, and takes it in. */
  async lookForOthers(): Promise<void> {
    if (this.running || this.queue.length > 0 || this.over) return;
    this.running = true;
    try {
      if ((await this.store.revision()) > this.known) this.takeIn(await this.store.since(this.known));
    } catch {
      // Nothing of ours is at stake, and the next save will say what is wrong.
    } finally {
      this.running = false;
    }
    if (this.queue.length > 0) void this.flush();
  }

  /** Ends what is under way, and asks for nothing more. What is still in `unsaved` stays there. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private async flush(): Promise<void> {
    if (this.running || this.over) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      while (this.queue.length > 0 && this.conflicts === null) {
        this.hooks.show({ state: 'saving', unsaved: this.queue.length, sinceMs: this.oldest() });
        await this.saveFirst();
      }
      if (this.conflicts !== null) return;
      this.hooks.show({ state: 'saved', timeMs: Date.now() });
      this.hooks.idle();
    } catch (error) {
      this.failed(error);
    } finally {
      this.running = false;
    }
  }

  private async saveFirst(): Promise<void> {
    const [change] = this.queue;
    const { seq, theirs, conflicts } = await saveOnto(this.store, this.queue, this.known);
    if (seq !== null) {
      this.queue.shift();
      this.hooks.saved(change, seq);
    }
    if (conflicts.length > 0) return this.showConflict(conflicts);
    this.takeIn(theirs);
    if (seq !== null) this.known = seq;
  }

  /** Strokes were made while we waited: they too must go together with what others did. */
  private takeIn(theirs: readonly SavedChange[]): void {
    if (theirs.length === 0) return;
    const result = rebase(this.queue, theirs, this.known);
    if (!result.clean) return this.showConflict(result.conflicts);
    this.hooks.takeIn(theirs);
    this.known = Math.max(this.known, theirs[theirs.length - 1].seq);
  }

  private showConflict(conflicts: readonly Conflict[]): void {
    this.conflicts = conflicts;
    this.hooks.show({ state: 'conflict', unsaved: this.queue.length, sinceMs: this.oldest(), conflicts });
  }

  private failed(error: unknown): void {
    const needsPermission = error instanceof WorkError && error.kind === 'permission';
    this.hooks.show({ state: 'failed', unsaved: this.queue.length, sinceMs: this.oldest(), error: errorMessage(error), needsPermission });
    // Permission comes back by a click, never by itself.
    if (!needsPermission && !this.over) this.timer = setTimeout(() => this.retry(), RETRY_MS);
  }

  private oldest(): number {
    return this.queue[0]?.provenance.timeMs ?? Date.now();
  }
}
