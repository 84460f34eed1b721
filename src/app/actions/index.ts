import type { Action } from './action.ts';
import { checkActions } from './check.ts';
import { fileActions, helpActions } from './file.ts';
import { frameActions } from './frames.ts';
import { labelActions } from './label.ts';
import { reviewActions } from './review.ts';
import { toolActions } from './tools.ts';
import { viewActions } from './view.ts';

/** Everything a user can do. */
export const actions: readonly Action[] = [...toolActions, ...labelActions, ...frameActions, ...checkActions, ...reviewActions, ...viewActions, ...fileActions, ...helpActions];

export function action(id: string): Action {
  const found = actions.find((a) => a.id === id);
  if (found === undefined) throw new Error(`no action '${id}'`);
  return found;
}
