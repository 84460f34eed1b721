import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import type { History } from '#src/core/labels/history.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { changeHeader } from './change-header.ts';
import { shownWindow, workspace } from './current.ts';
import { showFrame } from './frames.ts';
import { save } from './saving.ts';
import { flash } from './selecting.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { viewport } from './viewport.ts';

/** Carries a new Change out, remembers it for undo, and sends it to be saved. */
export function commit(change: Change): void {
  const open = workspace();
  if (open === null) return;
  open.set.apply(change);
  open.history.push(change);
  afterChange(change);
}

/** Takes the last Change back: goes to the frame that it changed, and shows what it changed. */
export async function undo(): Promise<Change | null> {
  return step('undoable', (change, history) => {
    history.movedBack();
    return invertChange(change, changeHeader({ tool: change.provenance.tool, undoes: change.id }));
  });
}

export async function redo(): Promise<Change | null> {
  return step('redoable', (change, history) => {
    history.movedForward();
    return { ...change, ...changeHeader({ tool: change.provenance.tool, redoes: change.id }) };
  });
}

let stepping = false;

/** `move` moves the history's cursor and gives the Change that carries the step out. */
async function step(which: 'undoable' | 'redoable', move: (change: Change, history: History) => Change): Promise<Change | null> {
  const open = workspace();
  const change = open?.history[which] ?? null;
  // Ctrl+Z held down must not start a second step while the first is still going to its frame.
  if (open === null || change === null || stepping) return null;
  stepping = true;
  try {
    await goTo(change);
    if (workspace() !== open || open.history[which] !== change) return null;
    const applied = move(change, open.history);
    open.set.apply(applied);
    afterChange(applied);
    showChanged(change);
    return change;
  } finally {
    stepping = false;
  }
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

function afterChange(change: Change): void {
  const open = workspace();
  if (open === null) return;
  open.announce(change);
  useLabels.setState((s) => ({
    version: s.version + 1,
    undoTitle: open.history.undoable?.title ?? null,
    redoTitle: open.history.redoable?.title ?? null,
  }));
  save(change);
}
