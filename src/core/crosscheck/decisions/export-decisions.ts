import type { Taxonomy } from '../../labels/taxonomy.ts';
import { className } from '../../labels/taxonomy.ts';
import type { FindingRecord } from '../findings/decision.ts';
import type { CsvCell } from './csv.ts';
import { csv } from './csv.ts';

/** The classes that decisions are about. */
export interface ReviewClasses {
  readonly labels: Taxonomy;
  readonly masks: Taxonomy;
}

/** One decision, as it is exported: a published shape. Classes by name; '' where there is none. */
export interface ExportedDecision {
  /** Of the finding; the same from one check to the next while it is the same thing. */
  readonly finding: string;
  /** 'take-mask', 'label-right', 'mask-wrong', 'third-class', 'ignored', 'returned' or 'reopened'. */
  readonly decision: string;
  /** What was at odds: 'class', 'missing-2d', 'missing-3d', 'split', 'merged' or 'calibration'. */
  readonly kind: string;
  readonly label: string;
  readonly mask: string;
  /** Class that the points took: of 'take-mask' and 'third-class'. */
  readonly becomes: string;
  /** Of 'returned': 'boundary', 'missed', 'wrong-class' or 'wrong-identity'. */
  readonly errorCode: string;
  readonly reason: string;
  readonly comment: string;
  readonly sequence: string;
  /** Ids, in time order. */
  readonly frames: readonly string[];
  readonly cameras: readonly string[];
  /** The labels' instance, 0 for none; the dataset's track, '' for none. */
  readonly instance: number;
  readonly track: string;
  readonly points: number;
  /** Metres: middle and extent in the world, distance from the sensor. */
  readonly centre: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  readonly range: number;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** What `decisionsJson` gives: a published shape; another `schemaVersion` means another one. */
export interface DecisionsDocument {
  readonly schemaVersion: 1;
  /** Oldest first. */
  readonly decisions: readonly ExportedDecision[];
}

/** Every decision as a JSON document, ended by a line break. */
export function decisionsJson(records: Iterable<FindingRecord>, classes: ReviewClasses): string {
  const document: DecisionsDocument = { schemaVersion: 1, decisions: exportedDecisions(records, classes) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Columns of `decisionsCsv`, in order: those of `ExportedDecision`, lists with semicolons, places in three columns each. */
export const CSV_COLUMNS = [
  'finding', 'decision', 'kind', 'label', 'mask', 'becomes', 'error_code', 'reason', 'comment', 'sequence', 'frames', 'cameras', 'instance', 'track', 'points',
  'x', 'y', 'z', 'length_x', 'length_y', 'length_z', 'range', 'author', 'time',
] as const;

/** The same as a table for spreadsheets: see `csv`; a row of names first. */
export function decisionsCsv(records: Iterable<FindingRecord>, classes: ReviewClasses): string {
  const rows = exportedDecisions(records, classes).map((d): CsvCell[] => [
    d.finding, d.decision, d.kind, d.label, d.mask, d.becomes, d.errorCode, d.reason, d.comment, d.sequence, d.frames.join(';'), d.cameras.join(';'), d.instance, d.track, d.points,
    ...d.centre, ...d.size, d.range, d.author, d.time,
  ]);
  return csv([CSV_COLUMNS, ...rows]);
}

function exportedDecisions(records: Iterable<FindingRecord>, { labels, masks }: ReviewClasses): ExportedDecision[] {
  const name = (taxonomy: Taxonomy, id: number | undefined): string => (id === undefined || id === 0 ? '' : className(taxonomy, id));
  return [...records].sort((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1)).map((r) => ({
    finding: r.id, decision: r.decision, kind: r.kind,
    label: name(labels, r.label), mask: name(masks, r.mask), becomes: name(labels, r.becomes),
    errorCode: r.errorCode ?? '', reason: r.reason ?? '', comment: r.comment ?? '',
    sequence: r.sequence, frames: r.frames, cameras: r.cameras, instance: r.instance, track: r.track ?? '', points: r.points,
    centre: millimetres(r.centre), size: millimetres(r.size), range: millimetre(r.range),
    author: r.author, time: new Date(r.timeMs).toISOString(),
  }));
}

function millimetres([x, y, z]: FindingRecord['centre']): [number, number, number] {
  return [millimetre(x), millimetre(y), millimetre(z)];
}

/** Rounded to one; never -0, which JSON does not know. */
function millimetre(metres: number): number {
  return Math.round(1000 * metres) / 1000 + 0;
}
