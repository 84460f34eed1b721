import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding, FindingCause } from '#src/core/crosscheck/findings/finding.ts';

/** Where a finding stands for the reviewer. */
export type RowState = 'open' | 'settled' | 'returned';

/** An entry of the queue: a finding, a decision, or both. Without a finding, what was decided on is gone, by that decision or since. */
export interface ReviewRow {
  readonly id: string;
  readonly state: RowState;
  readonly finding: Finding | null;
  readonly record: FindingRecord | null;
}

export interface QueueFilter {
  /** 'label-mask', class ids; null = any. */
  readonly pair: string | null;
  readonly cause: FindingCause | null;
  readonly camera: string | null;
  /** Id of a frame. */
  readonly frame: string | null;
  readonly minPoints: number;
  readonly state: RowState | null;
  /** Who decided. */
  readonly person: string | null;
}

export const EVERYTHING: QueueFilter = { pair: null, cause: null, camera: null, frame: null, minPoints: 0, state: null, person: null };
export const OPEN_ONES: QueueFilter = { ...EVERYTHING, state: 'open' };

/** What is the same of findings and decisions. */
export interface RowFacts {
  readonly kind: string;
  readonly sequence: string;
  readonly label: number;
  readonly mask: number;
  readonly instance: number;
  readonly points: number;
  /** Ids, in time order. */
  readonly frames: readonly string[];
  readonly cameras: readonly string[];
}

/** Of the finding as it is now; of one that is gone, as it was when it was decided on. */
export function factsOf({ finding, record }: Pick<ReviewRow, 'finding' | 'record'>): RowFacts {
  if (finding === null) {
    if (record === null) throw new Error('neither a finding nor a decision');
    return record;
  }
  const { kind, sequence, label, mask, instance, points, parts, views } = finding;
  const frames = [...new Set([...parts.map((part) => part.frame), ...views.map((view) => view.frame)])];
  return { kind, sequence, label, mask, instance, points, frames, cameras: [...new Set(views.map((view) => view.camera))] };
}

export function pairOf({ label, mask }: Pick<RowFacts, 'label' | 'mask'>): string {
  return `${label}-${mask}`;
}

/** The rows that a filter lets through, in their order. */
export function filtered(rows: readonly ReviewRow[], filter: QueueFilter): ReviewRow[] {
  return rows.filter((row) => passes(row, filter));
}

function passes(row: ReviewRow, { pair, cause, camera, frame, minPoints, state, person }: QueueFilter): boolean {
  if (state !== null && row.state !== state) return false;
  if (person !== null && row.record?.author !== person) return false;
  if (cause !== null && row.finding?.cause !== cause) return false;
  const facts = factsOf(row);
  return (
    facts.points >= minPoints && (pair === null || pairOf(facts) === pair) &&
    (camera === null || facts.cameras.includes(camera)) && (frame === null || facts.frames.includes(frame))
  );
}

/** What can be filtered by, with how many rows each has, the most frequent first. */
export interface QueueChoices {
  readonly pairs: readonly (readonly [pair: string, rows: number])[];
  readonly causes: readonly (readonly [cause: FindingCause, rows: number])[];
  readonly cameras: readonly (readonly [camera: string, rows: number])[];
  /** In order of time, as they come. */
  readonly frames: readonly (readonly [frame: string, rows: number])[];
  readonly people: readonly (readonly [author: string, rows: number])[];
}

export function queueChoices(rows: readonly ReviewRow[]): QueueChoices {
  const pairs = new Tally<string>(), causes = new Tally<FindingCause>(), cameras = new Tally<string>(), frames = new Tally<string>(), people = new Tally<string>();
  for (const row of rows) {
    const facts = factsOf(row);
    pairs.add(pairOf(facts));
    if (row.finding !== null) causes.add(row.finding.cause);
    facts.cameras.forEach((camera) => cameras.add(camera));
    facts.frames.forEach((frame) => frames.add(frame));
    if (row.record !== null) people.add(row.record.author);
  }
  return { pairs: pairs.mostFirst(), causes: causes.mostFirst(), cameras: cameras.mostFirst(), frames: frames.inOrder(), people: people.mostFirst() };
}

class Tally<T extends string> {
  private readonly counts = new Map<T, number>();

  add(value: T): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  mostFirst(): [T, number][] {
    return [...this.counts].sort((a, b) => b[1] - a[1]);
  }

  inOrder(): [T, number][] {
    return [...this.counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  }
}

/** The row `by` places on from the one with this id; the first or the last where it has left the queue; null where the queue is empty. */
export function stepped(rows: readonly ReviewRow[], id: string | null, by: number): ReviewRow | null {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) return rows[by > 0 ? 0 : rows.length - 1];
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))];
}

/**
 * Where to go when rows leave the queue: the first one after the row with this id that stays; else the last one before it; null where
 * none stays.
 */
export function afterLeaving(rows: readonly ReviewRow[], id: string, leaving: ReadonlySet<string>): ReviewRow | null {
  const at = rows.findIndex((row) => row.id === id);
  const stays = (row: ReviewRow) => !leaving.has(row.id);
  return rows.slice(at + 1).find(stays) ?? rows.slice(0, Math.max(0, at)).findLast(stays) ?? null;
}

/** The ids from one row to another, both with them, in the order of the queue: what a Shift-click chooses. */
export function idsBetween(rows: readonly ReviewRow[], from: string | null, to: string): string[] {
  const a = rows.findIndex((row) => row.id === from), b = rows.findIndex((row) => row.id === to);
  if (b < 0) return [];
  const begin = Math.min(a < 0 ? b : a, b), end = Math.max(a < 0 ? b : a, b);
  return rows.slice(begin, end + 1).map((row) => row.id);
}
