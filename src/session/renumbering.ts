import type { Change } from '#src/core/labels/change.ts';
import { givenOut, renumberInstances } from '#src/core/labels/renumber-instances.ts';
import { rebase } from '#src/storage/work/rebase.ts';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import { carryOutAll, takeBack } from './carrying-out.ts';
import { objectName } from './names.ts';
import { useTools } from './stores/tool-store.ts';
import type { Workspace } from './workspace.ts';

/** What waits here, with other instance ids, where others gave out the same ones meanwhile; null where that is not what is in the way. */
export function renumberMine(open: Workspace, waiting: readonly Change[], theirs: readonly SavedChange[]): readonly Change[] | null {
  const changes = renumber(open, waiting, theirs);
  if (changes === null || !rebase(changes, theirs).clean) return null;
  takeBack(open, waiting);
  carryOutAll(open, changes);
  open.history.replace(changes);
  for (const change of changes) open.announce(change);
  return changes;
}

/** Changes with instance ids that are free, where `theirs` gave out the same ones; null where they did not. */
export function renumber(open: Workspace, mine: readonly Change[], theirs: readonly SavedChange[]): readonly Change[] | null {
  const taken = givenOut(theirs.map(({ change }) => change));
  const clashing = [...givenOut(mine)].filter((id) => taken.has(id));
  if (clashing.length === 0) return null;
  open.set.reserveInstances(taken);
  // Those that were given out and taken back again are free at the end, and not in between.
  open.set.reserveInstances(givenOut(mine));
  const to = new Map<number, number>();
  for (const id of clashing) {
    to.set(id, open.set.nextInstance());
    open.set.reserveInstances(to.values());
  }
  const { target } = useTools.getState();
  const moved = target.kind === 'existing' ? to.get(target.id) : undefined;
  if (moved !== undefined) useTools.setState({ target: { kind: 'existing', id: moved } });
  return renumberInstances(mine, to).map((change, k) => ({ ...change, title: retitled(change.title, mine[k], change) }));
}

/** Titles end with the name of what was made, or undone, number included. */
function retitled(title: string, before: Change, after: Change): string {
  for (const [k, delta] of before.sweeps.entries())
    for (const side of ['after', 'before'] as const)
      for (const [n, label] of delta[side].labels.entries())
        if (title.endsWith(` ${objectName(label)}`)) return title.slice(0, -objectName(label).length) + objectName(after.sweeps[k][side].labels[n]);
  return title;
}
