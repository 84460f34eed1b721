import type { Scene } from '#src/core/scene/scene.ts';
import { DataError } from '#src/core/errors.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import { parseInstanceIds, writeInstanceIds } from '#src/datasets/export/instance-ids.ts';

/** The ids that this browser's exports of a dataset gave to its instances; none where there was no export, or no storage. */
export function keptIds(scene: Scene): InstanceIds {
  const text = storage()?.getItem(keyOf(scene)) ?? null;
  if (text === null) return {};
  try {
    return parseInstanceIds(text, keyOf(scene));
  } catch (error) {
    // Somebody else's, or a newer version's: an export must not fail for it.
    if (error instanceof DataError) return {};
    throw error;
  }
}

/** Keeps them for the next export. */
export function keepIds(scene: Scene, ids: InstanceIds): void {
  storage()?.setItem(keyOf(scene), writeInstanceIds(ids));
}

function keyOf({ name, layout }: Scene): string {
  return `pointweld-ids ${layout} ${name}`;
}

function storage(): Storage | null {
  return typeof localStorage === 'undefined' ? null : localStorage;
}
