import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import type { Workspace } from './workspace.ts';

/** Changes cannot be carried out, because somebody has changed the same points or objects since. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}

/** All of them or none. */
export function carryOutAll(open: Workspace, changes: readonly Change[]): void {
  const done: Change[] = [];
  try {
    for (const change of changes) {
      open.set.apply(change);
      done.push(change);
    }
  } catch (error) {
    takeBack(open, done);
    if (!(error instanceof RangeError)) throw error;
    throw new Outdated(`they do not fit the labels that are here (${error.message}). Nothing was changed.`);
  }
}

/** The state before these, which are the last that were carried out. */
export function takeBack(open: Workspace, changes: readonly Change[]): void {
  for (const change of changes.toReversed()) open.set.apply(invertChange(change, change));
}
