import * as v from 'valibot';
import type { Change, LabelRuns, SweepDelta } from '#src/core/labels/change.ts';
import { oneRun } from '#src/core/labels/label-runs.ts';
import { TABLE_NAMES } from '#src/core/labels/records.ts';
import type { PackedBlock, PackedPoints } from '#src/core/select/packed-points.ts';
import { compactBlock, plainBlock } from '#src/core/select/packed-block.ts';
import { BLOCK } from '#src/core/select/packed-points.ts';
import type { ByteReader, ByteWriter } from './byte-cursor.ts';

/**
 * A Change as bytes: points and labels in binary, everything else as JSON, so that fields which this version does not
 * know come back as they were.
 *
 *     u32 n, n bytes of JSON          the Change without the binary parts of its sweeps
 *     per sweep
 *       u32 universe, count, blocks
 *       per block  u32 number, u32 kind (0 all, 1 bitmap, 2 + r for r runs)
 *                  r pairs of u16 (first, last), or 8192 bytes of bitmap
 *       before, after: u32 n, n u32 lengths, n u32 labels, n u8 drafts
 */
export function writeChange(out: ByteWriter, change: Change): void {
  const json = { ...change, sweeps: change.sweeps.map(({ points: _p, before: _b, after: _a, ...rest }) => rest) };
  const text = new TextEncoder().encode(JSON.stringify(json));
  out.u32(text.length);
  out.array(text);
  for (const { points, before, after } of change.sweeps) {
    writePoints(out, points);
    writeRuns(out, before);
    writeRuns(out, after);
  }
}

/** Reads and checks a Change. Throws DataError; allocates no more than the bytes that are there. */
export function readChange(bytes: ByteReader): Change {
  const meta = readMeta(bytes);
  const sweeps = meta.sweeps.map((rest): SweepDelta => {
    const points = readPoints(bytes);
    return { ...rest, points, before: readRuns(bytes, points.count), after: readRuns(bytes, points.count) };
  });
  if (bytes.left !== 0) throw bytes.malformed('has bytes that belong to nothing', 'the end', `${bytes.left} more`);
  return { ...meta, sweeps } as unknown as Change;
}

/** The id alone, of a Change that is otherwise left unread. Throws DataError. */
export function readChangeId(bytes: ByteReader): string {
  return readMeta(bytes).id;
}

const Row = v.nullable(v.looseObject({}));

const Meta = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  clientId: v.string(),
  baseRevision: v.pipe(v.number(), v.safeInteger()),
  title: v.string(),
  place: v.nullable(v.looseObject({ sequence: v.string(), frame: v.string() })),
  sweeps: v.array(v.looseObject({ sweep: v.string() })),
  records: v.array(v.looseObject({ table: v.picklist(TABLE_NAMES), id: v.string(), before: Row, after: Row })),
  provenance: v.looseObject({
    tool: v.string(),
    author: v.string(),
    timeMs: v.number(),
    undoes: v.optional(v.string()),
    redoes: v.optional(v.string()),
  }),
});

function readMeta(bytes: ByteReader): v.InferOutput<typeof Meta> {
  const text = new TextDecoder().decode(bytes.u8s(bytes.u32()));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw bytes.malformed('the JSON of a change cannot be read', undefined, String(error));
  }
  const result = v.safeParse(Meta, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw bytes.malformed(`a change has a wrong field "${v.getDotPath(issue) ?? ''}"`, issue.expected ?? undefined, issue.received);
}

const ALL = 0;
const BITMAP = 1;
const RUNS = 2;
const BITMAP_WORDS = BLOCK / 32;

function writePoints(out: ByteWriter, points: PackedPoints): void {
  out.u32(points.universe);
  out.u32(points.count);
  out.u32(points.blocks.size);
  for (const [number, packed] of points.blocks) {
    const block = plainBlock(packed);
    out.u32(number);
    if (block.kind === 'all') out.u32(ALL);
    else if (block.kind === 'bitmap') {
      out.u32(BITMAP);
      out.array(block.bits);
    } else {
      out.u32(RUNS + block.runs.length / 2);
      out.array(block.runs);
    }
  }
}

function readPoints(bytes: ByteReader): PackedPoints {
  const universe = bytes.u32();
  const count = bytes.u32();
  const blockCount = bytes.u32();
  const blocks = new Map<number, PackedBlock>();
  let last = -1;
  let total = 0;
  for (let k = 0; k < blockCount; k++) {
    const number = bytes.u32();
    const size = Math.min(BLOCK, universe - number * BLOCK);
    if (number <= last || size <= 0) throw bytes.malformed('a block of points is out of place', `above ${last}, of ${universe} points`, String(number));
    last = number;
    const [block, population] = readBlock(bytes, size);
    blocks.set(number, compactBlock(block));
    total += population;
  }
  if (total !== count) throw bytes.malformed('a set of points has a wrong count', String(total), String(count));
  return { universe, count, blocks };
}

function readBlock(bytes: ByteReader, size: number): [PackedBlock, number] {
  const kind = bytes.u32();
  if (kind === ALL) return [{ kind: 'all' }, size];
  if (kind === BITMAP) {
    const bits = bytes.u32s(BITMAP_WORDS);
    return [{ kind: 'bitmap', bits }, checkBitmap(bytes, bits, size)];
  }
  const runs = bytes.u16s(2 * (kind - RUNS));
  return [{ kind: 'runs', runs }, checkRuns(bytes, runs, size)];
}

function checkBitmap(bytes: ByteReader, bits: Uint32Array, size: number): number {
  let population = 0;
  for (let w = 0; w < bits.length; w++) {
    const word = bits[w];
    // The highest set bit.
    if (word !== 0 && 32 * w + 31 - Math.clz32(word) >= size) throw bytes.malformed('a bitmap names a point that is not there', `below ${size}`);
    population += bitCount(word);
  }
  return population;
}

/** Set bits of a word, summed in ever wider fields (Warren, Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function checkRuns(bytes: ByteReader, runs: Uint16Array, size: number): number {
  let population = 0;
  // Runs that touch would be one run, so each begins at least two after the end of the one before.
  let from = 0;
  for (let k = 0; k < runs.length; k += 2) {
    const first = runs[k], last = runs[k + 1];
    if (first < from || last < first || last >= size)
      throw bytes.malformed('a run of points is out of place', `within [${from}, ${size})`, `${first} to ${last}`);
    from = last + 2;
    population += last - first + 1;
  }
  return population;
}

function writeRuns(out: ByteWriter, runs: LabelRuns): void {
  out.u32(runs.lengths.length);
  out.array(runs.lengths);
  out.array(runs.labels);
  out.array(runs.drafts);
}

function readRuns(bytes: ByteReader, count: number): LabelRuns {
  const n = bytes.u32();
  const lengths = bytes.u32s(n);
  const labels = bytes.u32s(n);
  const drafts = bytes.u8s(n);
  let total = 0;
  for (let k = 0; k < n; k++) {
    if (lengths[k] === 0 || drafts[k] > 1) throw bytes.malformed('a run of labels is malformed');
    total += lengths[k];
  }
  if (total !== count) throw bytes.malformed('labels and points do not agree', `${count} labels`, String(total));
  return n === 1 ? oneRun(count, labels[0], drafts[0] === 1) : { lengths, labels, drafts };
}
