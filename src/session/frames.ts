import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { Frame, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { LabelledCloud } from '#src/datasets/frame-labels.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import type { ReadCloudResult } from '#src/engine/jobs/read-cloud.request.ts';
import { readCloudJob } from '#src/engine/jobs/read-cloud.request.ts';
import { loadSweep } from '#src/storage/work/open-label-set.ts';
import { assignDigits } from './class-order.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { setSelection } from './selecting.ts';
import { useHover } from './stores/hover-store.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';
import type { Workspace } from './workspace.ts';

/** Frames whose points stay in memory besides the one on screen: stepping back is at once, and memory is bounded. */
const KEPT_POINTS = 4_000_000;

let loading: AbortController | null = null;

/** Shows a frame: reads its points and labels if they are not here. Rejects never: a failure is a state on screen. */
export async function showFrame(index: number): Promise<void> {
  const open = workspace();
  const target = open === null ? undefined : allFrames(open.scene)[index];
  if (open === null || target === undefined) return;
  loading?.abort();
  const abort = new AbortController();
  loading = abort;
  setSelection(new Map());
  open.mark('preview', new Map());
  useHover.setState({ point: null });
  useTools.setState({ overlay: null, impact: null });
  useScene.setState({ frameIndex: index, frameLoading: { phase: 'loading', what: target.frame.id, done: 0, total: 0 } });
  try {
    await loadFrame(open, target.frame, abort.signal, (done, total) =>
      useScene.setState({ frameLoading: { phase: 'loading', what: target.frame.id, done, total } }),
    );
    abort.signal.throwIfAborted();
    dropOthers(open, target.frame);
    useScene.setState((s) => ({ frameLoading: { phase: 'idle' }, shownVersion: s.shownVersion + 1 }));
    useLabels.setState((s) => ({ version: s.version + 1 }));
    assignDigits();
  } catch (error) {
    if (loading !== abort) return; // another frame was asked for meanwhile
    const reason = isAbort(error) ? 'Loading was cancelled.' : errorMessage(error);
    useLabels.setState((s) => ({ version: s.version + 1 }));
    useScene.setState((s) => ({ frameLoading: { phase: 'failed', what: target.frame.id, error: reason }, shownVersion: s.shownVersion + 1 }));
  }
}

/** Stops reading; the frame stays chosen and says that it was cancelled. */
export function cancelLoading(): void {
  loading?.abort();
}

/** Brings every sweep of a frame into the workspace. */
export async function loadFrame(open: Workspace, frame: Frame, signal: AbortSignal, progress: (done: number, total: number) => void): Promise<void> {
  for (const sweep of frame.sweeps) {
    if (open.get(sweep.id) !== undefined) continue;
    const { cloud, index } = await readSweep(open, sweep, true, signal, progress);
    const labels = open.set.get(sweep.id) ?? (await loadLabels(open, sweep, cloud));
    signal.throwIfAborted();
    open.add(sweep, cloud, labels, index);
  }
}

async function readSweep(
  open: Workspace, sweep: Sweep, index: boolean, signal: AbortSignal, progress?: (done: number, total: number) => void,
): Promise<ReadCloudResult> {
  const { file, format, columns } = sweep.cloud;
  const source = await open.tree.open(file);
  return engine().run(readCloudJob, { format, layout: columns, index }, { source, signal, progress });
}

/** The labels of a sweep that may not be on screen, with its points read only if they must be, and not kept. */
export async function readFrameLabels(open: Workspace, sweep: Sweep, signal: AbortSignal): Promise<SweepLabels> {
  return open.set.get(sweep.id) ?? loadLabels(open, sweep, (await readSweep(open, sweep, false, signal)).cloud);
}

/** The labels that came with the data, with the work that was saved on top. */
async function loadLabels(open: Workspace, sweep: Sweep, cloud: LabelledCloud): Promise<SweepLabels> {
  const source = (await loadFrameLabels(open.tree, sweep, cloud)) ?? new Uint32Array(cloud.count);
  return loadSweep(open.store, open.set, sweep.id, source);
}

/** Frees the frames that were loaded longest ago once they hold more than `KEPT_POINTS`. */
function dropOthers(open: Workspace, shown: Frame): void {
  const keep = new Set(shown.sweeps.map((sweep) => sweep.id));
  let points = 0;
  for (const [id, loaded] of [...open.loadedSweeps].reverse()) {
    if (keep.has(id)) continue;
    points += loaded.cloud.count;
    if (points > KEPT_POINTS) open.drop(id);
  }
}

/** The next (+1) or previous (-1) frame, if there is one. */
export function stepFrame(by: number): void {
  const { scene, frameIndex } = useScene.getState();
  const next = frameIndex + by;
  if (scene !== null && next >= 0 && next < allFrames(scene).length) void showFrame(next);
}
