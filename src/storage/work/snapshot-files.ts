import { unzlibSync, zlibSync } from 'fflate';
import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { bytesOf } from './byte-cursor.ts';
import { crc32 } from './crc32.ts';
import { checkVersion } from './journal.ts';
import type { WorkFiles } from './work-files.ts';
import type { Snapshot } from './work-store.ts';
import { WorkError } from './work-store.ts';

const SNAPSHOT_VERSION = 1;

/**
 * What is known about a `.label` file, beside it. The two cannot be replaced in one step, so this one is written first
 * and describes both the coming and the present labels; the checksum tells which of them is there.
 */
const Description = v.looseObject({
  schemaVersion: v.pipe(v.number(), v.safeInteger()),
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
});

type Candidate = v.InferOutput<typeof Description>['candidates'][number];

/**
 * Id of the journal's Change `seq`, undefined where it has none. A snapshot of a history that a damaged journal has
 * lost since must not be taken for one of the history that went on from there.
 */
export type IdAt = (seq: number) => string | undefined;

/** `path` has no extension. Null where there is no whole snapshot of this sweep that belongs to the journal. */
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
  const description = { schemaVersion: SNAPSHOT_VERSION, sweep, candidates: present === null ? [coming] : [coming, present.candidate] };
  await files.writeAtomic(`${path}.json`, new TextEncoder().encode(JSON.stringify(description)));
  await files.writeAtomic(`${path}.label`, bytes);
  return etag;
}

async function find(files: WorkFiles, path: string, sweep: SweepId, idAt: IdAt): Promise<{ candidate: Candidate; bytes: Uint8Array } | null> {
  const text = await files.read(`${path}.json`);
  const bytes = await files.read(`${path}.label`);
  if (text === null || bytes === null) return null;
  const candidates = readDescription(text, `${path}.json`, sweep);
  const crc = crc32(bytes);
  const candidate = candidates.find((c) => c.crc32 === crc && 4 * c.points === bytes.length && idAt(c.seq) === c.change);
  return candidate === undefined ? null : { candidate, bytes };
}

/** None where the description is damaged, or is of another sweep whose long name is cut to the same path. */
function readDescription(bytes: Uint8Array, file: string, sweep: SweepId): Candidate[] {
  let json: unknown;
  try {
    json = parseJson(new TextDecoder().decode(bytes), file);
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
  const version = v.safeParse(v.looseObject({ schemaVersion: v.number() }), json);
  if (version.success) checkVersion(version.output.schemaVersion, SNAPSHOT_VERSION, file);
  const result = v.safeParse(Description, json);
  return result.success && result.output.sweep === sweep ? result.output.candidates : [];
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
