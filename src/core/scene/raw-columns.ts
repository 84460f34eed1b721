import type { Scene, Sweep } from './scene.ts';
import { allFrames } from './scene.ts';

/** Id of the convention by which a project keeps other columns than those that were assumed. Its value: their names and types with commas between. */
export const RAW_COLUMNS = 'raw-columns';

/** Whether a sweep's file has no header, so that somebody has to know its columns. */
export function isRaw({ cloud: { file, format } }: Pick<Sweep, 'cloud'>): boolean {
  return format === undefined ? /\.bin$/i.test(file) : format === 'kitti-bin';
}

export function rawSweeps(scene: Scene): Sweep[] {
  return allFrames(scene).flatMap(({ frame }) => frame.sweeps.filter(isRaw));
}

/** The scene with other columns in all its files without a header. Everything else stays the same objects. */
export function withRawColumns(scene: Scene, columns: readonly string[]): Scene {
  const read = (sweep: Sweep): Sweep => (isRaw(sweep) ? { ...sweep, cloud: { ...sweep.cloud, columns } } : sweep);
  const sequences = scene.sequences.map((s) => ({ ...s, frames: s.frames.map((f) => (f.sweeps.some(isRaw) ? { ...f, sweeps: f.sweeps.map(read) } : f)) }));
  return { ...scene, sequences };
}
