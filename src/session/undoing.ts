import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import type { History } from '#src/core/labels/history.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish } from '#src/core/steps.ts';
import { RAW_COLUMNS, rawSweeps } from '#src/core/scene/raw-columns.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { changeHeader } from './change-header.ts';
import { shownWindow, workspace } from './current.ts';
import { showFrame } from './frames.ts';
import type { LongAction } from './in-order.ts';
import { queued } from './in-order.ts';
import { notify } from './notices.ts';
import { save } from './saving.ts';
import { flash } from './selecting.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { viewport } from './viewport.ts';
import type { Workspace } from './workspace.ts';

/** Carries a new Change out, remembers it for undo, and sends it to be saved. */
export function* commitSteps(change: Change): Steps<void> {
  const open = workspace();
  if (open === null) return;
  refuseReadOnly(open);
  yield* open.set.applySteps(change);
  open.history.push(change);
  save(change);
  yield* announceSteps(open, change);
}

/** Throws an Error for people where the work may be looked at only. */
function refuseReadOnly(open: Workspace): void {
  if (open.readOnly) throw new Error('this work is open for reading only.');
}

/** The same at once. */
export function commit(change: Change): void {
  finish(commitSteps(change));
}

/** Takes the last Change back: goes to the frame that it changed, and shows what it changed. */
export async function undo(): Promise<Change | null> {
  return stepTo((history) => history.position - 1);
}

export async function redo(): Promise<Change | null> {
  return stepTo((history) => history.position + 1);
}

/** Undoes or redoes until so many steps are done, and shows the last of them. Null where nothing was to be done. */
export function goToStep(position: number): Promise<Change | null> {
  return stepTo(() => position);
}

let stepping = false;

async function stepTo(target: (history: History) => number): Promise<Change | null> {
  const open = workspace();
  // Ctrl+Z held down must not start a second step while the first is still going to its frame.
  if (open === null || stepping) return null;
  stepping = true;
  try {
    return await queued('Undoing', (action) => walkTo(open, target, action));
  } finally {
    stepping = false;
  }
}

async function walkTo(open: Workspace, target: (history: History) => number, { slices }: LongAction): Promise<Change | null> {
  refuseReadOnly(open);
  const { history } = open;
  const wanted = Math.min(history.steps.length, Math.max(0, target(history)));
  const first = history[wanted < history.position ? 'undoable' : 'redoable'];
  if (wanted === history.position || first === null) return null;
  // One step is seen as it happens; of many, only where they end.
  if (Math.abs(wanted - history.position) === 1) await goTo(first);
  if (workspace() !== open) return null;
  let last: Change | null = null;
  while (history.position !== wanted) {
    const done = await slices(wanted < history.position ? backSteps(open) : forwardSteps(open));
    if (done === null) break;
    last = done;
  }
  if (last === null) return null;
  await goTo(last);
  showChanged(last);
  return last;
}

function* backSteps(open: Workspace): Steps<Change | null> {
  const change = open.history.undoable;
  if (change === null) return null;
  const inverse = invertChange(change, changeHeader({ tool: change.provenance.tool, undoes: change.id }));
  return (yield* carryOutSteps(open, inverse, () => open.history.movedBack())) ? change : null;
}

function* forwardSteps(open: Workspace): Steps<Change | null> {
  const change = open.history.redoable;
  if (change === null) return null;
  const again = { ...change, ...changeHeader({ tool: change.provenance.tool, redoes: change.id }) };
  return (yield* carryOutSteps(open, again, () => open.history.movedForward())) ? change : null;
}

/** False, and people are told, where the points have been changed elsewhere since, or would be other ones: taking the step would scramble that. */
function* carryOutSteps(open: Workspace, change: Change, moveCursor: () => void): Steps<boolean> {
  if (readsLabelledFilesAnew(open, change)) {
    notify('error', `“${change.title}” cannot be taken back: labels were made since on points that these files would not have. Columns are chosen in the Dataset tab.`);
    return false;
  }
  try {
    yield* open.set.applySteps(change);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    notify('error', `“${change.title}” cannot be taken back: some of its points were changed elsewhere since.`);
    return false;
  }
  moveCursor();
  save(change);
  yield* announceSteps(open, change);
  return true;
}

/** Whether a Change gives other columns to files without a header of which labels were made: the dialog weighs that by their points, undo does not. */
function readsLabelledFilesAnew({ scene, set }: Workspace, { records }: Change): boolean {
  return records.some(({ table, id }) => table === 'conventions' && id === RAW_COLUMNS) && rawSweeps(scene).some((sweep) => set.touched(sweep.id));
}

/** The view goes to what was undone, where it is not in sight, and the points light up for a moment. */
function showChanged(change: Change): void {
  const points = new Map(change.sweeps.map((delta) => [delta.sweep, delta.points]));
  const around = shownWindow().boundsOf(points);
  if (around !== null) viewport()?.reveal(around.min, around.max);
  flash(points);
}

async function goTo(change: Change): Promise<void> {
  const { scene, frameIndex } = useScene.getState();
  if (change.place === null || scene === null) return;
  const { sequence, frame } = change.place;
  const index = allFrames(scene).findIndex((f) => f.sequence.id === sequence && f.frame.id === frame);
  if (index >= 0 && index !== frameIndex) await showFrame(index);
}

/** What is done is saved before it is shown: stopping here changes only what people see, and that for a moment. */
function* announceSteps(open: Workspace, change: Change): Steps<void> {
  try {
    yield* open.announceSteps(change);
  } finally {
    useLabels.setState((s) => ({ version: s.version + 1 }));
  }
}
