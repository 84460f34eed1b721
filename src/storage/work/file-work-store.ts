import { DataError, errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { crc32 } from './crc32.ts';
import type { Damage } from './journal.ts';
import { checkHeader, encodeRecord, HEADER_BYTES, journalHeader, JOURNAL_VERSION, readRecords, scanRecords } from './journal.ts';
import { JournalFile } from './journal-file.ts';
import { JournalIndex } from './journal-index.ts';
import type { SetPaths } from './names.ts';
import { setPaths } from './names.ts';
import { checkProject, ensureProject } from './project-file.ts';
import { newestSnapshotSeq, readSnapshot, replaceSnapshot } from './snapshot-files.ts';
import type { WorkFiles } from './work-files.ts';
import type { AppendCondition, SavedChange, Snapshot, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/** The work of one label set in a folder. Reads only: nothing is written before the first append or snapshot. */
export async function openFileWork(files: WorkFiles, set: string): Promise<WorkStore> {
  await checkProject(files);
  const store = new FileWorkStore(files, setPaths(set));
  await store.verify();
  return store;
}

/**
 * Journal and snapshots in files. What it remembers of the journal is only where each record ends and which ids are
 * in it; others (a second tab, another process) may append too, so each turn first reads what has come since.
 */
class FileWorkStore implements WorkStore {
  recovered: string | null = null;
  private readonly journal: JournalFile;
  private readonly index: JournalIndex;
  private version = JOURNAL_VERSION;

  constructor(private readonly files: WorkFiles, private readonly paths: SetPaths) {
    this.journal = new JournalFile(files, paths.journal);
    this.index = new JournalIndex(paths.journal);
  }

  get where(): string {
    return this.files.where;
  }

  /** Reads the journal once, so that what is wrong with it is known on opening. */
  async verify(): Promise<void> {
    this.recovered = await this.inTurn('reading', () => this.missing());
  }

  /** What the journal has lost, in one line; null where nothing is known to be. */
  private async missing(): Promise<string | null> {
    const { damage, lastSeq } = this.index, { journal, snapshots } = this.paths;
    const said: string[] = [];
    if (damage !== null) said.push(await this.damaged(damage));
    else if (this.journal.isHollow) said.push(`${journal} was empty: what it held, if anything, is lost`);
    // To look through the snapshots of a long drive takes time: only where something is missing, or everything may be.
    const newest = damage === null && lastSeq > 0 ? 0 : await newestSnapshotSeq(this.files, snapshots);
    if (newest > lastSeq) said.push(`${journal} ends at change ${lastSeq}, but a snapshot was written after change ${newest}: the changes between are lost`);
    return said.length === 0 ? null : said.join('; ');
  }

  /** What damage there is: whole changes behind it go with it, and people may want them back. */
  private async damaged({ problem, bytes, at, wholeBehind = 0 }: Damage): Promise<string> {
    const { journal } = this.paths, end = at + bytes - this.journal.strayBytes;
    const whole = `the ${this.index.lastSeq} changes before it are whole`;
    if (wholeBehind === 0) return `${journal} ended with ${problem}: ${bytes} bytes at byte ${at} put aside, ${whole}`;
    const rest = await this.journal.read(at, end);
    const where = rest === null ? '' : `; from the next change on they are in ${this.asideName(at, rest)}`;
    return `${journal} holds ${problem}: ${bytes} bytes at byte ${at} put aside, and with them ${wholeBehind} later changes that were made on top of it; ${whole}${where}`;
  }

  append(change: Change, { ifRevision }: AppendCondition = {}): Promise<number> {
    return this.inTurn('writing', async () => {
      const known = this.index.seqOf(change.id);
      if (known !== undefined) {
        // It may be here because an append failed halfway, so it counts only once it is flushed.
        await this.journal.flush();
        return known;
      }
      const { lastSeq } = this.index;
      if (ifRevision !== undefined && ifRevision !== lastSeq)
        throw new WorkError('conflict', `somebody else changed the work ${this.where}: it is at change ${lastSeq}, not ${ifRevision}`, { revision: lastSeq });
      const record = encodeRecord(lastSeq + 1, change);
      this.check(record);
      await this.prepare();
      await this.write(record);
      this.index.add(change.id, this.index.end + record.length);
      return lastSeq + 1;
    });
  }

  since(seq: number, maxBytes = Infinity): Promise<SavedChange[]> {
    return this.inTurn('reading', async () => {
      const from = Math.min(Math.max(0, seq), this.index.lastSeq);
      const [begin, end] = this.index.range(from, maxBytes);
      if (begin === end) return [];
      const bytes = await this.journal.read(begin, end);
      if (bytes === null) throw this.shorter();
      return readRecords(bytes, begin, from + 1, this.paths.journal, this.version).changes;
    });
  }

  revision(): Promise<number> {
    return this.inTurn('reading', async () => this.index.lastSeq);
  }

  async putSnapshot(sweep: SweepId, labels: Uint32Array, seq: number, ifMatch: string | null, drafts: Uint8Array | null = null): Promise<string> {
    const path = this.paths.snapshot(sweep);
    const last = await this.revision();
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > last) throw new WorkError('refused', `${sweep}: a snapshot after change ${seq}, but there are ${last}`);
    if (drafts !== null && drafts.length !== (labels.length + 7) >>> 3)
      throw new WorkError('refused', `${sweep}: draft bits for ${8 * drafts.length} points, but there are ${labels.length}`);
    return this.files.exclusive(path, 'writing', async () => {
      await ensureProject(this.files);
      return replaceSnapshot(this.files, path, sweep, { labels, drafts, seq }, ifMatch, this.index.idAt);
    });
  }

  async getSnapshot(sweep: SweepId): Promise<Snapshot | null> {
    const path = this.paths.snapshot(sweep);
    await this.revision();
    return this.files.exclusive(path, 'reading', () => readSnapshot(this.files, path, sweep, this.index.idAt));
  }

  close(): Promise<void> {
    return this.files.close();
  }

  private async inTurn<T>(purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    try {
      return await this.files.exclusive(this.paths.journal, purpose, async () => {
        await this.catchUp();
        return work();
      });
    } catch (error) {
      if (error instanceof WorkError || error instanceof DataError) throw error;
      // What the disk says, for people: it may be full, closed for writing, or gone.
      throw new WorkError('unavailable', `the work cannot be ${purpose === 'reading' ? 'read' : 'written'} ${this.where}: ${errorMessage(error)}`, { cause: error });
    }
  }

  /** Takes in the records that are in the journal and not yet known. */
  private async catchUp(): Promise<void> {
    const size = await this.journal.look();
    if (size < this.index.end) throw this.shorter();
    if (this.index.end === 0 && size >= HEADER_BYTES) {
      const header = await this.journal.read(0, HEADER_BYTES);
      if (header === null) return this.catchUp();
      this.version = checkHeader(header, this.paths.journal);
    }
    const whole = await this.index.catchUp(size, this.journal.strayBytes, (begin, end) => this.journal.read(begin, end));
    // A part turned out to be broken and is left out now; others may hold what it should have held.
    if (!whole) await this.catchUp();
  }

  private shorter(): WorkError {
    return new WorkError('unavailable', `${this.paths.journal} ${this.where} became shorter: it was changed from outside`);
  }

  /** What could not be read again must not get in: everything behind it would be out of reach. */
  private check(record: Uint8Array): void {
    try {
      scanRecords(record, 0, this.index.lastSeq + 1, 'the change');
    } catch (error) {
      throw new WorkError('refused', errorMessage(error), { cause: error });
    }
  }

  /** A journal that ends with a whole record: damaged bytes are copied aside before they are cut off. */
  private async prepare(): Promise<void> {
    const { damage, end } = this.index;
    if (damage !== null) {
      await this.putAside(end, damage.at + damage.bytes - this.journal.strayBytes);
      await this.journal.truncate(end);
      this.index.damage = null;
    }
    if (end > 0) return;
    await ensureProject(this.files);
    await this.journal.create(journalHeader());
    await this.journal.look();
    this.index.begin();
  }

  private async putAside(begin: number, end: number): Promise<void> {
    const { journal } = this.paths;
    const rest = begin === end ? null : await this.journal.read(begin, end);
    if (rest !== null) await this.files.writeAtomic(this.asideName(begin, rest), rest);
    await this.journal.copyStray((name) => `${journal}.damaged-${name.slice(name.lastIndexOf('.') + 1)}`);
  }

  /** The file that keeps what was cut off at byte `begin`. */
  private asideName(begin: number, rest: Uint8Array): string {
    return `${this.paths.journal}.damaged-${begin}-${crc32(rest).toString(16)}`;
  }

  private async write(record: Uint8Array): Promise<void> {
    const { end } = this.index;
    try {
      await this.journal.append(end, record);
    } catch (error) {
      // Part of it may be there. Cut now if that works; if not, the next turn sees it as a damaged tail.
      await this.journal.look().then(() => this.journal.truncate(end)).catch(() => undefined);
      if (error instanceof WorkError) throw error;
      throw new WorkError('unavailable', `not saved ${this.where}: ${errorMessage(error)}`, { cause: error });
    }
  }
}
