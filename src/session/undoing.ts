import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import type { History } from '#src/core/labels/history.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { changeHeader } from './change-header.ts';
import { shownWindow, workspace } from './current.ts';
import { showFrame } from './frames.ts';
import { notify } from './notices.ts';
import { save } from './saving.ts';
import { flash } from './selecting.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { viewport } from './viewport.ts';
import type { Workspace } from './workspace.ts';

/** Carries a new Change out, remembers it for undo, and sends it to be saved. */
export function commit(change: Change): void {
  const open = workspace();
  if (open === null) return;
  open.set.apply(change);
  open.history.push(change);
  announce(open, change);
  save(change);
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
  const wanted = Math.min(open.history.steps.length, Math.max(0, target(open.history)));
  const first = open.history[wanted < open.history.position ? 'undoable' : 'redoable'];
  if (wanted === open.history.position || first === null) return null;
  stepping = true;
  try {
    // One step is seen as it happens; of many, only where they end.
    if (Math.abs(wanted - open.history.position) === 1) await goTo(first);
    if (workspace() !== open) return null;
    let last: Change | null = null;
    while (open.history.position !== wanted) {
      const done = wanted < open.history.position ? stepBack(open) : stepForward(open);
      if (done === null) break;
      last = done;
    }
    if (last === null) return null;
    await goTo(last);
    showChanged(last);
    return last;
  } finally {
    stepping = false;
  }
}

function stepBack(open: Workspace): Change | null {
  const change = open.history.undoable;
  if (change === null) return null;
  const inverse = invertChange(change, changeHeader({ tool: change.provenance.tool, undoes: change.id }));
  return carriedOut(open, inverse, () => open.history.movedBack()) ? change : null;
}

function stepForward(open: Workspace): Change | null {
  const change = open.history.redoable;
  if (change === null) return null;
  const again = { ...change, ...changeHeader({ tool: change.provenance.tool, redoes: change.id }) };
  return carriedOut(open, again, () => open.history.movedForward()) ? change : null;
}

/** False, and people are told, where the points have been changed elsewhere since: taking the step would scramble that. */
function carriedOut(open: Workspace, change: Change, moveCursor: () => void): boolean {
  try {
    open.set.apply(change);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    notify('error', `“${change.title}” cannot be taken back: some of its points were changed elsewhere since.`);
    return false;
  }
  moveCursor();
  announce(open, change);
  save(change);
  return true;
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

function announce(open: Workspace, change: Change): void {
  open.announce(change);
  useLabels.setState((s) => ({ version: s.version + 1 }));
}
