import type { Frame, FrameImage, Scene, Sequence } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { UsageError } from './command.ts';

/** The frame of that name; a sequence's name is needed where several have it. Throws UsageError that lists what there is. */
export function findFrame(scene: Scene, id: string, sequenceId?: string): { sequence: Sequence; frame: Frame } {
  const frames = allFrames(scene).filter(({ sequence }) => sequenceId === undefined || sequence.id === sequenceId);
  const found = frames.filter(({ frame }) => frame.id === id);
  if (found.length === 1) return found[0];
  if (found.length === 0) throw new UsageError(`there is no frame '${id}' (${shortList(frames.map(({ frame }) => frame.id))})`);
  throw new UsageError(`frame '${id}' is in several sequences: add --sequence (${shortList(found.map(({ sequence }) => sequence.id))})`);
}

export function findImage(frame: Frame, camera: string): FrameImage {
  const image = frame.images.find((i) => i.camera === camera);
  if (image) return image;
  throw new UsageError(`frame '${frame.id}' has no camera '${camera}' (${shortList(frame.images.map((i) => i.camera))})`);
}

const SHOWN = 12;

function shortList(names: readonly string[]): string {
  if (names.length === 0) return 'there is none';
  return names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '');
}
