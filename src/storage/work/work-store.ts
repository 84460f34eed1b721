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

/**
 * Where the Changes of one label set are kept. The journal is the truth and is never shortened; snapshots only save
 * time. Calls may overlap: appends keep the order in which they were made.
 */
export interface WorkStore {
  /** For people: "in this browser", "in /data/work". */
  readonly where: string;
  /** What had to be put aside on opening, in one line; null where everything was whole. */
  readonly recovered: string | null;
  /**
   * Resolves to the Change's seq when it is durable, and not before. Appending an id that is there already changes
   * nothing and gives the seq that it has, so a caller that got no answer simply asks again.
   */
  append(change: Change): Promise<number>;
  /** The Changes after `seq`, in order; since(0) is all of them. */
  since(seq: number): Promise<SavedChange[]>;
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
export type WorkErrorKind =
  | 'conflict' // somebody else wrote in between
  | 'unavailable' // this browser, disk or server cannot do it now
  | 'refused'; // it will not be done: wrong or oversized request

export class WorkError extends Error {
  override readonly name = 'WorkError';

  constructor(
    readonly kind: WorkErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
