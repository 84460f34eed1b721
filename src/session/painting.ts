import { classOf, instanceOf, packLabel, UNLABELLED } from '#src/core/labels/label.ts';
import type { Instance } from '#src/core/labels/records.ts';
import type { Impact } from '#src/core/select/guards.ts';
import { impactOf } from '#src/core/select/guards.ts';
import type { SetOperation } from '#src/core/select/packed-points.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { isThing } from './arming.ts';
import { workspace } from './current.ts';
import type { StrokeImpact } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';

/** What painting would put on points now: the label, or erasing where `from` says which labels to take off. */
export interface Paint {
  readonly label: number;
  /** Set for a thing that does not exist yet: its record comes with the Change. */
  readonly newInstance: Instance | null;
  /** Only points with this label are touched (subtract). */
  readonly only: { readonly classId: number; readonly instance: number } | null;
}

/**
 * What the armed class, the target instance and the modifier say:
 * set: the armed class, a thing as the target says (normally the next free instance);
 * add: the armed class, a thing into the instance that was last used;
 * subtract: takes the armed class (a thing: the instance last used, if there is one) off.
 */
export function armedPaint(operation: SetOperation): Paint | null {
  const { armedClass, target } = useTools.getState();
  const open = workspace();
  if (armedClass === null || open === null) return null;
  const thing = isThing(armedClass);
  const last = thing ? lastInstance(armedClass) : 0;
  if (operation === 'subtract')
    return { label: UNLABELLED, newInstance: null, only: { classId: armedClass, instance: target.kind === 'existing' ? target.id : last } };
  if (!thing) return { label: packLabel(armedClass), newInstance: null, only: null };
  if (target.kind === 'existing') return { label: packLabel(armedClass, target.id), newInstance: null, only: null };
  if (operation === 'add' && last !== 0) return { label: packLabel(armedClass, last), newInstance: null, only: null };
  const id = open.set.nextInstance();
  return { label: packLabel(armedClass, id), newInstance: { id, classId: armedClass }, only: null };
}

/** The newest instance of a class that undo has left standing, or 0. */
function lastInstance(classId: number): number {
  let last = 0;
  for (const instance of workspace()?.set.table('instances').values() ?? []) if (instance.classId === classId) last = instance.id;
  return last;
}

/** What painting a selection would do, per sweep. Nothing changes. */
export function impactsOf(selection: Selection, paint: Paint): Map<string, Impact> {
  const { guards } = useTools.getState();
  const out = new Map<string, Impact>();
  for (const [id, points] of selection) {
    const labels = workspace()?.get(id)?.view.labels;
    if (labels === undefined) continue;
    const { only } = paint;
    const next =
      only === null
        ? () => paint.label
        : (i: number) => (classOf(labels[i]) === only.classId && (only.instance === 0 || instanceOf(labels[i]) === only.instance) ? UNLABELLED : labels[i]);
    out.set(id, impactOf(points, labels, next, guards));
  }
  return out;
}

/** Summed over sweeps, for the HUD. */
export function summarize(impacts: ReadonlyMap<string, Impact>): StrokeImpact {
  let count = 0;
  let guarded = 0;
  const overwrites = new Map<number, number>();
  for (const impact of impacts.values()) {
    count += impact.points.count;
    guarded += impact.guarded;
    for (const [label, n] of impact.overwrites) overwrites.set(label, (overwrites.get(label) ?? 0) + n);
  }
  return { count, guarded, overwrites: [...overwrites].map(([label, n]) => ({ label, count: n })).sort((a, b) => b.count - a.count) };
}

/** What labelling the selection with what is armed would do; null where there is no selection or nothing is armed. */
export function selectionImpact(): StrokeImpact | null {
  const paint = armedPaint('set');
  const selection = workspace()?.marks('selected');
  return paint === null || selection === undefined || selection.size === 0 ? null : summarize(impactsOf(selection, paint));
}
