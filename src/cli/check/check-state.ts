import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { DataError } from '#src/core/errors.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { fileError } from '#src/storage/sources/node-file.ts';

/** The first line; another number is another shape of what follows. */
const HEADER = '{"pointweld":"check","version":1}\n';
/** What a line begins with. */
const ENTRY = /^\{"frame":("(?:[^"\\]|\\.)*"),"inputs":"([0-9a-f]{64})",/;
/** Enough of a line to know it by, and how much is read at a time. */
const HEAD_BYTES = 4096, CHUNK = 1 << 20;

interface Entry {
  readonly inputs: string;
  readonly begin: number;
  readonly end: number;
}

/**
 * Results of frames that were checked, in a file: a line of JSON for each, appended as soon as it is there, so that a check that was killed goes
 * on where it stopped. `inputs` stands for all that a result depends on: one that was made of other inputs is never given back. Results stay
 * in the file; memory holds where they are.
 */
export class CheckState {
  private readonly entries = new Map<string, Entry>();
  /** Appends wait for one another. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly path: string, private readonly file: FileHandle, private size: number) {}

  /** Throws DataError where the file cannot be read or written, or is something else: it is never overwritten then. */
  static async open(path: string): Promise<CheckState> {
    const file = await open(path, 'a+').catch((error: unknown) => {
      throw fileError(error, path);
    });
    try {
      const state = new CheckState(path, file, (await file.stat()).size);
      await state.index();
      return state;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** How many frames it has results of. */
  get frames(): number {
    return this.entries.size;
  }

  /** What came of a frame with these inputs; null where it was not checked with them, or its line is damaged. */
  async result(frame: string, inputs: string): Promise<CheckedFrame | null> {
    const entry = this.entries.get(frame);
    return entry === undefined || entry.inputs !== inputs ? null : decoded((await this.bytes(entry)).toString());
  }

  /** Keeps a result, and gives it as it will be given back. Throws DataError where it cannot be written. */
  async keep(frame: string, inputs: string, result: CheckedFrame): Promise<CheckedFrame> {
    const body = JSON.stringify(result, plain), line = `{"frame":${JSON.stringify(frame)},"inputs":"${inputs}","digest":"${digestOf(body)}","result":${body}}\n`;
    const bytes = Buffer.from(line);
    const written = this.last.then(async () => {
      const begin = this.size;
      await this.append(bytes);
      this.entries.set(frame, { inputs, begin, end: begin + bytes.length });
    });
    this.last = written.catch(() => undefined);
    await written;
    return JSON.parse(body, revived) as CheckedFrame;
  }

  /** Leaves in the file what is of use, where that is less than half of it. */
  async close(): Promise<void> {
    await this.last;
    const live = [...this.entries.values()].reduce((sum, { begin, end }) => sum + end - begin, HEADER.length);
    try {
      if (2 * live < this.size) await this.compact();
    } finally {
      await this.file.close();
    }
  }

  private async index(): Promise<void> {
    if (this.size === 0) return this.append(Buffer.from(HEADER));
    let at = 0;
    for await (const { begin, end, head } of this.lines()) {
      at = end;
      if (begin === 0) {
        if (head !== HEADER) throw new DataError('unsupported', 'is no state of a check of this version', { file: this.path, found: head.slice(0, 40).trim(), hint: '--resume names a file of its own' });
        continue;
      }
      const found = ENTRY.exec(head);
      if (found !== null) this.entries.set(JSON.parse(found[1]) as string, { inputs: found[2], begin, end });
    }
    if (at === 0) throw new DataError('unsupported', 'is no state of a check', { file: this.path, hint: '--resume names a file of its own' });
    // A line that was being written when the check was killed.
    if (at < this.size) await this.file.truncate((this.size = at));
  }

  /** Every whole line: where it is, and how it begins. */
  private async *lines(): AsyncGenerator<{ begin: number; end: number; head: string }> {
    const chunk = Buffer.alloc(CHUNK);
    let begin = 0, head = Buffer.alloc(0);
    for (let at = 0; at < this.size; ) {
      const { bytesRead } = await this.file.read(chunk, 0, CHUNK, at);
      if (bytesRead === 0) return;
      for (let from = 0; from < bytesRead; ) {
        const feed = chunk.subarray(0, bytesRead).indexOf(10, from), end = feed < 0 ? bytesRead : feed + 1;
        if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(from, Math.min(end, from + HEAD_BYTES))]);
        if (feed >= 0) {
          yield { begin, end: at + end, head: head.toString() };
          begin = at + end;
          head = Buffer.alloc(0);
        }
        from = end;
      }
      at += bytesRead;
    }
  }

  private async bytes({ begin, end }: Entry): Promise<Buffer> {
    const bytes = Buffer.alloc(end - begin);
    await this.file.read(bytes, 0, bytes.length, begin);
    return bytes;
  }

  private async append(bytes: Buffer): Promise<void> {
    await this.file.appendFile(bytes).catch((error: unknown) => {
      throw fileError(error, this.path);
    });
    this.size += bytes.length;
  }

  private async compact(): Promise<void> {
    const temporary = `${this.path}.tmp`;
    const to = await open(temporary, 'w');
    try {
      await to.write(HEADER);
      for (const entry of [...this.entries.values()].sort((a, b) => a.begin - b.begin)) await to.write(await this.bytes(entry));
      await to.close();
      await rename(temporary, this.path);
    } catch (error) {
      await to.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw fileError(error, temporary);
    }
  }
}

function decoded(line: string): CheckedFrame | null {
  try {
    const { digest, result } = JSON.parse(line, revived) as { digest: string; result: CheckedFrame };
    return digestOf(JSON.stringify(result, plain)) === digest ? result : null;
  } catch {
    return null;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Point indices as base64 of little-endian words: a third of the digits. */
function plain(_key: string, value: unknown): unknown {
  return value instanceof Uint32Array ? { uint32: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') } : value;
}

function revived(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('uint32' in value) || typeof value.uint32 !== 'string') return value;
  const bytes = Buffer.from(value.uint32, 'base64');
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)));
}
