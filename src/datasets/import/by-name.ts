import type { Scene, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { pathPart } from '../export/exporter.ts';
import { stemOf } from '../paths.ts';
import type { FrameOf, ImportFrom } from './importer.ts';

/** A file and the sweep that it is for. */
export interface NamedFile extends FrameOf {
  readonly path: string;
  readonly sweep: Sweep;
}

/**
 * Files by their names, as exports have them: SEQUENCE/labels/FRAME.x for the main sweep, SEQUENCE/labels-SENSOR/FRAME.x for others. The
 * sequence may be left out where only one has such a frame. A single file is for `frame` where that is given.
 */
export function filesByName({ scene, paths, frame: only }: ImportFrom, extension: string): NamedFile[] {
  const files = paths.filter((path) => path.toLowerCase().endsWith(`.${extension}`));
  if (only !== undefined) return files.length === 1 ? [{ ...only, path: files[0], sweep: only.frame.sweeps[0] }] : [];
  const byName = framesByName(scene);
  return files.flatMap((path): NamedFile[] => {
    const frames = byName.get(stemOf(path)) ?? [], folders = path.split('/').slice(0, -1);
    const inSequence = frames.filter(({ sequence }) => folders.includes(pathPart(sequence.id)));
    const candidates = inSequence.length > 0 ? inSequence : frames;
    if (candidates.length !== 1) return [];
    const [{ sequence, frame }] = candidates, sweep = sweepOf(frame.sweeps, folders[folders.length - 1] ?? '');
    return sweep === undefined ? [] : [{ path, sequence, frame, sweep }];
  });
}

function framesByName(scene: Scene): Map<string, FrameOf[]> {
  const byName = new Map<string, FrameOf[]>();
  for (const at of allFrames(scene)) {
    const name = pathPart(at.frame.id);
    byName.set(name, [...(byName.get(name) ?? []), at]);
  }
  return byName;
}

/** 'labels' is the main sweep's folder, 'labels-rear' that of the sensor 'rear'. */
function sweepOf(sweeps: readonly Sweep[], folder: string): Sweep | undefined {
  const named = /^[a-z]+-(.+)$/.exec(folder);
  return (named && sweeps.find((s) => pathPart(s.sensor) === named[1])) ?? (named && /^(labels|clouds|predictions)-/.test(folder) ? undefined : sweeps[0]);
}
