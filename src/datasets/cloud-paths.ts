import { extensionOf } from './paths.ts';

const CARRIES_LABELS = new Set(['pcd', 'las', 'laz', 'ply', 'npy', 'npz', 'feather', 'arrow', 'arrows', 'ipc', 'parquet']);

/** Whether the format has a place of its own for labels, which only the file's header can confirm. */
export function mayCarryLabels(path: string): boolean {
  return CARRIES_LABELS.has(extensionOf(path));
}

export function isLasPath(path: string): boolean {
  return ['las', 'laz'].includes(extensionOf(path));
}
