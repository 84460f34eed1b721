import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { DataError } from '#src/core/errors.ts';
import { openDataset } from '#src/datasets/index.ts';
import type { OpenDatasetOptions } from '#src/datasets/index.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { nodeFilesTree, nodeTree } from '#src/storage/sources/node-tree.ts';
import { withoutWork } from '#src/storage/sources/without-work.ts';

export interface OpenedPath {
  /** The folder that the scene's paths are relative to. */
  readonly folder: string;
  /** Whether the whole folder is the dataset, or only the tree's files in it. */
  readonly isFolder: boolean;
  readonly tree: FileTree;
  readonly scene: Scene;
}

/** Files that stand for the folder they lie in. */
const FOLDER_FILES: Readonly<Record<string, string>> = { 'scene.json': 'scene-json', 'sample.json': 'segments' };

/**
 * Opens what a path of this machine names: a dataset's folder; its scene.json or sample.json; or one cloud file, with the
 * `.label` of the same name beside it. Throws DataError that names the path.
 */
export async function openPath(path: string, options: OpenDatasetOptions = {}): Promise<OpenedPath> {
  const info = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  if (info.isDirectory()) return openFolder(await wholeSequence(path), options);
  const layout = FOLDER_FILES[basename(path)];
  if (layout !== undefined) return openFolder(dirname(path), { layout, ...options });
  return openCloud(path, options);
}

async function openFolder(folder: string, options: OpenDatasetOptions): Promise<OpenedPath> {
  const tree = withoutWork(nodeTree(folder));
  return { folder, isFolder: true, tree, scene: await openDataset(tree, options) };
}

async function openCloud(path: string, options: OpenDatasetOptions): Promise<OpenedPath> {
  const folder = dirname(path), name = basename(path);
  if (!isCloudName(name))
    throw new DataError('unsupported', 'is nothing that Pointweld can open', { file: path, expected: 'a folder, a scene.json, a sample.json or a point cloud file' });
  const label = name.replace(/\.[^.]+$/, '.label');
  const hasLabel = await stat(join(folder, label)).then((s) => s.isFile(), () => false);
  const tree = nodeFilesTree(folder, hasLabel ? [name, label] : [name]);
  return { folder, isFolder: false, tree, scene: await openDataset(tree, { layout: 'cloud-file', ...options }) };
}

/** A SemanticKITTI `velodyne` folder has its labels, calibration and poses next to it, so that the sequence's folder is what to open. */
async function wholeSequence(folder: string): Promise<string> {
  if (basename(folder) !== 'velodyne') return folder;
  const beside = await readdir(dirname(folder)).catch((): string[] => []);
  return ['labels', 'calib.txt', 'poses.txt'].some((name) => beside.includes(name)) ? dirname(folder) : folder;
}
