import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

/** A folder that is gone after the tests of this file. May be called in suites and in tests. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pointweld-test-'));
  made.push(folder);
  return folder;
}

afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

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
