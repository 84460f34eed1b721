import type { ReviewProgress } from '#src/core/crosscheck/decisions/progress.ts';
import { reviewProgress } from '#src/core/crosscheck/decisions/progress.ts';
import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import { stateOf } from '#src/core/crosscheck/findings/finding-state.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { thingsFirst } from '#src/core/crosscheck/ranking/class-weights.ts';
import type { RankedFinding } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { rankFindings } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { workspace } from '../current.ts';
import type { QueueFilter, ReviewRow, RowState } from './queue.ts';
import { filtered } from './queue.ts';
import { useMasks } from '../stores/mask-store.ts';
import { useReview } from '../stores/review-store.ts';
import { useScene } from '../stores/scene-store.ts';

/** What lies on the desk: everything that was found, ranked, and what became of it. Stores hold its version only. */
let findings: readonly Finding[] = [];
let byId: ReadonlyMap<string, Finding> = new Map();
let ranks: ReadonlyMap<string, RankedFinding> = new Map();
let rows: readonly ReviewRow[] = [];
let rowsById: ReadonlyMap<string, ReviewRow> = new Map();
let shown: { readonly of: readonly ReviewRow[]; readonly filter: QueueFilter; readonly rows: readonly ReviewRow[] } | null = null;
let iou: { readonly before: number; readonly now: number } | null = null;

/** Takes over what a check has found, by any number of frames. */
export function setFindings(next: readonly Finding[]): void {
  findings = next;
  byId = new Map(next.map((finding) => [finding.id, finding]));
  rank();
}

/** What the last check has found, in its order. */
export function allFindings(): readonly Finding[] {
  return findings;
}

/** Puts the findings in order again, and says where each stands: decisions were made, or taken back. */
export function rank(): void {
  const records = recordsNow(), labels = useScene.getState().taxonomy, masks = useMasks.getState().taxonomy;
  const pairName = (label: number, mask: number) => `${className(labels, label)} / ${className(masks, mask)}`;
  const ranked = rankFindings(findings, records.values(), { weights: thingsFirst(labels, masks), pairName });
  ranks = new Map(ranked.map((each) => [each.finding.id, each]));
  const present = ranked.map(({ finding }) => rowOf(finding, records.get(finding.id) ?? null));
  // The last decision first: what was just decided on is what people look for.
  const gone = [...records.values()].filter(({ id, decision }) => !byId.has(id) && decision !== 'reopened').sort((a, b) => b.timeMs - a.timeMs);
  rows = [...present, ...gone.map((record): ReviewRow => ({ id: record.id, state: record.decision === 'returned' ? 'returned' : 'settled', finding: null, record }))];
  rowsById = new Map(rows.map((row) => [row.id, row]));
  useReview.setState((s) => ({ version: s.version + 1 }));
}

function rowOf(finding: Finding, record: FindingRecord | null): ReviewRow {
  return { id: finding.id, state: stateFor(finding, record), finding, record };
}

function stateFor(finding: Finding, record: FindingRecord | null): RowState {
  const state = stateOf(finding, record);
  return state === 'reopened' ? 'open' : state;
}

/** Whether a decision still stands: it was not taken back, and nothing that it rests on has changed. */
function holds(finding: Finding, record: FindingRecord): boolean {
  return stateFor(finding, record) !== 'open';
}

function recordsNow(): ReadonlyMap<string, FindingRecord> {
  return workspace()?.set.table('findings') ?? new Map();
}

/** Findings that went back to the annotator, as the work says: also before anything was looked for. */
export function returnedCount(): number {
  let count = 0;
  for (const { decision } of recordsNow().values()) if (decision === 'returned') count++;
  return count;
}

/** Everything that was found or decided on, in the order in which it is worth opening. Depends on `useReview().version`. */
export function reviewRows(): readonly ReviewRow[] {
  return rows;
}

/** The rows that the filters let through. */
export function queue(): readonly ReviewRow[] {
  const { filter } = useReview.getState();
  if (shown === null || shown.of !== rows || shown.filter !== filter) shown = { of: rows, filter, rows: filtered(rows, filter) };
  return shown.rows;
}

export function queueFilterChanged(filter: QueueFilter): void {
  useReview.setState({ filter, chosen: new Set() });
}

export function rowById(id: string): ReviewRow | null {
  return rowsById.get(id) ?? null;
}

/** Null where no check finds it any more. */
export function findingById(id: string): Finding | null {
  return byId.get(id) ?? null;
}

export function findingOnScreen(): Finding | null {
  const { current } = useReview.getState();
  return current === null ? null : findingById(current);
}

/** A finding's place in the order, and why. */
export function rankOf(id: string): RankedFinding | null {
  return ranks.get(id) ?? null;
}

export function reviewProgressNow(): ReviewProgress {
  return reviewProgress(findings, recordsNow(), holds);
}

/** How well labels and masks agree, when the frames were first checked and now; null before. Shares of 1. */
export function iouSoFar(): { readonly before: number; readonly now: number } | null {
  return iou;
}

export function setIou(next: typeof iou): void {
  iou = next;
}
