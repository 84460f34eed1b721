import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { WorkerPort } from '#src/engine/engine.ts';
import { Engine } from '#src/engine/engine.ts';
import type { HandlerEntry } from '#src/engine/job.ts';
import { defineJob, handle } from '#src/engine/job.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { serve } from '#src/engine/serve.ts';
import type { FromWorker, ToWorker } from '#src/engine/messages.ts';

const double = defineJob<number[], number[]>('double');
const sum = defineJob<{ step: number }, number>('sum');
const wait = defineJob<string, string>('wait');
const countdown = defineJob<number, string, Uint8Array>('countdown');
const files = defineJob<string, { paths: readonly string[]; text: string; name: string }>('files');
const recall = defineJob<string, unknown>('recall');
const fail = defineJob<'data' | 'other', never>('fail');

const started: string[] = [];

const handlers: readonly HandlerEntry[] = [
  handle(double, async (numbers, { progress }) => {
    numbers.forEach((_, i) => progress(i + 1, numbers.length));
    return { value: numbers.map((n) => 2 * n), transfer: [] };
  }),
  handle(sum, async ({ step }, { source, signal }) => {
    let total = 0;
    for (let at = 0; at < source!.size; at += step) for (const byte of await source!.read(at, at + step, signal)) total += byte;
    return { value: total, transfer: [] };
  }),
  handle(wait, async (name, { signal }) => {
    started.push(name);
    if (name !== 'quick') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    return { value: name, transfer: [] };
  }),
  handle(countdown, async (from, { part }) => {
    for (let n = from; n > 0; n--) {
      const bytes = Uint8Array.of(n);
      part(bytes, [bytes.buffer]);
    }
    return { value: 'zero', transfer: [] };
  }),
  handle(files, async (path, { trees: [, tree] }) => {
    const source = await tree.open(path);
    return { value: { paths: await tree.list(), text: new TextDecoder().decode(await source.read(0, source.size)), name: `${tree.name}/${source.name}` }, transfer: [] };
  }),
  handle(recall, async (key, { kept }) => ({ value: kept(key), transfer: [] })),
  handle(fail, async (kind) => {
    if (kind === 'data') throw new DataError('malformed', 'is broken', { file: 'a.pcd', where: 'byte 7', expected: '1', found: '2' });
    throw new TypeError('not data');
  }),
];

/** A worker in this thread, behind a real message channel: everything is cloned as it would be. */
function port(): WorkerPort & { die(): void } {
  const { port1, port2 } = new MessageChannel();
  let death = (_: string) => {};
  serve({ post: (m, t) => port2.postMessage(m, t as never), listen: (receive) => port2.on('message', (m: ToWorker) => receive(m)) }, handlers);
  return {
    post: (m, t) => port1.postMessage(m, t as never),
    listen: (receive) => port1.on('message', (m: FromWorker) => receive(m)),
    onDeath: (report) => (death = report),
    terminate: () => (port1.close(), port2.close()),
    die: () => death('out of memory'),
  };
}

describe('engine', () => {
  it('runs a job and reports its progress', async () => {
    const engine = new Engine(port, 1);
    const seen: number[] = [];
    expect(await engine.run(double, [1, 2, 3], { progress: (done) => seen.push(done) })).toEqual([2, 4, 6]);
    expect(seen).toEqual([1, 2, 3]);
    engine.dispose();
  });

  it('gives parts in their order before the result', async () => {
    const engine = new Engine(port, 1);
    const parts: number[] = [];
    const result = engine.run(countdown, 3, { onPart: (bytes) => parts.push(...bytes) });
    expect(await result.then((value) => [...parts, value])).toEqual([3, 2, 1, 'zero']);
    engine.dispose();
  });

  it('hands a source to the worker by range', async () => {
    const engine = new Engine(port, 1);
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);
    expect(await engine.run(sum, { step: 64 }, { source: memorySource('x', bytes) })).toBe(bytes.reduce((a, b) => a + b, 0));
    engine.dispose();
  });

  it('a failing read fails the job with its own error', async () => {
    const engine = new Engine(port, 1);
    const source = { name: 'gone.bin', size: 10, read: () => Promise.reject(new DataError('missing', 'is gone', { file: 'gone.bin' })) };
    await expect(engine.run(sum, { step: 4 }, { source })).rejects.toMatchObject({ name: 'DataError', kind: 'missing' });
    engine.dispose();
  });

  it('errors keep their type across the worker', async () => {
    const engine = new Engine(port, 1);
    const error = await engine.run(fail, 'data').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toBe('a.pcd: is broken, at byte 7, expected 1, found 2');
    await expect(engine.run(fail, 'other')).rejects.toMatchObject({ name: 'TypeError', message: 'not data' });
    engine.dispose();
  });

  it('cancels what runs and what waits, and goes on with the rest', async () => {
    const engine = new Engine(port, 1);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = engine.run(wait, 'running', { signal: running.signal });
    const second = engine.run(wait, 'waiting', { signal: waiting.signal });
    const third = engine.run(wait, 'quick');
    waiting.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    running.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await third).toBe('quick');
    expect(started).not.toContain('waiting');
    engine.dispose();
  });

  it('replaces a worker that died: its job fails, the next one runs', async () => {
    const ports: ReturnType<typeof port>[] = [];
    const engine = new Engine(() => (ports.push(port()), ports[ports.length - 1]), 1);
    const lost = engine.run(wait, 'lost');
    const next = engine.run(double, [4]);
    ports[0].die();
    await expect(lost).rejects.toThrow(/worker stopped unexpectedly: out of memory/);
    expect(await next).toEqual([8]);
    expect(ports).toHaveLength(2);
    engine.dispose();
  });

  it('opens files of the attached folders', async () => {
    const engine = new Engine(port, 1);
    const trees = [memoryTree({}), memoryTree({ 'a.txt': 'one', 'b/c.txt': 'two' })];
    expect(await engine.run(files, 'b/c.txt', { trees })).toEqual({ paths: ['a.txt', 'b/c.txt'], text: 'two', name: 'dataset/b/c.txt' });
    await expect(engine.run(files, 'd.txt', { trees })).rejects.toMatchObject({ name: 'DataError', kind: 'missing' });
    engine.dispose();
  });

  it('gives each worker what is kept, also one that replaces another', async () => {
    const ports: ReturnType<typeof port>[] = [];
    const engine = new Engine(() => (ports.push(port()), ports[ports.length - 1]), 2);
    const words = new Uint32Array(new SharedArrayBuffer(8));
    engine.keep('words', words);
    const [one, two] = await Promise.all([engine.run(recall, 'words'), engine.run(recall, 'words')]) as Uint32Array[];
    words[1] = 7;
    expect([one[1], two[1]]).toEqual([7, 7]);
    for (const { die } of ports.slice()) die();
    expect(engine.keeps('words', words)).toBe(true);
    expect(await engine.run(recall, 'words')).toEqual(words);
    engine.forget('words');
    await expect(engine.run(recall, 'words')).rejects.toThrow(/nothing is kept as 'words'/);
    engine.dispose();
  });

  it('lets nobody wait for background work, and background work wait for everybody', async () => {
    const engine = new Engine(port, 2);
    const abort = new AbortController();
    const ended: string[] = [];
    const note = (name: string) => () => void ended.push(name);
    const ahead = ['ahead 1', 'ahead 2'].map((name) => engine.run(wait, name, { signal: abort.signal, priority: 'background' }));
    await engine.run(wait, 'quick').then(note('at once'));
    expect(started.filter((name) => name.startsWith('ahead'))).toEqual(['ahead 1']);
    abort.abort();
    await Promise.allSettled(ahead);
    const small = new Engine(port, 1);
    await Promise.all([
      small.run(wait, 'quick').then(note('first')),
      small.run(wait, 'quick', { priority: 'background' }).then(note('last')),
      small.run(wait, 'quick').then(note('second')),
    ]);
    expect(ended).toEqual(['at once', 'first', 'second', 'last']);
    engine.dispose();
    small.dispose();
  });

  it('is done with a cancelled job at once, and its late result does not reach the next one', async () => {
    const engine = new Engine(port, 1);
    const abort = new AbortController();
    const stubborn = engine.run(double, [1], { signal: abort.signal });
    abort.abort(new Error('changed my mind'));
    await expect(stubborn).rejects.toThrow('changed my mind');
    expect(await engine.run(double, [2])).toEqual([4]);
    engine.dispose();
  });

  it('fails a request that cannot be sent, and goes on', async () => {
    const engine = new Engine(port, 1);
    await expect(engine.run(double, [(() => 1) as unknown as number])).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await engine.run(double, [2])).toEqual([4]);
    engine.dispose();
  });

  it('does not start a worker over and over that cannot start', async () => {
    let starts = 0;
    const broken = () => {
      starts++;
      let die = (_: string): void => {};
      queueMicrotask(() => die('no such script'));
      return { post: () => {}, listen: () => {}, onDeath: (report: (message: string) => void) => (die = report), terminate: () => {} };
    };
    const engine = new Engine(broken, 1);
    await expect(engine.run(double, [1])).rejects.toThrow(/no such script/);
    await expect(engine.run(double, [1])).rejects.toThrow(/no such script/);
    expect(starts).toBeLessThanOrEqual(3);
    engine.dispose();
  });
});
