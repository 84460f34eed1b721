import { DataError, errorMessage, isAbort } from '#src/core/errors.ts';
import { concurrently } from '#src/datasets/concurrently.ts';
import type { Frame, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { forgetSweep } from '#src/engine/select-points.ts';
import type { CloudPreview } from '#src/formats/clouds/format.ts';
import { assignDigits } from './class-order.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { estimatedPoints, refuseTooLarge, tooManyPoints } from './fitting.ts';
import { leaveLevels, levelsOf, showLevels } from './levels.ts';
import { notify } from './notices.ts';
import { prefetchAround, stopPrefetching } from './prefetch.ts';
import { setSelection } from './selecting.ts';
import { useHover } from './stores/hover-store.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';
import { bringSweep } from './sweeps.ts';
import type { Together } from './together.ts';
import { framesTogether, ONE_FRAME } from './together.ts';
import type { Workspace } from './workspace.ts';

/** Points that stay in memory besides those on screen: stepping back is at once, and memory is bounded. */
const KEPT_POINTS = 4_000_000;
/** Sweeps that are read at the same time: enough to keep all workers busy while files are fetched. */
const READERS = 6;
/** While many frames come in, the view takes up what is there this often. Milliseconds. */
const SHOW_EVERY = 300;

let loading: AbortController | null = null;

/**
 * Shows a frame, together with the frames around it that `together` says: reads the points and labels that are not here.
 * Rejects never: a failure is a state on screen.
 */
export async function showFrame(index: number, together: Together = useScene.getState().together): Promise<void> {
  const open = workspace();
  const target = open === null ? undefined : allFrames(open.scene)[index];
  if (open === null || target === undefined) return;
  loading?.abort();
  stopPrefetching();
  const abort = new AbortController();
  loading = abort;
  const frames = framesTogether(open.scene, index, together);
  leave(open, frames);
  useScene.setState({ frameIndex: index, together, frameLoading: { phase: 'loading', what: target.frame.id, done: 0, total: 0 } });
  try {
    if (await asLevels(open, target.frame, abort.signal)) return;
    const failed = await load(open, [index, ...frames.filter((k) => k !== index)], abort.signal);
    abort.signal.throwIfAborted();
    dropOthers(open, frames);
    useScene.setState({ frameLoading: { phase: 'idle' } });
    shown();
    if (failed.length > 0) notify('error', `${failed.length} of ${frames.length} frames could not be read. ${failed[0]}`);
    if (frames.length === 1) prefetchAround(open, index);
  } catch (error) {
    if (loading !== abort) return; // another frame was asked for meanwhile
    const reason = isAbort(error) ? 'Loading was cancelled.' : errorMessage(error);
    // What a cancelled window has brought so far is let go of; the frame itself stays where it is here.
    if (frames.length > 1) {
      useScene.setState({ together: ONE_FRAME });
      dropOthers(open, [index], 0);
    }
    const isHere = target.frame.sweeps.every((sweep) => open.get(sweep.id) !== undefined);
    useScene.setState({ frameLoading: isHere ? { phase: 'idle' } : { phase: 'failed', what: target.frame.id, error: reason } });
    if (isHere) notify('info', `${reason} One frame is shown.`);
    shown();
  }
}

/** True where the frame is one file of more points than fit, and is shown in levels of detail. Throws where such a file cannot be. */
async function asLevels(open: Workspace, frame: Frame, signal: AbortSignal): Promise<boolean> {
  const [sweep] = frame.sweeps;
  if (frame.sweeps.length !== 1) return false;
  const levels = await levelsOf(open, sweep, signal);
  if (levels === null) {
    await refuseTooLarge(open, sweep, signal);
    return false;
  }
  useScene.setState({ frameLoading: { phase: 'idle' } });
  shown();
  await showLevels(levels, signal);
  return true;
}

/** Stops reading: one frame is shown, or says that it was cancelled. */
export function cancelLoading(): void {
  loading?.abort();
}

/** Another number of frames together, around the frame on screen. */
export function showTogether(together: Together): Promise<void> {
  return showFrame(useScene.getState().frameIndex, together);
}

/** What belongs to points that go out of sight goes with them; within one window everything stays. */
function leave(open: Workspace, next: readonly number[]): void {
  const { scene, frameIndex, together } = useScene.getState();
  const before = scene === open.scene ? framesTogether(open.scene, frameIndex, together) : [];
  if (next.length > 1 && before.length === next.length && before.every((k, i) => k === next[i])) return;
  leaveLevels();
  useScene.setState({ preview: null });
  setSelection(new Map());
  open.mark('preview', new Map());
  useHover.setState({ point: null });
  useTools.setState({ overlay: null, impact: null });
}

/** Some points of a large file, to be looked at until it is read. */
function showEarly(preview: CloudPreview, { worldFromSweep }: Sweep, signal: AbortSignal): void {
  if (!signal.aborted) useScene.setState((s) => ({ preview: [...(s.preview ?? []), { ...preview, worldFromSweep }] }));
}

/** Tells everyone that other points are on screen. */
function shown(): void {
  useScene.setState((s) => ({ shownVersion: s.shownVersion + 1, preview: null }));
  useLabels.setState((s) => ({ version: s.version + 1 }));
  assignDigits();
}

/**
 * Brings the sweeps of these frames, those of the first one before the others, and shows what is there meanwhile. Rejects where
 * the first frame cannot be read, and gives a line for each of the others that cannot.
 */
async function load(open: Workspace, frames: readonly number[], signal: AbortSignal): Promise<string[]> {
  const [own, ...others] = frames.map((k) => allFrames(open.scene)[k].frame.sweeps);
  const progress = new WindowProgress(frames.flatMap((k) => allFrames(open.scene)[k].frame.sweeps));
  for (const sweep of own) await bringSweep(open, sweep, { signal, progress: progress.of(sweep), onPreview: (preview) => showEarly(preview, sweep, signal) });
  if (others.length === 0) return [];
  const refused = tooManyPoints(open, frames);
  if (refused !== null) throw new Error(refused);
  progress.expect(estimatedPoints(open, frames));
  shown();
  const failed: string[] = [];
  let last = performance.now();
  await concurrently(
    others.flat(),
    async (sweep) => {
      if (signal.aborted) return;
      try {
        await bringSweep(open, sweep, { signal, progress: progress.of(sweep) });
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        failed.push(error.message);
      }
      if (performance.now() - last < SHOW_EVERY || signal.aborted) return;
      shown();
      last = performance.now();
    },
    READERS,
  );
  return failed;
}

/** Points of all sweeps of a window that were read, as one progress. */
class WindowProgress {
  private readonly read = new Map<Sweep, readonly [done: number, total: number]>();
  private expected = 0;

  constructor(private readonly sweeps: readonly Sweep[]) {}

  /** About how many points there will be, before all sweeps have said so themselves. */
  expect(count: number): void {
    this.expected = count;
  }

  of(sweep: Sweep): (done: number, total: number) => void {
    return (done, total) => {
      this.read.set(sweep, [done, total]);
      let sum = 0, known = 0;
      for (const [d, t] of this.read.values()) {
        sum += d;
        known += t;
      }
      const all = this.read.size === this.sweeps.length ? known : Math.max(known, this.expected);
      useScene.setState(({ frameLoading }) => (frameLoading.phase === 'loading' ? { frameLoading: { ...frameLoading, done: sum, total: all } } : {}));
    };
  }
}

/** Frees the sweeps that were loaded longest ago once those out of sight hold more than `kept` points. */
function dropOthers(open: Workspace, shownFrames: readonly number[], kept = KEPT_POINTS): void {
  const keep = new Set(shownFrames.flatMap((k) => allFrames(open.scene)[k].frame.sweeps.map((sweep) => sweep.id)));
  let count = 0;
  for (const [id, loaded] of [...open.loadedSweeps].reverse()) {
    if (keep.has(id)) continue;
    count += loaded.cloud.count;
    if (count <= kept) continue;
    open.drop(id);
    forgetSweep(engine(), id);
  }
}

/** The next (+1) or previous (-1) frame, if there is one. */
export function stepFrame(by: number): void {
  const { scene, frameIndex } = useScene.getState();
  const next = frameIndex + by;
  if (scene !== null && next >= 0 && next < allFrames(scene).length) void showFrame(next);
}
