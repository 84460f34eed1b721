import type { DatasetLayout } from './layout.ts';
import { folderOf, nameOf, naturally } from './paths.ts';
import { PathIndex } from './path-index.ts';
import { frameIds, plainClasses, plainConventions, plainFrame } from './plain-clouds.ts';
import { otherFiles, pointFiles } from './point-files.ts';
import type { PlainSequence } from './plain-pictures.ts';
import { withPictures } from './plain-pictures.ts';

/** Folder names that say what is in them and not which recording it is: sequences/00/velodyne is sequence 00. */
const SENSOR_FOLDER = /^(velodyne|velodyne_points|lidar|points|point_?clouds?|clouds?|pcd|bin|las|laz|data)$/i;

/**
 * A folder of clouds, also with folders below it: each folder with clouds is a sequence in the natural order of names. Folders of pictures
 * are cameras, matched by name or time.
 */
export const cloudFolder: DatasetLayout = {
  id: 'cloud-folder',
  name: 'Folder of point clouds, with pictures',

  async detect(tree, paths) {
    const count = (await pointFiles(tree, paths)).clouds.length;
    return count > 1 ? { confidence: 0.4, why: `${count} point cloud files` } : { confidence: 0, why: 'no point clouds' };
  },

  async open(tree, paths) {
    const files = await pointFiles(tree, paths), clouds = [...files.clouds].sort(naturally);
    const classes = await plainClasses(tree, paths, clouds);
    const there = new Set(paths);
    const folders = [...new Set(clouds.map(folderOf))].sort(naturally);
    const names = sequenceNames(folders, tree.name);
    const byFolder = new PathIndex(clouds);
    const plain = folders.map((folder, i): PlainSequence => {
      const own = byFolder.in(folder);
      const ids = frameIds(own);
      return { id: names[i], folder, posed: false, frames: own.map((cloud, k) => plainFrame(names[i], ids[k], cloud, there, classes.classMap)) };
    });
    const { sequences, conventions, warnings } = await withPictures(tree, paths, plain);
    return {
      name: tree.name,
      layout: this.id,
      why: `${clouds.length} point cloud files in ${folders.length} folder${folders.length === 1 ? '' : 's'}`,
      conventions: [
        ...plainConventions(clouds, sequences.flatMap((s) => s.frames)),
        ...classes.conventions,
        { name: 'frame order', value: 'natural order of file names', source: 'assumed' },
        { name: 'poses', value: 'none: every frame stands alone', source: 'assumed' },
        ...conventions,
      ],
      warnings: [...otherFiles(files), ...warnings],
      taxonomy: classes.taxonomy,
      sequences,
    };
  },
};

/** Short names where they tell the folders apart, else the folders' paths with '_' for '/'. */
function sequenceNames(folders: readonly string[], top: string): string[] {
  const short = folders.map((folder) => {
    const parts = folder.split('/').filter((part) => part !== '' && part !== 'sequences');
    while (parts.length > 0 && SENSOR_FOLDER.test(parts[parts.length - 1])) parts.pop();
    return parts.length === 0 ? nameOf(top) : parts.join('_');
  });
  if (new Set(short).size === folders.length) return short;
  const long = folders.map((folder) => (folder === '' ? nameOf(top) : folder.replaceAll('/', '_')));
  return new Set(long).size === folders.length ? long : long.map((name, i) => `${name}_${i + 1}`);
}
