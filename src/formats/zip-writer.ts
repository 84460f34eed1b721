import { Zip, ZipPassThrough } from 'fflate';
import { DataError } from '#src/core/errors.ts';

/** The same files give the same bytes, whenever they are written. */
const MTIME = new Date('2000-01-01T00:00:00');
/** A zip without the 64-bit extension counts so far. */
const MAX_BYTES = 0xffffffff, MAX_ENTRIES = 0xffff;

/**
 * Writes a zip file by file and hands its bytes on as they come: nothing of it is kept. Files are stored, not deflated. Folders get entries
 * of their own, before what is in them: SemanticKITTI's validator asks for them.
 */
export class ZipWriter {
  private readonly zip: Zip;
  private readonly folders = new Set<string>();
  private entries = 0;
  private bytes = 0;

  constructor(private readonly name: string, sink: (piece: Uint8Array) => void) {
    this.zip = new Zip((error, piece) => {
      if (error) throw error;
      this.bytes += piece.length;
      if (piece.length > 0) sink(piece);
    });
  }

  /** Throws DataError 'too-large' where a zip cannot hold more. */
  add(path: string, bytes: Uint8Array): void {
    const parts = path.split('/');
    for (let k = 1; k < parts.length; k++) {
      const folder = `${parts.slice(0, k).join('/')}/`;
      if (this.folders.has(folder)) continue;
      this.folders.add(folder);
      this.entry(folder, new Uint8Array(0));
    }
    this.entry(path, bytes);
  }

  end(): void {
    this.zip.end();
  }

  private entry(path: string, bytes: Uint8Array): void {
    if (++this.entries > MAX_ENTRIES || this.bytes + bytes.length + path.length > MAX_BYTES - (1 << 24))
      throw new DataError('too-large', 'is more than a zip can hold', { file: this.name, expected: '65,535 files and 4 GB', hint: 'export fewer frames, or from the terminal' });
    const entry = new ZipPassThrough(path);
    entry.mtime = MTIME;
    this.zip.add(entry);
    entry.push(bytes, true);
  }
}
