import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';

/** A Change and its place in the order of all Changes: 1, 2, 3, … without gaps. */
export interface SavedChange {
  readonly seq: number;
  readonly change: Change;
}

/** The labels of a sweep after every Change up to `seq` was carried out. */
export interface Snapshot {
  /** Packed labels in file order. */
  readonly labels: Uint32Array;
  /** Draft bits, bit i & 7 of byte i >> 3; null where no point is a draft. */
  readonly drafts: Uint8Array | null;
  readonly seq: number;
  /** Names exactly this snapshot, for `ifMatch`. */
  readonly etag: string;
}

export interface AppendCondition {
  /** The revision that the Change was made on. */
  readonly ifRevision?: number;
}

/**
 * Where the Changes of one label set are kept. The journal is the truth and is never shortened; snapshots only save
 * time. Calls may overlap: appends keep the order in which they were made.
 *
 * The revision of the work is the seq of its last Change, 0 where there is none. The store is strict about it: a
 * conditional append is refused whenever anything at all came in between. What came is fetched with `since`, and
 * `rebase` (rebase.ts) says whether the two go together: that decision needs no knowledge of how work is kept.
 */
export interface WorkStore {
  /** For people: "in this browser", "in /data/work". */
  readonly where: string;
  /** What had to be put aside on opening, in one line; null where everything was whole. */
  readonly recovered: string | null;
  /**
   * Resolves to the Change's seq when it is durable, and not before. Appending an id that is there already changes
   * nothing and gives the seq that it has, whatever the condition, so a caller that got no answer simply asks again.
   * With `ifRevision`, WorkError 'conflict' with the present revision where that is another one. A conditional append
   * must wait for the answer to the one before it: its revision is not known sooner.
   */
  append(change: Change, condition?: AppendCondition): Promise<number>;
  /**
   * The Changes after `seq`, in order; since(0) is all of them. With `maxBytes`, as many of them as fit into so many
   * bytes of the journal, but at least one where there is one: a long journal is read piece by piece.
   */
  since(seq: number, maxBytes?: number): Promise<SavedChange[]>;
  /** Seq of the last Change that anybody appended; 0 where there is none. */
  revision(): Promise<number>;
  /**
   * Keeps a sweep's labels as they are after Change `seq`, and resolves to their etag. `ifMatch` is the etag of the
   * snapshot that this one replaces, null where there was none: WorkError 'conflict' where another one is there.
   */
  putSnapshot(sweep: SweepId, labels: Uint32Array, seq: number, ifMatch: string | null, drafts?: Uint8Array | null): Promise<string>;
  /** The newest whole snapshot; null where there is none, and then the journal has everything. */
  getSnapshot(sweep: SweepId): Promise<Snapshot | null>;
  /** Waits for what is under way. Nothing may be called after it. */
  close(): Promise<void>;
}

/** Why work could not be kept or fetched, where the data itself is not at fault. */
export const WORK_ERROR_KINDS = [
  'conflict', // somebody else wrote in between
  'unavailable', // this browser, disk or server cannot do it now
  'permission', // the browser wants people to allow it again
  'refused', // it will not be done: wrong or oversized request, or a server that only reads
] as const;
export type WorkErrorKind = (typeof WORK_ERROR_KINDS)[number];

export interface WorkErrorOptions {
  readonly cause?: unknown;
  /** The present revision, where a conditional append met another one than it named. */
  readonly revision?: number;
}

export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly revision: number | undefined;

  constructor(
    readonly kind: WorkErrorKind,
    message: string,
    options: WorkErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.revision = options.revision;
  }
}
