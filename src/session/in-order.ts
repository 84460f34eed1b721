import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish, inSlices } from '#src/core/steps.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { notify } from './notices.ts';
import { useLabels } from './stores/label-store.ts';

/** What an action that takes long is given. */
export interface LongAction {
  readonly signal: AbortSignal;
  /** Does steps in slices, so that the page stays live. */
  slices<T>(steps: Steps<T>): Promise<T>;
}

/** Work of so many points is done at once: it fits into a picture's time or two, and people see no state in between. */
export const AT_ONCE = 1_500_000;

let last: Promise<unknown> | null = null;
let running: AbortController | null = null;

/** Whether an action is under way: what comes now waits for it. */
export function isBusy(): boolean {
  return last !== null;
}

/** Resolves when no action is under way and none waits. */
export async function allDone(): Promise<void> {
  while (last !== null) await last;
}

/** Does something short between two actions, at once where none is under way. */
export async function between<T>(work: () => T): Promise<T> {
  await allDone();
  return work();
}

/**
 * Does an action that changes labels or the selection after all that were asked for before it: strokes never overtake
 * each other. `points` is about how many it looks at: few are done at once where nothing is under way. Gives null where it
 * was stopped or failed; a failure is said.
 */
export function inOrder<T>(title: string, points: number, steps: () => Steps<T>, prepare?: (action: LongAction) => Promise<unknown>): T | null | Promise<T | null> {
  if (last === null && points <= AT_ONCE && prepare === undefined) return atOnce(title, steps());
  return queued(title, async (action) => {
    await prepare?.(action);
    return action.slices(steps());
  });
}

function atOnce<T>(title: string, steps: Steps<T>): T | null {
  try {
    return finish(steps);
  } catch (error) {
    notify('error', `${title}: ${errorMessage(error)}`);
    return null;
  }
}

/** The same for an action that waits for other things. */
export function queued<T>(title: string, action: (action: LongAction) => Promise<T>): Promise<T | null> {
  const before = last;
  const mine = (async () => {
    await before;
    const abort = new AbortController();
    running = abort;
    useLabels.setState({ working: title });
    try {
      return await action({ signal: abort.signal, slices: (steps) => inSlices(steps, nextTask, abort.signal) });
    } catch (error) {
      if (isAbort(error)) notify('info', `${title}: stopped, nothing was changed.`);
      else notify('error', `${title}: ${errorMessage(error)}`);
      return null;
    } finally {
      running = null;
      useLabels.setState({ working: null });
    }
  })();
  last = mine;
  void mine.then(() => {
    if (last === mine) last = null;
  });
  return mine;
}

/** Stops what is under way; it leaves everything as it was. */
export function stopWorking(): void {
  running?.abort();
}
