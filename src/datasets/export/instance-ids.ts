import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { parseJson } from '#src/core/io/json.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import type { ExportIdsRecord, RecordDiff } from '#src/core/labels/records.ts';

/** By exporter, by sequence, by "class/instance" as they would go out: the instance that the files have. */
export type InstanceIds = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

/** Kept beside the files of an export, so that the next one gives every object the id that it had. */
export const INSTANCE_IDS_FILE = 'pointweld-ids.json';

const schema = v.object({
  schemaVersion: v.literal(1),
  exports: v.record(v.string(), v.record(v.string(), v.record(v.pipe(v.string(), v.regex(/^\d+\/\d+$/)), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))))),
});

/** Throws DataError where the file is not one of these: to go on without it would give other ids than before. */
export function parseInstanceIds(text: string, file: string): InstanceIds {
  const result = v.safeParse(schema, parseJson(text, file), { abortEarly: true });
  if (result.success) return result.output.exports;
  const [issue] = result.issues;
  throw new DataError('malformed', 'is no record of instance ids', { file, where: v.getDotPath(issue) ?? 'the top level', expected: issue.expected ?? undefined, found: issue.received });
}

export function writeInstanceIds(ids: InstanceIds): string {
  return `${JSON.stringify({ schemaVersion: 1, exports: ids }, null, 1)}\n`;
}

/** The ids that are kept with the work. */
export function idsOfRecords(records: Iterable<ExportIdsRecord>): InstanceIds {
  const all: Record<string, Record<string, Readonly<Record<string, number>>>> = {};
  for (const { format, sequence, ids } of records) all[format] = { ...all[format], [sequence]: ids };
  return all;
}

/** What has to change for the work to keep these ids too. */
export function idRecordDiffs(kept: ReadonlyMap<string, ExportIdsRecord>, ids: InstanceIds): RecordDiff[] {
  return Object.entries(ids).flatMap(([format, sequences]) => Object.entries(sequences).flatMap(([sequence, own]): RecordDiff[] => {
    const id = `${format}/${sequence}`, before = kept.get(id) ?? null, isKept = Object.entries(own).every(([key, number]) => before?.ids[key] === number);
    return isKept ? [] : [{ table: 'exportIds', id, before, after: { id, format, sequence, ids: { ...before?.ids, ...own } } }];
  }));
}

export function objectKey(label: number): string {
  return `${classOf(label)}/${instanceOf(label)}`;
}

/**
 * Ids from 1 to `max` for the objects of a sequence (packed class and instance), unique in each class: as they were the last time, else the
 * object's own where it fits and is free, else the lowest free one. Throws DataError 'unsupported' where a class has more than `max`.
 */
export function renumbered(objects: Iterable<number>, max: number, last: Readonly<Record<string, number>>, what: string): Record<string, number> {
  const ids: Record<string, number> = {};
  const taken = new Map<number, Set<number>>();
  const takenOf = (label: number): Set<number> => {
    const set = taken.get(classOf(label)) ?? new Set<number>();
    taken.set(classOf(label), set);
    return set;
  };
  for (const [key, id] of Object.entries(last)) {
    const [classId] = key.split('/').map(Number);
    takenOf(classId).add(id);
    ids[key] = id;
  }
  const fresh = [...objects].filter((label) => instanceOf(label) !== 0 && ids[objectKey(label)] === undefined).sort((a, b) => a - b);
  const homeless = fresh.filter((label) => {
    const own = instanceOf(label), set = takenOf(label);
    if (own > max || set.has(own)) return true;
    set.add(own);
    ids[objectKey(label)] = own;
    return false;
  });
  for (const label of homeless) {
    const set = takenOf(label);
    let id = 1;
    while (set.has(id)) id++;
    if (id > max) throw new DataError('unsupported', `class ${classOf(label)} has more instances than the format can number`, { file: what, expected: `at most ${max}`, found: `${max + 1} or more` });
    set.add(id);
    ids[objectKey(label)] = id;
  }
  return ids;
}
