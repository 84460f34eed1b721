import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { cloudFormatOfName, isCloudName } from '#src/formats/clouds/index.ts';
import { concurrently } from './concurrently.ts';
import { extensionOf, folderOf, stemOf } from './paths.ts';

/** Folders, and ends of names, of what is made from points: arrays and tables there hold labels, masks, scores, and no clouds. */
const DERIVED = 'masks?|labels?|instances?|semantics?|panoptic|segmentations?|annotations?|predictions?|preds?|outputs?|results?|confidences?|scores?|probs?|probabilities|logits|embeddings?|features?|gt|truth|boxes|cuboids|tracks';
const DERIVED_FOLDER = new RegExp(`(^|/)(${DERIVED})(/|$)`, 'i');
const DERIVED_NAME = new RegExp(`(^|[_.-])(${DERIVED})$`, 'i');

export interface PointFiles {
  /** Paths of the clouds, in the order of the list. */
  readonly clouds: readonly string[];
  /** Files in formats of clouds that are none. */
  readonly others: readonly string[];
}

const known = new WeakMap<readonly string[], Promise<PointFiles>>();

/**
 * Which files of a folder that nothing describes are clouds. Formats that hold all kinds of arrays and tables (npy, npz, Parquet, Arrow) must
 * not be named as labels, masks or predictions, and must have the shape of points, which is asked of one file of each kind: same folder,
 * same extension, same name but for its digits. A damaged file stays a cloud, so that its error is seen.
 */
export function pointFiles(tree: FileTree, paths: readonly string[]): Promise<PointFiles> {
  let found = known.get(paths);
  if (found === undefined) known.set(paths, (found = ask(tree, paths)));
  return found;
}

async function ask(tree: FileTree, paths: readonly string[]): Promise<PointFiles> {
  const named = paths.filter(isCloudName), first = new Map<string, string>();
  for (const path of named) if (isOpen(path) && !isDerived(path) && !first.has(kindOf(path))) first.set(kindOf(path), path);
  const answers = await concurrently([...first], async ([kind, path]) => [kind, await holdsPoints(tree, path)] as const);
  const isPoints = new Map(answers);
  const isCloud = (path: string) => !isOpen(path) || (isPoints.get(kindOf(path)) ?? false);
  return { clouds: named.filter(isCloud), others: named.filter((path) => !isCloud(path)) };
}

/** A warning for files in formats of clouds that are none, so that nothing disappears without a word. */
export function otherFiles({ others }: PointFiles): string[] {
  if (others.length === 0) return [];
  const listed = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '');
  return [`${others.length} file${others.length === 1 ? ' is no point cloud, by its' : 's are no point clouds, by their'} folder, name or shape: ${listed}`];
}

/** Whether a file may be anything by its format, and is no cloud by its folder or name. */
export function isDerivedFile(path: string): boolean {
  return isOpen(path) && isDerived(path);
}

/** Whether the format may hold other things than points. */
function isOpen(path: string): boolean {
  return cloudFormatOfName(path)?.holdsPoints !== undefined;
}

function isDerived(path: string): boolean {
  return DERIVED_FOLDER.test(folderOf(path)) || DERIVED_NAME.test(stemOf(path));
}

function kindOf(path: string): string {
  return `${folderOf(path)}/${stemOf(path).replaceAll(/\d+/g, '#')}.${extensionOf(path)}`;
}

async function holdsPoints(tree: FileTree, path: string): Promise<boolean> {
  try {
    return await cloudFormatOfName(path)!.holdsPoints!(await tree.open(path));
  } catch (error) {
    if (error instanceof DataError) return error.kind !== 'unsupported';
    throw error;
  }
}
