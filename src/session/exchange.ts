import { zipSync } from 'fflate';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { Frame, Sequence } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import { semanticKitti } from '#src/formats/labels/semantickitti.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { points } from './names.ts';
import { currentFrame } from './stores/scene-store.ts';
import { readFrameLabels } from './sweeps.ts';
import { commit } from './undoing.ts';
import type { Workspace } from './workspace.ts';

/** A file that an export makes. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a frame's labels go in a SemanticKITTI tree. */
export function labelPath(sequence: Sequence, frame: Frame): string {
  return `sequences/${sequence.id}/labels/${frame.id}.label`;
}

/** The `.label` file of the frame on screen. */
export async function exportFrame(signal: AbortSignal): Promise<ExportedFile> {
  const open = workspace();
  const here = currentFrame();
  if (open === null || here === null) throw new Error('nothing is open');
  return { name: `${here.frame.id}.label`, bytes: await labelBytes(open, here.frame, signal) };
}

/** What an export of all frames came to. */
export interface ExportedAll {
  readonly file: ExportedFile;
  /** Why frames were left out, a line each. */
  readonly leftOut: readonly string[];
}

/** All frames as one zip with a SemanticKITTI tree. Frames that were not visited are read now; one that cannot be is left out, and said. */
export async function exportAll(signal: AbortSignal, progress: (done: number, total: number) => void): Promise<ExportedAll> {
  const open = workspace();
  if (open === null) throw new Error('nothing is open');
  const frames = allFrames(open.scene);
  const files: Record<string, Uint8Array> = {};
  const leftOut: string[] = [];
  for (const [k, { sequence, frame }] of frames.entries()) {
    progress(k, frames.length);
    try {
      files[labelPath(sequence, frame)] = await labelBytes(open, frame, signal);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      leftOut.push(error.message);
    }
  }
  progress(frames.length, frames.length);
  if (leftOut.length === frames.length) throw new Error(leftOut[0]);
  // Stored, not deflated: labels of 100 frames must not freeze the page.
  return { file: { name: `${open.scene.name}-labels.zip`, bytes: zipSync(files, { level: 0 }) }, leftOut };
}

async function labelBytes(open: Workspace, frame: Frame, signal: AbortSignal): Promise<Uint8Array> {
  return semanticKitti.write((await readFrameLabels(open, frame.sweeps[0], signal)).labels);
}

/**
 * Takes a `.label` file as the labels of the frame on screen, as one Change that can be undone. Throws DataError with
 * both numbers where it is of another number of points. Null where it says what is there already.
 */
export async function importLabels(source: ByteSource): Promise<Change | null> {
  const open = workspace();
  const here = currentFrame();
  const sweep = here?.frame.sweeps[0];
  const loaded = sweep && open?.get(sweep.id);
  if (!here || !loaded) throw new Error('the frame is not loaded yet');
  const imported = await semanticKitti.read(source, loaded.cloud.count);
  const { labels } = loaded;
  const changed = packMask(Uint8Array.from(imported, (label, i) => (label !== labels.labels[i] || labels.isDraft(i) ? 1 : 0)));
  if (changed.count === 0) return null;
  const change: Change = {
    ...changeHeader({ tool: 'import', region: { file: source.name } }),
    title: `import ${source.name}: ${points(changed.count)}`,
    place: { sequence: here.sequence.id, frame: here.frame.id },
    sweeps: [makeDelta(loaded.sweep.id, changed, labels, (i) => ({ label: imported[i], draft: false }))],
    records: [],
  };
  commit(change);
  return change;
}
