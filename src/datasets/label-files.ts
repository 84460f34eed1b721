import type { LabelsRef } from '#src/core/scene/scene.ts';
import { folderOf, joined, stemOf } from './paths.ts';

/** The `.label` file of a cloud: beside it, in `labels/` beside its folder (SemanticKITTI's tree), or in `labels/` under it. */
export function labelFileOf(cloud: string, there: Pick<ReadonlySet<string>, 'has'>): LabelsRef | null {
  const folder = folderOf(cloud), name = `${stemOf(cloud)}.label`;
  const candidates = [joined(folder, name), joined(joined(folder, 'labels'), name)];
  if (folder !== '') candidates.splice(1, 0, joined(joined(folderOf(folder), 'labels'), name));
  const file = candidates.find((path) => there.has(path));
  return file === undefined ? null : { format: 'semantickitti', file };
}
