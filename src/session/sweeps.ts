import type { LabelledCloud } from '#src/datasets/frame-labels.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { DataError } from '#src/core/errors.ts';
import { isRaw } from '#src/core/scene/raw-columns.ts';
import type { Sweep, SweepId } from '#src/core/scene/scene.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { sweepRequest } from '#src/datasets/read-sweep.ts';
import type { Priority } from '#src/engine/engine.ts';
import type { ReadCloudResult } from '#src/engine/jobs/read-cloud.request.ts';
import { readCloudWith } from '#src/engine/read-cloud.ts';
import { sharedCopy } from '#src/engine/shared.ts';
import type { CloudPreview } from '#src/formats/clouds/format.ts';
import { loadSweep } from '#src/storage/work/open-label-set.ts';
import { warnOfOtherCloud } from './cloud-marks.ts';
import { engine } from './engine.ts';
import type { LoadedSweep, Workspace } from './workspace.ts';

export interface BringOptions {
  readonly signal: AbortSignal;
  readonly progress?: Progress;
  /** Given some of the points of a large file before it is read, where this call begins the reading. */
  readonly onPreview?: (preview: CloudPreview) => void;
  /** Of the reading, where this call begins it. */
  readonly priority?: Priority;
}

type Progress = (done: number, total: number) => void;

/** A sweep on its way into the workspace. */
interface Reading {
  readonly result: Promise<LoadedSweep>;
  readonly abort: AbortController;
  readonly listeners: Set<Progress>;
  /** Who waits for it: read on for as long as somebody does. */
  waiting: number;
}

const readings = new WeakMap<Workspace, Map<SweepId, Reading>>();

/**
 * Brings a sweep's points and labels into the workspace. Whoever asks while it is being read waits for the same reading,
 * so that a frame that is fetched ahead is not read again when it is stepped to. Rejects with DataError, or with
 * AbortError when `signal` says so; reading stops, and what was read is let go, when nobody waits any more.
 */
export function bringSweep(open: Workspace, sweep: Sweep, { signal, progress = () => {}, priority, onPreview }: BringOptions): Promise<LoadedSweep> {
  const here = open.get(sweep.id);
  if (here !== undefined) return Promise.resolve(here);
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  const reading = readingOf(open, sweep, { priority, onPreview });
  reading.waiting++;
  reading.listeners.add(progress);
  return new Promise((resolve, reject) => {
    const leave = () => {
      reading.listeners.delete(progress);
      if (--reading.waiting === 0) reading.abort.abort();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    const settled = () => signal.removeEventListener('abort', leave);
    reading.result.then(
      (loaded) => {
        settled();
        resolve(loaded);
      },
      (error: unknown) => {
        settled();
        reject(error as Error);
      },
    );
  });
}

function readingOf(open: Workspace, sweep: Sweep, begin: Pick<BringOptions, 'priority' | 'onPreview'>): Reading {
  let under = readings.get(open);
  if (under === undefined) readings.set(open, (under = new Map<SweepId, Reading>()));
  const present = under.get(sweep.id);
  if (present !== undefined && !present.abort.signal.aborted) return present;
  const abort = new AbortController();
  const listeners = new Set<Progress>();
  const progress: Progress = (done, total) => listeners.forEach((tell) => tell(done, total));
  const result = bring(open, sweep, { ...begin, signal: abort.signal, progress });
  const reading: Reading = { result, abort, listeners, waiting: 0 };
  under.set(sweep.id, reading);
  const forget = () => under.get(sweep.id) === reading && under.delete(sweep.id);
  result.then(forget, forget);
  return reading;
}

async function bring(open: Workspace, sweep: Sweep, options: BringOptions): Promise<LoadedSweep> {
  const { cloud, index } = await readPoints(open, sweep, true, options);
  const labels = open.set.get(sweep.id) ?? (await loadLabels(open, sweep, cloud));
  if (labels.labels.length !== cloud.count) throw otherCount(sweep, labels.labels.length, cloud.count);
  options.signal.throwIfAborted();
  const loaded = open.get(sweep.id) ?? open.add(sweep, cloud, labels, index);
  void warnOfOtherCloud(open, loaded);
  return loaded;
}

/** Labels were made while the file was read in another way. */
function otherCount(sweep: Sweep, labels: number, points: number): DataError {
  const hint = isRaw(sweep) ? 'its columns were others when it was labelled' : undefined;
  return new DataError('mismatch', 'has another number of points than its labels', { file: sweep.cloud.file, expected: `${labels} points`, found: String(points), hint });
}

async function readPoints(open: Workspace, sweep: Sweep, index: boolean, options: BringOptions): Promise<ReadCloudResult> {
  const source = await open.tree.open(sweep.cloud.file);
  return readCloudWith(engine(), source, { ...sweepRequest(sweep), index, shared: index && engine().shared }, options);
}

/** The labels of a sweep that may not be on screen, with its points read only if they must be, and not kept. */
export async function readFrameLabels(open: Workspace, sweep: Sweep, signal: AbortSignal): Promise<SweepLabels> {
  return open.set.get(sweep.id) ?? loadLabels(open, sweep, (await readPoints(open, sweep, false, { signal })).cloud);
}

/** The labels that came with the data, with the work that was saved on top. */
async function loadLabels(open: Workspace, sweep: Sweep, cloud: LabelledCloud): Promise<SweepLabels> {
  const source = (await loadFrameLabels(open.tree, sweep, cloud)) ?? new Uint32Array(cloud.count);
  return loadSweep(open.store, open.set, sweep.id, engine().shared ? sharedCopy(source) : source);
}
