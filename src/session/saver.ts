import { errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { Conflict } from '#src/storage/work/rebase.ts';
import { rebase } from '#src/storage/work/rebase.ts';
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
      if ((await this.store.revision()) > this.known) await this.takeOthersIn();
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
        const [change] = this.queue;
        this.hooks.show({ state: 'saving', unsaved: this.queue.length, sinceMs: change.provenance.timeMs });
        if (!(await this.append(change))) continue;
        this.queue.shift();
        this.hooks.saved(change, this.known);
        if (this.queue.length > 0) continue;
        this.hooks.show({ state: 'saved', timeMs: Date.now() });
        this.hooks.idle();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.running = false;
    }
  }

  /** False where others were faster: the queue is another one then. */
  private async append(change: Change): Promise<boolean> {
    try {
      this.known = await this.store.append(change, { ifRevision: this.known });
      return true;
    } catch (error) {
      if (!(error instanceof WorkError) || error.kind !== 'conflict') throw error;
      await this.takeOthersIn();
      return false;
    }
  }

  private async takeOthersIn(): Promise<void> {
    const theirs = await this.store.since(this.known);
    const result = rebase(this.queue, theirs, this.known);
    if (!result.clean) return this.showConflict(result.conflicts);
    const own = new Set(this.queue.map(({ id }) => id));
    const foreign = theirs.filter(({ change }) => !own.has(change.id));
    this.known = result.revision;
    this.queue = [...result.changes];
    if (foreign.length > 0) this.hooks.takeIn(foreign);
    // An answer that was lost on the way: everything had arrived.
    if (this.queue.length === 0 && own.size > 0) this.hooks.show({ state: 'saved', timeMs: Date.now() });
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
