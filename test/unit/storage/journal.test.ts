import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { crc32 } from '#src/storage/work/crc32.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { decodeJournal, encodeJournal, encodeRecord, HEADER_BYTES, journalHeader } from '#src/storage/work/journal.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { paintMany } from './make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');
const JOURNAL = 'journal/work.journal';
const { changes, labels } = paintMany(6, SWEEP);
const whole = encodeJournal(changes.map((change, k) => ({ seq: k + 1, change })));

/** ends[k] = size of a journal of the first k Changes. */
const ends = changes.reduce((at, change, k) => [...at, at[k] + encodeRecord(k + 1, change).length], [HEADER_BYTES]);

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

async function openOver(journal: Uint8Array) {
  const files = new MemoryWorkFiles();
  files.contents.set(JOURNAL, journal);
  return { files, store: await openFileWork(files, 'work') };
}

describe('a journal that lost everything', () => {
  it('is not silent where its file is empty, and is whole again after the next Change', async () => {
    const { files, store } = await openOver(new Uint8Array());
    expect(store.recovered).toBe(`${JOURNAL} was empty: what it held, if anything, is lost`);
    expect(await store.append(changes[0])).toBe(1);
    expect((await openFileWork(files, 'work')).recovered).toBeNull();
  });

  it('is held against the snapshots: empty, gone, or cut', async () => {
    for (const [cut, said] of [
      [(files: MemoryWorkFiles) => files.contents.set(JOURNAL, new Uint8Array()), /was empty.*; .*ends at change 0, but a snapshot was written after change 6: the changes between are lost$/],
      [(files: MemoryWorkFiles) => files.contents.delete(JOURNAL), /^journal\/work\.journal ends at change 0, but a snapshot was written after change 6/],
      [(files: MemoryWorkFiles) => files.contents.set(JOURNAL, whole.slice(0, ends[4] + 1)), /unfinished record.*ends at change 4, but a snapshot was written after change 6/],
    ] as const) {
      const { files, store } = await openOver(whole.slice());
      await store.putSnapshot(SWEEP, labels.labels, 6, null);
      expect((await openFileWork(files, 'work')).recovered).toBeNull();
      cut(files);
      expect((await openFileWork(files, 'work')).recovered).toMatch(said);
    }
  });
});

describe('a damaged tail', () => {
  it('cut at any byte: every record before it is intact, and work goes on', async () => {
    for (let size = 0; size <= whole.length; size++) {
      const { files, store } = await openOver(whole.slice(0, size));
      const expected = ends.filter((end) => end <= size).length;
      const intact = Math.max(0, expected - 1);
      expect(same(encodeJournal(await store.since(0)), whole.subarray(0, ends[intact]))).toBe(true);
      const clean = size === 0 || ends.includes(size);
      expect(store.recovered === null).toBe(clean && size > 0);

      // Opening changed nothing; appending keeps the damaged bytes aside.
      expect(same(files.contents.get(JOURNAL)!, whole.subarray(0, size))).toBe(true);
      expect(await store.append({ ...changes[0], id: 'next' })).toBe(intact + 1);
      const aside = [...files.contents.keys()].filter((path) => path.includes('.damaged-'));
      expect(aside.length).toBe(clean ? 0 : 1);
      if (!clean) expect(same(files.contents.get(aside[0])!, whole.subarray(expected === 0 ? 0 : ends[intact], size))).toBe(true);
      const again = await openFileWork(files, 'work');
      expect(again.recovered).toBeNull();
      expect((await again.since(0)).map((s) => s.change.id)).toEqual([...changes.slice(0, intact).map((c) => c.id), 'next']);
    }
  });

  it('with flipped bits anywhere in the last record: the ones before are intact', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: ends[5], max: whole.length - 1 }), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }), async (flips) => {
        const bytes = whole.slice();
        for (const [at, bits] of flips) bytes[at] ^= bits;
        fc.pre(bytes.some((b, i) => b !== whole[i]));
        const { store } = await openOver(bytes);
        expect((await store.since(0)).map((s) => s.change)).toEqual(changes.slice(0, 5));
        expect(store.recovered).toContain('the 5 changes before it are whole');
      }),
      { numRuns: 300 },
    );
  });

  it('of zeros, as a file system may leave one after a power cut, is seen as damage', async () => {
    const bytes = new Uint8Array(ends[3] + 4096);
    bytes.set(whole.subarray(0, ends[3]));
    const { store } = await openOver(bytes);
    expect(await store.since(0)).toHaveLength(3);
    expect(store.recovered).toContain('4096 bytes');
  });

  it('with damage in an early record stops there and keeps the rest aside', async () => {
    const bytes = whole.slice();
    bytes[ends[2] + 20] ^= 1;
    const { files, store } = await openOver(bytes);
    expect(await store.since(0)).toHaveLength(2);
    const rest = whole.length - ends[2];
    expect(store.recovered).toContain(`holds a damaged record: ${rest} bytes at byte ${ends[2]} put aside, and with them 3 later changes`);
    expect(store.recovered).toContain('the 2 changes before it are whole');
    await store.append({ ...changes[0], id: 'next' });
    const aside = [...files.contents].find(([path]) => path.includes('.damaged-'))!;
    expect(store.recovered!.endsWith(` they are in ${aside[0]}`)).toBe(true);
    expect(aside[1]).toEqual(bytes.slice(ends[2]));
  });
});

describe('a failing disk', () => {
  it('leaves no trace of a Change that was not acknowledged, and none is lost that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('ok', 'short', 'nothing', 'late'), { minLength: 1, maxLength: 30 }), fc.boolean(), async (faults, canTruncate) => {
        const files = new FaultyFiles();
        const store = await openFileWork(files, 'work');
        const acknowledged: string[] = [];
        for (const [k, fault] of faults.entries()) {
          files.fault = fault;
          files.canTruncate = canTruncate;
          const change = { ...changes[k % changes.length], id: `c${k}` };
          if (fault === 'ok') {
            files.canTruncate = true;
            await store.append(change);
            acknowledged.push(change.id);
          } else {
            await expect(store.append(change)).rejects.toMatchObject({ name: 'WorkError', kind: 'unavailable' });
            files.fault = 'ok';
            files.canTruncate = true;
            await store.append(change);
            acknowledged.push(change.id);
          }
        }
        const again = await openFileWork(files, 'work');
        expect((await again.since(0)).map((s) => s.change.id)).toEqual(acknowledged);
        expect((await again.since(0)).map((s) => s.seq)).toEqual(acknowledged.map((_, k) => k + 1));
      }),
    );
  });
});

/** Files on a disk that fails to append: after some bytes, before any, or after all of them. */
class FaultyFiles extends MemoryWorkFiles {
  fault = 'ok';
  canTruncate = true;

  override async append(path: string, at: number, bytes: Uint8Array): Promise<void> {
    if (this.fault === 'ok') return super.append(path, at, bytes);
    const written = { short: bytes.length >> 1, nothing: 0, late: bytes.length }[this.fault]!;
    await super.append(path, at, bytes.subarray(0, written));
    throw new Error('no space left');
  }

  override async truncate(path: string, size: number): Promise<void> {
    if (!this.canTruncate) throw new Error('read-only now');
    await super.truncate(path, size);
  }
}

describe('what is refused', () => {
  it('a newer version, with a clear line', async () => {
    await expect(openOver(journalHeader(2))).rejects.toThrow(/newer version of Pointweld.*expected schema version 1.*found 2.*update/);
    const files = new MemoryWorkFiles();
    files.contents.set('project.json', new TextEncoder().encode('{"schemaVersion": 7}'));
    await expect(openFileWork(files, 'work')).rejects.toThrow(/project\.json: was written by a newer version/);
  });

  it('what is no journal, and a damaged header', async () => {
    await expect(openOver(new TextEncoder().encode('# .PCD v0.7 - Point Cloud Data'))).rejects.toMatchObject({ name: 'DataError', kind: 'malformed' });
    const bytes = whole.slice();
    bytes[9] ^= 4;
    await expect(openOver(bytes)).rejects.toThrow('header is damaged');
  });

  it('any other content with right checksums: a DataError, never anything else', () => {
    const body = encodeRecord(1, changes[3]).subarray(8);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(body.length), (edits, size) => {
        const forged = body.slice(0, size);
        for (const [at, value] of edits) if (at < size) forged[at] = value;
        try {
          decodeJournal(sealed(forged), 1, 'the request');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('counts that do not agree, before any of them is believed', () => {
    const [delta] = changes[0].sweeps;
    const forge = (sweep: Partial<typeof delta>): Change => ({ ...changes[0], sweeps: [{ ...delta, ...sweep }] });
    const forged: Change[] = [
      forge({ points: { ...delta.points, count: 2 } }),
      forge({ points: { ...delta.points, universe: 1 << 30, blocks: new Map([[70_000, { kind: 'all' }]]) } }),
      forge({ points: { universe: 10, count: 2, blocks: new Map([[0, { kind: 'runs', runs: Uint16Array.of(9, 10) }]]) } }),
      forge({ points: { universe: 10, count: 2, blocks: new Map([[0, { kind: 'runs', runs: Uint16Array.of(3, 3, 4, 4) }]]) } }),
      forge({ points: { universe: 10, count: 1, blocks: new Map([[0, { kind: 'bitmap', bits: new Uint32Array(2048).fill(1 << 31, 2047) }]]) } }),
      forge({ before: { lengths: Uint32Array.of(5), labels: Uint32Array.of(0), drafts: Uint8Array.of(0) } }),
      forge({ after: { ...delta.after, drafts: delta.after.drafts.map(() => 2) } }),
      { ...changes[0], id: '' },
      { ...changes[0], records: [{ table: 'secrets' as 'classes', id: '1', before: null, after: null }] },
    ];
    for (const change of forged) expect(() => decodeJournal(encodeJournal([{ seq: 1, change }]), 1, 'x')).toThrow(DataError);
  });
});

/** A record with a right length and a right checksum, whatever its body is. */
function sealed(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES + 8 + body.length);
  out.set(journalHeader());
  const view = new DataView(out.buffer);
  view.setUint32(HEADER_BYTES, body.length, true);
  view.setUint32(HEADER_BYTES + 4, crc32(body, crc32(out.subarray(HEADER_BYTES, HEADER_BYTES + 4))), true);
  out.set(body, HEADER_BYTES + 8);
  return out;
}
