import { DataError, errorMessage } from '#src/core/errors.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { Damage } from './journal.ts';
import { checkHeader, checkVersion, encodeRecord, HEADER_BYTES, journalHeader, readRecords } from './journal.ts';
import { crc32 } from './crc32.ts';
import type { SetPaths } from './names.ts';
import { PROJECT_FILE, setPaths } from './names.ts';
import { readSnapshot, replaceSnapshot } from './snapshot-files.ts';
import type { WorkFiles } from './work-files.ts';
import type { SavedChange, Snapshot, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

const PROJECT_VERSION = 1;

/** The work of one label set in a folder. Reads only: nothing is written before the first append or snapshot. */
export async function openFileWork(files: WorkFiles, set: string): Promise<WorkStore> {
  const project = await files.read(PROJECT_FILE);
  if (project !== null) checkProject(project);
  const store = new FileWorkStore(files, setPaths(set));
  await store.verify();
  return store;
}

function checkProject(bytes: Uint8Array): void {
  const json = parseJson(new TextDecoder().decode(bytes), PROJECT_FILE);
  const version = typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
  if (typeof version !== 'number')
    throw new DataError('malformed', 'is not a Pointweld project', { file: PROJECT_FILE, where: 'schemaVersion', expected: 'a number', found: String(version) });
  checkVersion(version, PROJECT_VERSION, PROJECT_FILE);
}

/**
 * Journal and snapshots in files. What it remembers of the journal is only where each record ends and which ids are
 * in it; others (a second tab) may append too, so each turn first reads what has come since.
 */
class FileWorkStore implements WorkStore {
  recovered: string | null = null;
  /** ends[seq] is the byte after record `seq`; ends[0] the byte after the header, or 0 while there is no journal. */
  private readonly ends: number[] = [0];
  /** ids[seq] is the Change's id; ids[0] is ''. */
  private readonly ids: string[] = [''];
  private readonly seqs = new Map<string, number>();
  private damage: Damage | null = null;

  constructor(private readonly files: WorkFiles, private readonly paths: SetPaths) {}

  get where(): string {
    return this.files.where;
  }

  /** Reads the journal once, so that what is wrong with it is known on opening. */
  async verify(): Promise<void> {
    await this.inTurn(async () => undefined);
    if (this.damage === null) return;
    const { at, bytes, problem } = this.damage;
    this.recovered = `${this.paths.journal} ended with ${problem}: ${bytes} bytes at byte ${at} put aside, the ${this.lastSeq} changes before it are whole`;
  }

  append(change: Change): Promise<number> {
    return this.inTurn(async () => {
      const known = this.seqs.get(change.id);
      if (known !== undefined) {
        // It may be here because an append failed halfway, so it counts only once it is flushed.
        await this.files.flush(this.paths.journal);
        return known;
      }
      await this.prepare();
      const seq = this.lastSeq + 1;
      const record = encodeRecord(seq, change);
      await this.write(record);
      this.remember(change.id, this.end + record.length);
      return seq;
    });
  }

  since(seq: number): Promise<SavedChange[]> {
    return this.inTurn(async () => {
      const from = Math.min(Math.max(0, seq), this.lastSeq);
      const bytes = await this.files.read(this.paths.journal, this.ends[from], this.end);
      return bytes === null ? [] : readRecords(bytes, this.ends[from], from + 1, this.paths.journal).changes;
    });
  }

  async putSnapshot(sweep: SweepId, labels: Uint32Array, seq: number, ifMatch: string | null, drafts: Uint8Array | null = null): Promise<string> {
    const path = this.paths.snapshot(sweep);
    const last = await this.inTurn(async () => this.lastSeq);
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > last) throw new WorkError('refused', `${sweep}: a snapshot after change ${seq}, but there are ${last}`);
    if (drafts !== null && drafts.length !== (labels.length + 7) >>> 3)
      throw new WorkError('refused', `${sweep}: draft bits for ${8 * drafts.length} points, but there are ${labels.length}`);
    return this.files.exclusive(path, async () => {
      await this.ensureProject();
      return replaceSnapshot(this.files, path, sweep, { labels, drafts, seq }, ifMatch, this.idAt);
    });
  }

  async getSnapshot(sweep: SweepId): Promise<Snapshot | null> {
    const path = this.paths.snapshot(sweep);
    await this.inTurn(async () => undefined);
    return this.files.exclusive(path, () => readSnapshot(this.files, path, sweep, this.idAt));
  }

  private readonly idAt = (seq: number): string | undefined => this.ids[seq];

  close(): Promise<void> {
    return this.files.close();
  }

  /** Takes in the next record's id and where it ends. */
  private remember(id: string, end: number): void {
    this.ends.push(end);
    this.ids.push(id);
    this.seqs.set(id, this.lastSeq);
  }

  private get lastSeq(): number {
    return this.ends.length - 1;
  }

  private get end(): number {
    return this.ends[this.ends.length - 1];
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.files.exclusive(this.paths.journal, async () => {
      await this.catchUp();
      return work();
    });
  }

  /** Takes in the records that are in the file and not yet known. */
  private async catchUp(): Promise<void> {
    const { journal } = this.paths;
    const size = (await this.files.size(journal)) ?? 0;
    if (size < this.end) throw new WorkError('unavailable', `${journal} ${this.files.where} became shorter: it was changed from outside`);
    this.damage = null;
    if (size === this.end) return;
    const fresh = this.end === 0;
    const bytes = await this.files.read(journal, this.end, size);
    if (bytes === null) throw new WorkError('unavailable', `${journal} ${this.files.where} is gone`);
    if (fresh && bytes.length < HEADER_BYTES) {
      this.damage = { at: 0, bytes: bytes.length, problem: 'an unfinished header' };
      return;
    }
    if (fresh) {
      checkHeader(bytes, journal);
      this.ends[0] = HEADER_BYTES;
    }
    const { changes, ends, damage } = readRecords(bytes.subarray(fresh ? HEADER_BYTES : 0), this.end, this.lastSeq + 1, journal);
    changes.forEach(({ change }, i) => this.remember(change.id, ends[i]));
    this.damage = damage;
  }

  /** A journal that ends with a whole record: damaged bytes are copied aside before they are cut off. */
  private async prepare(): Promise<void> {
    const { journal } = this.paths;
    if (this.damage !== null) {
      const rest = await this.files.read(journal, this.end);
      if (rest !== null) await this.files.writeAtomic(`${journal}.damaged-${this.end}-${crc32(rest).toString(16)}`, rest);
      await this.files.truncate(journal, this.end);
      this.damage = null;
    }
    if (this.end > 0) return;
    await this.ensureProject();
    await this.files.writeAtomic(journal, journalHeader());
    this.ends[0] = HEADER_BYTES;
  }

  private async write(record: Uint8Array): Promise<void> {
    const { journal } = this.paths;
    try {
      await this.files.append(journal, this.end, record);
    } catch (error) {
      // Part of it may be there. Cut now if that works; if not, the next turn sees it as a damaged tail.
      await this.files.truncate(journal, this.end).catch(() => undefined);
      throw new WorkError('unavailable', `not saved ${this.files.where}: ${errorMessage(error)}`, { cause: error });
    }
  }

  private ensureProject(): Promise<void> {
    return this.files.exclusive(PROJECT_FILE, async () => {
      if ((await this.files.size(PROJECT_FILE)) !== null) return;
      const project = { schemaVersion: PROJECT_VERSION };
      await this.files.writeAtomic(PROJECT_FILE, new TextEncoder().encode(`${JSON.stringify(project, null, 2)}\n`));
    });
  }
}
