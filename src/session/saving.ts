import { errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { workspace } from './current.ts';
import { useLabels } from './stores/label-store.ts';

/** Changes that were made and are not on disk yet, oldest first. They stay here until the store has them. */
const unsaved: { change: Change; store: WorkStore }[] = [];
let running = false;

/** Sends a Change to the work store. Saves are made one after another, in the order of the Changes. */
export function save(change: Change): void {
  const open = workspace();
  if (open === null) return;
  unsaved.push({ change, store: open.store });
  void flush();
}

/** Tries again what failed. */
export function retrySaving(): void {
  void flush();
}

/** Changes that would be lost if the page went away now. */
export function unsavedCount(): number {
  return unsaved.length;
}

async function flush(): Promise<void> {
  if (running) return;
  running = true;
  try {
    while (unsaved.length > 0) {
      const { change, store } = unsaved[0];
      useLabels.setState({ save: { state: 'saving', where: store.where } });
      await store.append(change);
      unsaved.shift();
      useLabels.setState({ save: { state: 'saved', timeMs: Date.now(), where: store.where } });
    }
  } catch (error) {
    // Never swallowed: the banner stays until a retry gets through, and the Changes stay in the queue.
    const reason = errorMessage(error);
    useLabels.setState({ save: { state: 'failed', where: unsaved[0].store.where, error: reason, unsaved: unsaved.length } });
  } finally {
    running = false;
  }
}
