import { readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DataError } from '#src/core/errors.ts';
import { OUTPUT_LAYOUTS } from '../layouts/index.ts';
import { Simulation, type SimulateOptions } from '../simulate.ts';
import { filesOfWhole, type FrameEntry } from './all-files.ts';
import { writeFiles } from './write-files.ts';

/** What a worker needs to know to make frames. */
export interface FrameJob {
  readonly options: SimulateOptions;
  readonly layout: string;
  /** Pictures and masks too. */
  readonly images: boolean;
  readonly out: string;
}

export interface Written {
  readonly files: number;
  readonly bytes: number;
}

/** Everything that a simulation may leave in its folder. */
const OWN = ['scene.json', 'lidar', 'radar', 'labels', 'camera', 'masks', 'instances', 'truth', 'sequences', 'samples', 'lidarseg', 'panoptic', 'v1.0-mini'];

/**
 * Makes a folder ready: a new or empty one stays as it is; from one that holds an earlier simulation, that is removed. Throws DataError
 * where it holds anything else.
 */
export async function clearTarget(out: string): Promise<void> {
  const found = await readdir(out).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new DataError('unsupported', 'cannot be written to', { file: out, found: error.code });
  });
  if (found.length === 0) return;
  const simulated = await stat(join(out, 'truth/truth.json')).then((s) => s.isFile(), () => false);
  if (!simulated)
    throw new DataError('unsupported', 'is not empty and holds no earlier simulation', { file: out, found: found.slice(0, 3).join(', '), hint: 'choose another --out' });
  for (const name of OWN) await rm(join(out, name), { recursive: true, force: true });
}

/** Simulates and writes a dataset, frame by frame on several threads: memory holds a few frames, and the bytes are the same with any number. */
export async function writeDataset(job: FrameJob, progress: (done: number) => void = () => undefined, threads = availableParallelism()): Promise<Written> {
  await clearTarget(job.out);
  const { frames } = job.options;
  const entries = new Array<FrameEntry>(frames);
  const written = { files: 0, bytes: 0 };
  const workers: Worker[] = [];
  let next = 0, done = 0;
  const run = (): Promise<void> => new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./frame-worker.mjs', import.meta.url), { workerData: job, execArgv: [] });
    workers.push(worker);
    const send = (): void => {
      if (next < frames) worker.postMessage(next++);
      else resolve();
    };
    worker.on('message', (made: { index: number; entry: FrameEntry; bytes: number; files: number }) => {
      entries[made.index] = made.entry;
      written.bytes += made.bytes;
      written.files += made.files;
      progress(++done);
      send();
    });
    worker.on('error', reject);
    send();
  });
  try {
    await Promise.all(Array.from({ length: Math.min(threads, frames) }, run));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const layout = OUTPUT_LAYOUTS.find((l) => l.id === job.layout)!;
  const whole = filesOfWhole(new Simulation(job.options), layout, entries);
  return { files: written.files + whole.size, bytes: written.bytes + (await writeFiles(job.out, whole)) };
}
