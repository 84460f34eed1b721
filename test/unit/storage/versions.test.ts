import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { sweepId } from '#src/core/scene/scene.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { checkHeader, journalHeader } from '#src/storage/work/journal.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { readOwnJson } from '#src/storage/work/versions.ts';
import { paintMany } from './make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');
const text = (json: unknown) => new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));

/** A format of which two versions are past: colours were numbers first, and then one colour. */
const FORMAT = {
  what: 'a palette',
  version: 3,
  migrations: {
    1: (old: Record<string, unknown>) => ({ ...old, colour: `#${Number(old.colour).toString(16)}` }),
    2: ({ colour, ...rest }: Record<string, unknown>) => ({ ...rest, colours: [colour] }),
  },
  schema: v.looseObject({ schemaVersion: v.number(), colours: v.array(v.string()) }),
};

describe('the gate of our own files', () => {
  it('migrates what every earlier version wrote, and keeps what it does not know', () => {
    const now = { schemaVersion: 3, colours: ['#ff0000'], mood: 'calm' };
    expect(readOwnJson(FORMAT, { schemaVersion: 1, colour: 0xff0000, mood: 'calm' }, 'p.json')).toEqual(now);
    expect(readOwnJson(FORMAT, { schemaVersion: 2, colour: '#ff0000', mood: 'calm' }, 'p.json')).toEqual(now);
    expect(readOwnJson(FORMAT, now, 'p.json')).toEqual(now);
  });

  it('refuses what a newer version wrote before it looks at anything else', () => {
    expect(() => readOwnJson(FORMAT, { schemaVersion: 4, colours: 'rainbow' }, 'p.json')).toThrow(
      'p.json: was written by a newer version of Pointweld, expected schema version 3, found 4 (update Pointweld to open it)',
    );
  });

  it.each([[null], [[]], ['x'], [{}], [{ schemaVersion: '1' }], [{ schemaVersion: 0 }], [{ schemaVersion: 1.5 }], [{ schemaVersion: 3 }], [{ schemaVersion: 3, colours: [5] }]])('refuses %j', (json) => {
    expect(() => readOwnJson(FORMAT, json, 'p.json')).toThrow(/^p\.json: is not a palette of Pointweld/);
  });
});

describe('a work folder of a newer Pointweld', () => {
  async function worked(): Promise<MemoryWorkFiles> {
    const files = new MemoryWorkFiles();
    const { changes, steps } = paintMany(2, SWEEP);
    const store = await openFileWork(files, 'work');
    for (const change of changes) await store.append(change);
    await store.putSnapshot(SWEEP, steps[2], 2, null);
    return files;
  }

  it.each([
    ['project.json', text({ schemaVersion: 2 })],
    ['journal/work.journal', journalHeader(2)],
    ['sets/work/s/l/f.json', text({ schemaVersion: 2, anything: true })],
  ])('is refused by its %s, and nothing is written', async (path, bytes) => {
    const files = await worked();
    files.contents.set(path, bytes);
    const before = new Map(files.contents);
    const use = async () => (await openFileWork(files, 'work')).getSnapshot(SWEEP);
    await expect(use()).rejects.toMatchObject({ name: 'DataError', kind: 'unsupported', message: expect.stringContaining('was written by a newer version of Pointweld') as string });
    const replace = async () => (await openFileWork(files, 'work')).putSnapshot(SWEEP, new Uint32Array(100), 0, null);
    await expect(replace()).rejects.toMatchObject({ kind: 'unsupported' });
    expect(files.contents).toEqual(before);
  });

  it.each(['', '{', '[]', '{"schemaVersion": "one"}', '{"schemaVersion": 0}'])('is not one where project.json is %j: a line says what is wrong', async (json) => {
    const files = new MemoryWorkFiles();
    files.contents.set('project.json', text(json));
    await expect(openFileWork(files, 'work')).rejects.toMatchObject({ name: 'DataError', kind: 'malformed' });
  });

  it('has no version 0 of a journal', () => {
    expect(() => checkHeader(journalHeader(0), 'work.journal')).toThrow('has a schema version that never was');
  });
});
