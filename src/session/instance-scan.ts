import { instanceOf } from '#src/core/labels/label.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { Workspace } from './workspace.ts';

/** Bytes per step, so that a scan of many frames never holds the page up. */
const STEP = 1 << 20;

/**
 * Reads the label files of all frames for the instance ids that they use: an id is unique over a sequence, so a new
 * instance must not take one that a frame nobody has opened yet uses. Runs behind; unreadable files are left to the
 * frame that shows them.
 */
export async function reserveInstances(open: Workspace, signal: AbortSignal): Promise<void> {
  for (const { frame } of allFrames(open.scene))
    for (const { labels } of frame.sweeps) {
      if (labels?.format !== 'semantickitti' || labels.file === undefined) continue;
      try {
        const source = await open.tree.open(labels.file);
        for (let at = 0; at + 4 <= source.size; at += STEP) {
          signal.throwIfAborted();
          const bytes = await source.read(at, Math.min(source.size, at + STEP), signal);
          open.set.reserveInstances(idsIn(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)));
        }
      } catch {
        if (signal.aborted) return;
      }
    }
}

function idsIn(labels: Uint32Array): Set<number> {
  const ids = new Set<number>();
  let last = 0;
  for (const label of labels) {
    if (label === last) continue;
    last = label;
    if (instanceOf(label) !== 0) ids.add(instanceOf(label));
  }
  return ids;
}
