import type { Sequence } from '#src/core/scene/scene.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { isDerivedFile } from './point-files.ts';

/** A warning where the folder has point clouds that a layout does not show: nothing disappears without a word. */
export function leftOutClouds(paths: readonly string[], sequences: readonly Sequence[]): string[] {
  const used = new Set(sequences.flatMap((s) => s.frames.flatMap((f) => f.sweeps.map((sweep) => sweep.cloud.file))));
  const left = paths.filter((path) => isCloudName(path) && !isDerivedFile(path) && !used.has(path));
  if (left.length === 0) return [];
  const named = left.slice(0, 3).join(', ') + (left.length > 3 ? ', …' : '');
  return [`${left.length} point cloud file${left.length === 1 ? ' is' : 's are'} not part of this layout: ${named} (the layout cloud-folder shows all)`];
}
