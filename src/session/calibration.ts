import { combinedOffsets, correctionId, correctionsIn, correctionValue, offsetText } from '#src/core/crosscheck/calibration/corrections.ts';
import type { CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import { NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import { testCalibration } from '#src/engine/jobs/calibration.run.ts';
import { classMap } from './class-map.ts';
import { decidedConventions, keepConvention } from './conventions.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { maskSet } from './masks.ts';
import { useCalibration } from './stores/calibration-store.ts';
import { useMasks } from './stores/mask-store.ts';
import { currentFrame, useScene } from './stores/scene-store.ts';
import { readFrameLabels } from './sweeps.ts';
import type { Workspace } from './workspace.ts';

let running: AbortController | null = null;
/** What the report, or the test under way, is about. */
let tested: { readonly open: Workspace; readonly masks: number } | null = null;

/**
 * Tests the calibration of all cameras over frames of the sequence on screen, with the corrections that are in force. Rejects never: a
 * failure is a state on screen.
 */
export async function testCameras(): Promise<void> {
  const open = workspace(), here = currentFrame(), masks = maskSet(), map = classMap();
  if (open === null || here === null || masks === null || map === null) return;
  running?.abort();
  const abort = new AbortController(), { signal } = abort;
  running = abort;
  tested = { open, masks: useMasks.getState().version };
  const corrections = new Map([...cameraCorrections()].map(([camera, offset]) => [camera, correctionValue(offset)]));
  useCalibration.setState({ status: { phase: 'running', done: 0, total: 0 } });
  try {
    const { verdicts, frames, errors } = await testCalibration(engine(), {
      tree: open.tree, masks, classMap: map.map, signal, priority: 'background',
      frames: here.sequence.frames.map((_, at) => ({ sequence: here.sequence, at })),
      labelsOf: async ({ sequence, at }) => (await readFrameLabels(open, sequence.frames[at].sweeps[0], signal)).labels,
      progress: (done, total) => signal.aborted || useCalibration.setState({ status: { phase: 'running', done, total } }),
    });
    signal.throwIfAborted();
    if (verdicts.length === 0) throw errors[0] ?? new Error('no frame of this sequence has a mask');
    useCalibration.setState({ status: { phase: 'idle' }, report: { verdicts, frames, problems: errors.map((error) => error.message), corrections } });
  } catch (error) {
    if (running !== abort) return; // another test was begun meanwhile
    useCalibration.setState({ status: isAbort(error) ? { phase: 'idle' } : { phase: 'failed', error: errorMessage(error) } });
  }
}

/** Stops the test that is under way; the report of the one before stays. */
export function stopTestingCameras(): void {
  running?.abort();
}

/** The corrections in force, by camera. Depends on `useScene().scene`. */
export function cameraCorrections(): ReadonlyMap<string, CameraOffset> {
  const open = workspace();
  return open === null ? new Map() : correctionsIn(decidedConventions(open));
}

/** Corrects a camera by an offset, on top of the correction in force: kept with the work, undone like any other step. */
export function correctCamera(camera: string, offset: CameraOffset): void {
  const whole = combinedOffsets(cameraCorrections().get(camera) ?? NO_OFFSET, offset);
  keepConvention(correctionId(camera), correctionValue(whole), `${camera}: corrected by ${offsetText(whole)}`);
}

/** Has a camera where the data says. */
export function takeCorrectionBack(camera: string): void {
  keepConvention(correctionId(camera), null, `${camera}: correction taken back`);
}

/** A report on other data, or other masks, would be a wrong one. */
function forgetOthers(): void {
  if (tested === null || (tested.open === workspace() && tested.masks === useMasks.getState().version)) return;
  running?.abort();
  tested = null;
  useCalibration.setState({ status: { phase: 'idle' }, report: null });
}

useScene.subscribe(forgetOthers);
useMasks.subscribe(forgetOthers);
