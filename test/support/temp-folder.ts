import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is gone after the suite it is made in. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pointweld-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder: text, bytes, or anything else as JSON. */
export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const plain = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, path), plain ? content : JSON.stringify(content));
  }
}

/** Links folders of real data into `folder`, by the names they have there. */
export function linkInto(folder: string, from: string, names: readonly string[]): void {
  for (const name of names) symlinkSync(join(from, name), join(folder, name));
}
