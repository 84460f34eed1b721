import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { OpfsCalls, OpfsMethod, OpfsReply, OpfsRequest } from './opfs-rpc.ts';
import { unpackError } from './opfs-rpc.ts';
import type { AppendCondition, SavedChange, Snapshot, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/**
 * The work of one label set in this browser's private file system. `project` names the dataset among all that this
 * browser has work of. WorkError 'unavailable' says what a browser lacks.
 */
export async function openOpfsWork(project: string, set: string, startWorker: () => Worker = opfsWorker): Promise<WorkStore> {
  const lacks = missingFeature();
  if (lacks !== null) throw new WorkError('unavailable', `this browser cannot keep work: it has no ${lacks}`);
  // Asks the browser not to throw the work away when the disk fills up. It may say no: the work is kept all the same.
  await navigator.storage.persist?.().catch(() => false);
  const caller = new Caller(startWorker());
  try {
    const { where, recovered } = await caller.call('open', project, set);
    return new OpfsWorkStore(caller, where, recovered);
  } catch (error) {
    caller.stop();
    throw error;
  }
}

function missingFeature(): string | null {
  if (!('storage' in navigator) || !('getDirectory' in navigator.storage)) return 'private file system (OPFS), or the page is not on a secure address';
  if (!('locks' in navigator)) return 'Web Locks';
  return null;
}

function opfsWorker(): Worker {
  return new Worker(new URL('../../../workers/opfs.worker.ts', import.meta.url), { type: 'module', name: 'pointweld-work' });
}

class OpfsWorkStore implements WorkStore {
  constructor(private readonly caller: Caller, readonly where: string, readonly recovered: string | null) {}

  append(change: Change, condition: AppendCondition = {}): Promise<number> {
    return this.caller.call('append', change, condition);
  }

  since(seq: number, maxBytes = Infinity): Promise<SavedChange[]> {
    return this.caller.call('since', seq, maxBytes);
  }

  revision(): Promise<number> {
    return this.caller.call('revision');
  }

  putSnapshot(sweep: SweepId, labels: Uint32Array, seq: number, ifMatch: string | null, drafts: Uint8Array | null = null): Promise<string> {
    // A message would share shared memory instead of copying it, and people go on labeling.
    return this.caller.call('putSnapshot', sweep, labels.slice(), seq, ifMatch, drafts);
  }

  getSnapshot(sweep: SweepId): Promise<Snapshot | null> {
    return this.caller.call('getSnapshot', sweep);
  }

  async close(): Promise<void> {
    await this.caller.call('close');
    this.caller.stop();
  }
}

/** Calls to the worker, each with its answer. */
class Caller {
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private next = 1;
  private dead: WorkError | null = null;

  constructor(private readonly worker: Worker) {
    worker.addEventListener('message', (event: MessageEvent<OpfsReply>) => this.hear(event.data));
    worker.addEventListener('error', (event) => this.fail(event.message));
    worker.addEventListener('messageerror', () => this.fail('an answer could not be read'));
  }

  call<M extends OpfsMethod>(method: M, ...args: Parameters<OpfsCalls[M]>): ReturnType<OpfsCalls[M]> {
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.dead !== null) throw this.dead;
      const id = this.next++;
      this.worker.postMessage({ id, method, args } satisfies OpfsRequest);
      this.waiting.set(id, { resolve, reject });
    });
    return answer as ReturnType<OpfsCalls[M]>;
  }

  stop(): void {
    this.worker.terminate();
    this.fail('it was closed');
  }

  private hear(reply: OpfsReply): void {
    const waiter = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(unpackError(reply.error));
    else waiter?.resolve(reply.value);
  }

  private fail(why: string): void {
    this.dead ??= new WorkError('unavailable', `the part of the page that keeps work has stopped: ${why}`);
    for (const { reject } of this.waiting.values()) reject(this.dead);
    this.waiting.clear();
  }
}
