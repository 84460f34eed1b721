import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { argoverse2 } from './argoverse2.ts';
import { cloudFile } from './cloud-file.ts';
import { cloudFolder } from './cloud-folder.ts';
import { kittiObject } from './kitti-object.ts';
import { kitti360 } from './kitti360.ts';
import { kittiRaw } from './kitti-raw.ts';
import type { DatasetLayout, Detection } from './layout.ts';
import { nuscenes, nuscenesSweeps } from './nuscenes.ts';
import { openlabel } from './openlabel.ts';
import { pandaset } from './pandaset.ts';
import { sceneJson } from './scene-json.ts';
import { segments } from './segments.ts';
import { semanticKitti } from './semantickitti.ts';
import { supervisely } from './supervisely.ts';
import { sustechpoints } from './sustechpoints.ts';
import { withoutUnusable } from './usable-parts.ts';
import { xtreme1 } from './xtreme1.ts';

/** Every dataset layout: one file and one line. */
export const layouts: readonly DatasetLayout[] = [
  sceneJson, segments, nuscenes, nuscenesSweeps, semanticKitti, kittiObject, kittiRaw, kitti360, pandaset, sustechpoints, xtreme1,
  supervisely, openlabel, argoverse2, cloudFile, cloudFolder,
];

export interface OpenDatasetOptions {
  /** Id of a layout, where the folder is not to be asked. */
  readonly layout?: string;
}

/**
 * Opens a folder as a Scene with the layout that is surest of it. Clouds and images are not read. Throws DataError where
 * no layout knows the folder, where two are equally sure, where there is no frame, and whatever the layout finds wrong.
 */
export async function openDataset(tree: FileTree, options: OpenDatasetOptions = {}): Promise<Scene> {
  const paths = (await tree.list()).filter((path) => !isOwnWork(path));
  const layout = options.layout === undefined ? await detectLayout(tree, paths) : chosenLayout(tree, options.layout);
  const scene = await layout.open(tree, paths);
  if (scene.sequences.some((s) => s.frames.length > 0)) return withoutUnusable(scene, paths);
  throw new DataError('missing', `has no frame that can be shown as ${layout.id}`, { file: tree.name, expected: 'at least one', found: scene.warnings[0] ?? 'none' });
}

/** The folder that saved work lies in is never part of the recording. */
function isOwnWork(path: string): boolean {
  return path.startsWith('pointweld/');
}

function chosenLayout(tree: FileTree, id: string): DatasetLayout {
  const layout = layouts.find((l) => l.id === id);
  if (layout) return layout;
  throw new DataError('unsupported', 'there is no such layout', { file: tree.name, expected: `one of ${layoutIds(layouts)}`, found: id });
}

async function detectLayout(tree: FileTree, paths: readonly string[]): Promise<DatasetLayout> {
  const found: { layout: DatasetLayout; detection: Detection }[] = [];
  for (const layout of layouts) {
    const detection = await layout.detect(tree, paths);
    if (detection.confidence > 0) found.push({ layout, detection });
  }
  const highest = Math.max(0, ...found.map((f) => f.detection.confidence));
  const best = found.filter((f) => f.detection.confidence === highest);
  if (best.length === 1) return best[0].layout;
  if (best.length > 1)
    throw new DataError('unsupported', 'could be read in more than one way', {
      file: tree.name, found: best.map((b) => `${b.layout.id} (${b.detection.why})`).join(' or '), hint: 'say which layout it is: --layout NAME in the terminal',
    });
  throw new DataError('unsupported', 'is nothing that Pointweld can open', {
    file: tree.name, expected: `one of ${layoutIds(layouts)}`, found: paths.length === 0 ? 'no files' : `${paths.length} files of none of them`,
  });
}

function layoutIds(list: readonly DatasetLayout[]): string {
  return list.map((l) => l.id).join(', ');
}
