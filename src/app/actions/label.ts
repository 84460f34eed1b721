import { arm, armClassUnderCursor, armObjectUnderCursor, newInstance } from '#src/session/arming.ts';
import { workspace } from '#src/session/current.ts';
import { applyToSelection, eraseSelection } from '#src/session/labelling.ts';
import { notify } from '#src/session/notices.ts';
import { setSelection } from '#src/session/selecting.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { redo, undo } from '#src/session/undoing.ts';
import { activeTool, chooseTool } from '#src/tools/active.ts';
import { showDialog, useShell } from '../stores.ts';
import type { Action } from './action.ts';

const hovering = () => useHover.getState().point !== null;
const selecting = () => useLabels.getState().selected > 0;

async function step(move: typeof undo, done: string): Promise<void> {
  const change = await move();
  if (change !== null) notify('info', `${done}: ${change.title}`);
}

export const labelActions: readonly Action[] = [
  { id: 'label.undo', title: 'Undo', group: 'Label', icon: 'undo', shortcuts: ['Ctrl+z'], enabled: () => (workspace()?.history.undoable ?? null) !== null, run: () => void step(undo, 'Undone') },
  { id: 'label.redo', title: 'Redo', group: 'Label', icon: 'redo', shortcuts: ['Ctrl+Shift+z', 'Ctrl+y'], enabled: () => (workspace()?.history.redoable ?? null) !== null, run: () => void step(redo, 'Redone') },
  { id: 'label.point-history', title: 'Who labelled the point under the cursor', group: 'Label', shortcuts: ['i'], enabled: hovering, run: () => showDialog('point-history') },
  { id: 'label.history', title: 'History: steps to go back to', group: 'Label', shortcuts: ['Shift+h'], run: () => useShell.setState({ tab: 'history' }) },
  ...Array.from({ length: 9 }, (_, k): Action => ({
    id: `label.class-${k + 1}`,
    title: `Arm class ${k + 1}`,
    group: 'Label',
    shortcuts: [String(k + 1)],
    enabled: () => k < useTools.getState().digits.length,
    run: () => arm(useTools.getState().digits[k]),
  })),
  { id: 'label.erase', title: 'Arm erasing', group: 'Label', shortcuts: ['0'], run: () => arm(0) },
  { id: 'label.pick-class', title: 'Take the class under the cursor', group: 'Label', shortcuts: ['e'], enabled: hovering, run: armClassUnderCursor },
  { id: 'label.pick-object', title: 'Take the object under the cursor, to add to it', group: 'Label', shortcuts: ['Shift+e'], enabled: hovering, run: armObjectUnderCursor },
  { id: 'label.new-instance', title: 'New instance', group: 'Label', shortcuts: ['n'], run: newInstance },
  {
    id: 'label.guard', title: 'Guard: unlabelled points only', group: 'Label', shortcuts: ['g'],
    active: () => useTools.getState().guards.unlabelledOnly,
    run: () => useTools.setState(({ guards }) => ({ guards: { ...guards, unlabelledOnly: !guards.unlabelledOnly } })),
  },
  {
    id: 'label.mode', title: 'Paint at once, or select first and then apply', group: 'Label', shortcuts: ['m'],
    active: () => useTools.getState().mode === 'select',
    run: () => useTools.setState(({ mode }) => ({ mode: mode === 'paint' ? 'select' : 'paint' })),
  },
  { id: 'select.apply', title: 'Label the selection with the armed class', group: 'Select', shortcuts: ['Enter'], enabled: selecting, run: () => void apply() },
  { id: 'select.erase', title: 'Take the labels off the selection', group: 'Select', shortcuts: ['Delete', 'Backspace'], enabled: selecting, run: () => void eraseSelection() },
  { id: 'select.cancel', title: 'Drop the selection or the tool', group: 'Select', shortcuts: ['Escape'], run: cancel },
];

async function apply(): Promise<void> {
  if (useTools.getState().armedClass === null) return notify('info', 'Choose a class first: 1–9, or / to find one.');
  if ((await applyToSelection()) === null) notify('info', 'Nothing to label: the guard keeps labelled points (G), or they have that label already.');
}

/** Escape goes back one step at a time: the stroke, then the selection, then the tool. */
function cancel(): void {
  if (activeTool().state !== 'idle') activeTool().cancel();
  else if (selecting()) setSelection(new Map());
  else chooseTool('navigate');
}
