import { unzlibSync, zlibSync } from 'fflate';
import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { bytesOf } from './byte-cursor.ts';
import { crc32 } from './crc32.ts';
import type { OwnFormat } from './versions.ts';
import { readOwnJson } from './versions.ts';
import type { WorkFiles } from './work-files.ts';
import type { Snapshot } from './work-store.ts';
import { WorkError } from './work-store.ts';

/**
 * What is known about a sweep's `.label` file and about the one that was there before it, beside them. They cannot all
 * be replaced in one step, so this is written first and describes the coming labels and those that are there; checksums
 * tell which of them is where.
 */
const DESCRIPTION = {
  what: 'the description of a snapshot',
  version: 1,
  migrations: {},
  schema: v.looseObject({
    schemaVersion: v.number(),
    sweep: v.string(),
    candidates: v.array(
      v.looseObject({
        seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        /** Id of the Change with that seq; '' for 0. */
        change: v.string(),
        crc32: v.pipe(v.number(), v.safeInteger()),
        points: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        /** Base64 of the zlib-packed draft bits. */
        drafts: v.nullable(v.string()),
      }),
    ),
  }),
} satisfies OwnFormat<v.GenericSchema>;

type Description = v.InferOutput<(typeof DESCRIPTION)['schema']>;
type Candidate = Description['candidates'][number];

/**
 * Id of the journal's Change `seq`, undefined where it has none. A snapshot of a history that a damaged journal has
 * lost since must not be taken for one of the history that went on from there.
 */
export type IdAt = (seq: number) => string | undefined;

/** '~' is in no encoded name but after '%', so this is no other frame's file. */
const BEFORE = '~';

/**
 * The newest snapshot that is whole, of this sweep, and of this journal; null where neither the last nor the one
 * before it is. `path` has no extension.
 */
export async function readSnapshot(files: WorkFiles, path: string, sweep: SweepId, idAt: IdAt): Promise<Snapshot | null> {
  const found = await find(files, path, sweep, idAt);
  if (found === null) return null;
  const { candidate, bytes } = found;
  const drafts = candidate.drafts === null ? null : unpackDrafts(candidate.drafts, candidate.points);
  return { labels: new Uint32Array(bytes.buffer, bytes.byteOffset, candidate.points), drafts, seq: candidate.seq, etag: etagOf(candidate) };
}

/**
 * Replaces the snapshot whose etag is `ifMatch` (null: none is there) and resolves to the new etag. Putting what is
 * there already is no conflict: the answer to the first attempt may have been lost. WorkError 'conflict'.
 */
export async function replaceSnapshot(
  files: WorkFiles,
  path: string,
  sweep: SweepId,
  next: Omit<Snapshot, 'etag'>,
  ifMatch: string | null,
  idAt: IdAt,
): Promise<string> {
  const bytes = bytesOf(next.labels);
  const coming: Candidate = {
    seq: next.seq,
    change: idAt(next.seq) ?? '',
    crc32: crc32(bytes),
    points: next.labels.length,
    drafts: next.drafts && packDrafts(next.drafts),
  };
  const etag = etagOf(coming);
  const present = await find(files, path, sweep, idAt);
  const presentEtag = present === null ? null : etagOf(present.candidate);
  if (presentEtag === etag) return etag;
  if (presentEtag !== ifMatch) throw new WorkError('conflict', `${sweep}: somebody else saved these labels in between`);
  // Where both have the same labels, the checksum cannot tell them apart; the first is taken, and that is right too.
  const candidates = present === null ? [coming] : [coming, present.candidate];
  const description: Description = { schemaVersion: DESCRIPTION.version, sweep, candidates };
  await files.writeAtomic(`${path}.json`, new TextEncoder().encode(JSON.stringify(description)));
  if (present !== null && !present.before) await files.writeAtomic(`${path}${BEFORE}.label`, present.bytes);
  await files.writeAtomic(`${path}.label`, bytes);
  return etag;
}

interface Found {
  readonly candidate: Candidate;
  readonly bytes: Uint8Array;
  /** Whether the newest was not whole. */
  readonly before: boolean;
}

async function find(files: WorkFiles, path: string, sweep: SweepId, idAt: IdAt): Promise<Found | null> {
  const text = await files.read(`${path}.json`);
  if (text === null) return null;
  const description = readDescription(text, `${path}.json`);
  // Another sweep's, where two long names are cut to the same path.
  if (description?.sweep !== sweep) return null;
  const { candidates } = description;
  for (const before of [false, true]) {
    const bytes = await files.read(`${path}${before ? BEFORE : ''}.label`);
    if (bytes === null) continue;
    const crc = crc32(bytes);
    const candidate = candidates.find((c) => c.crc32 === crc && 4 * c.points === bytes.length && idAt(c.seq) === c.change);
    if (candidate !== undefined) return { candidate, bytes, before };
  }
  return null;
}

/** The highest seq that a snapshot in `folder` (SetPaths) says it was written after; 0 where there is none. */
export async function newestSnapshotSeq(files: WorkFiles, folder: string): Promise<number> {
  let newest = 0;
  for (const sequence of await files.list(folder))
    for (const sensor of await files.list(`${folder}/${sequence}`))
      for (const name of await files.list(`${folder}/${sequence}/${sensor}`)) {
        const path = `${folder}/${sequence}/${sensor}/${name}`, text = name.endsWith('.json') ? await files.read(path) : null;
        for (const { seq } of (text && readDescription(text, path)?.candidates) ?? []) newest = Math.max(newest, seq);
      }
  return newest;
}

/** Null where the description is damaged. */
function readDescription(bytes: Uint8Array, file: string): Description | null {
  try {
    return readOwnJson(DESCRIPTION, parseJson(new TextDecoder().decode(bytes), file), file);
  } catch (error) {
    // What a newer version wrote is refused; what is damaged is as if it were not there: the journal has everything.
    if (error instanceof DataError && error.kind === 'malformed') return null;
    throw error;
  }
}

function etagOf({ seq, crc32: crc, drafts }: Candidate): string {
  return `${seq}-${crc.toString(16)}-${drafts === null ? 0 : crc32(new TextEncoder().encode(drafts)).toString(16)}`;
}

function packDrafts(bits: Uint8Array): string {
  let binary = '';
  for (const b of zlibSync(bits)) binary += String.fromCharCode(b);
  return btoa(binary);
}

function unpackDrafts(text: string, points: number): Uint8Array {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return unzlibSync(packed, { out: new Uint8Array((points + 7) >>> 3) });
}
