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
  /** Runs `work` between actions: one that is under way has been computed from labels that must not change now. */
  between?(work: () => void): Promise<unknown>;
  /**
   * Makes those that wait go together with what others did, where only names stand in the way: carries out here what that takes,
   * and gives what waits from then on. Null where people have to decide.
   */
  settle?(waiting: readonly Change[], theirs: readonly SavedChange[]): readonly Change[] | null;
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
  /** Saved behind Changes of others that were not taken in here. */
  private ahead: Change[] = [];

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

  /** Changes of this page that are not among the first `revision`: some are saved, behind what others did, the rest waits. */
  get mine(): readonly Change[] {
    return [...this.ahead, ...this.queue];
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
      if ((await this.store.revision()) > this.known) await this.takeIn(await this.store.since(this.known));
    } catch {
      // Nothing of ours is at stake, and the next save will say what is wrong.
    } finally {
      this.running = false;
    }
    if (this.queue.length > 0) void this.flush();
  }

  /** Forgets what waits: people do not want it. */
  drop(): void {
    this.queue = [];
    this.stop();
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
      this.ahead.push(change);
      this.hooks.saved(change, seq);
    }
    if (theirs.length > 0 || conflicts.length > 0) await this.takeIn(theirs);
    if (this.conflicts !== null || seq === null) return;
    this.known = seq;
    this.ahead = [];
  }

  /** Strokes were made while we waited: they too must go together with what others did. */
  private async takeIn(theirs: readonly SavedChange[]): Promise<void> {
    const { between = async (work) => work() } = this.hooks;
    let failure: unknown;
    await between(() => {
      try {
        this.takeInNow(theirs);
      } catch (error) {
        failure = error;
      }
    });
    if (failure !== undefined) throw failure;
  }

  private takeInNow(all: readonly SavedChange[]): void {
    const own = new Set(this.ahead.map(({ id }) => id));
    const theirs = all.filter(({ change }) => !own.has(change.id));
    const result = rebase(this.queue, theirs, this.known);
    if (!result.clean) {
      const settled = this.hooks.settle?.(this.queue, theirs) ?? null;
      if (settled === null) return this.showConflict(result.conflicts);
      this.queue = [...settled];
    }
    if (theirs.length > 0) this.hooks.takeIn(theirs);
    this.known = Math.max(this.known, ...all.slice(-1).map(({ seq }) => seq));
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
