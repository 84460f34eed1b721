import { applyCorrections, correctionsIn } from '#src/core/crosscheck/calibration/corrections.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { Flippable, Flips } from '#src/core/scene/flips.ts';
import { applyFlips, flippables } from '#src/core/scene/flips.ts';
import { rawSweeps } from '#src/core/scene/raw-columns.ts';
import type { Scene, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { needsCompensation } from '#src/core/scene/sweep-timing.ts';
import { forgetSweep } from '#src/engine/select-points.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { showFrame } from './frames.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { commit } from './undoing.ts';
import type { Workspace } from './workspace.ts';

/** A convention as the Dataset panel shows it. */
export interface ConventionChoice extends Flippable {
  /** What the user decided; null where it is as it was read. */
  readonly flipped: string | null;
}

/** The scene as it was read, and the flips that the one on screen was made with. */
interface Flipped {
  readonly asRead: Scene;
  readonly key: string;
}

const NO_FLIPS = '{}';
const states = new WeakMap<Workspace, Flipped>();

/** The conventions of what is open that can be changed. Depends on `useScene().scene`. */
export function conventionChoices(): ConventionChoice[] {
  const open = workspace();
  if (open === null) return [];
  const flips = decidedConventions(open);
  return flippables(stateOf(open).asRead).map((f) => ({ ...f, flipped: flips[f.id] ?? null }));
}

/**
 * Has a convention understood as `value`, or as it was read where that is null: a Change, so that it is kept with the work, and undone
 * like any other. Pictures, points on them and the check follow.
 */
export function setConvention({ id, name, choices }: Pick<Flippable, 'id' | 'name' | 'choices'>, value: string | null): void {
  const said = value === null ? 'as it was read' : (choices.find((c) => c.value === value)?.label ?? value);
  keepConvention(id, value, `${name}: ${said}`);
}

/** Keeps what was decided about a convention, null for nothing, as a Change with this title. */
export function keepConvention(id: string, value: string | null, title: string): void {
  const open = workspace();
  if (open === null) return;
  const before = open.set.table('conventions').get(id) ?? null;
  if ((before?.value ?? null) === value) return;
  const change: Change = {
    ...changeHeader({ tool: 'convention' }),
    title,
    place: null,
    sweeps: [],
    records: [{ table: 'conventions', id, before, after: value === null ? null : { id, value } }],
  };
  commit(change);
}

/** Brings the scene up to date with what was decided about its conventions, by whomever; returns it. */
export function applyConventions(open: Workspace): Scene {
  const flips = decidedConventions(open), state = stateOf(open), key = JSON.stringify(flips), before = open.scene;
  if (key === state.key) return open.scene;
  states.set(open, { ...state, key });
  open.scene = applyCorrections(applyFlips(state.asRead, flips), correctionsIn(flips));
  if (useScene.getState().scene === before) {
    useScene.setState({ scene: open.scene });
    readAgain(open);
  }
  return open.scene;
}

/** Lets go of points that were read from their files with other columns, moved otherwise in time, or lay elsewhere, and reads those on screen again. */
function readAgain(open: Workspace): void {
  let gone = 0;
  for (const sweep of rawSweeps(open.scene)) {
    const loaded = open.get(sweep.id);
    if (loaded?.sweep.cloud.columns?.join() === sweep.cloud.columns?.join()) continue;
    if (!open.set.touched(sweep.id)) open.set.unload(sweep.id);
    if (loaded === undefined) continue;
    open.drop(sweep.id);
    forgetSweep(engine(), sweep.id);
    gone++;
  }
  for (const { frame } of allFrames(open.scene))
    for (const { id, timing, worldFromSweep } of frame.sweeps) {
      const loaded = open.get(id);
      if (loaded === undefined || (needsCompensation(loaded.sweep.timing) === needsCompensation(timing) && isSame(loaded.sweep.worldFromSweep, worldFromSweep))) continue;
      open.drop(id);
      forgetSweep(engine(), id);
      gone++;
    }
  const { frameIndex, frameLoading } = useScene.getState();
  if (gone > 0 || frameLoading.phase === 'failed') void showFrame(frameIndex);
}

function isSame(a: Sweep['worldFromSweep'], b: Sweep['worldFromSweep']): boolean {
  return a === b || (a.r.every((value, k) => value === b.r[k]) && a.t.every((value, k) => value === b.t[k]));
}

function stateOf(open: Workspace): Flipped {
  const state = states.get(open) ?? { asRead: open.scene, key: NO_FLIPS };
  states.set(open, state);
  return state;
}

/** What was decided about conventions, by id of record. */
export function decidedConventions(open: Workspace): Flips {
  const entries = [...open.set.table('conventions').values()].map(({ id, value }) => [id, value] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// Undo, and what others decide, come this way too.
useLabels.subscribe((now, before) => {
  const open = workspace();
  if (now.version !== before.version && open !== null) applyConventions(open);
});
