import { classOf, instanceOf, packLabel, UNLABELLED } from '#src/core/labels/label.ts';
import type { Instance } from '#src/core/labels/records.ts';
import type { Impact } from '#src/core/select/guards.ts';
import { impactSteps as sweepImpactSteps } from '#src/core/select/guards.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { selectedCount } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish } from '#src/core/steps.ts';
import { isThing } from './arming.ts';
import { workspace } from './current.ts';
import { AT_ONCE } from './in-order.ts';
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

/** What people have armed, at one moment. */
export type Armed = Pick<ReturnType<typeof useTools.getState>, 'armedClass' | 'target' | 'combine'>;

export function armed(): Armed {
  const { armedClass, target, combine } = useTools.getState();
  return { armedClass, target, combine };
}

/**
 * What the armed class, the target instance and the modifier say:
 * set: the armed class, a thing as the target says (normally the next free instance);
 * add: the armed class, a thing into the instance that was last used;
 * subtract: takes the armed class (a thing: the instance last used, if there is one) off.
 */
export function armedPaint({ armedClass, target, combine: operation }: Armed = armed()): Paint | null {
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
export function* impactSteps(selection: Selection, paint: Paint): Steps<Map<string, Impact>> {
  const { guards } = useTools.getState();
  const out = new Map<string, Impact>();
  for (const [id, points] of selection) {
    const labels = workspace()?.get(id)?.view.labels;
    if (labels === undefined || points.count === 0) continue;
    const { only } = paint;
    const next =
      only === null
        ? paint.label
        : (i: number) => (classOf(labels[i]) === only.classId && (only.instance === 0 || instanceOf(labels[i]) === only.instance) ? UNLABELLED : labels[i]);
    out.set(id, yield* sweepImpactSteps(points, labels, next, guards));
    yield;
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

/**
 * What labelling the selection with what is armed would do; null where there is no selection, nothing is armed, or there is too
 * much of it to look through for every picture.
 */
export function selectionImpact(): StrokeImpact | null {
  const paint = armedPaint({ ...armed(), combine: 'set' });
  const selection = workspace()?.marks('selected');
  if (paint === null || selection === undefined || selection.size === 0 || selectedCount(selection) > AT_ONCE) return null;
  return summarize(finish(impactSteps(selection, paint)));
}
