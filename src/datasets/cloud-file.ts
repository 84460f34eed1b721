import { isCloudName } from '#src/formats/clouds/index.ts';
import type { DatasetLayout } from './layout.ts';
import { folderOf } from './paths.ts';
import { frameIds, plainClasses, plainConventions, plainFrame } from './plain-clouds.ts';
import { otherFiles, pointFiles } from './point-files.ts';
import { withPictures } from './plain-pictures.ts';

const WHY = 'one point cloud file';
const SEQUENCE = '00';

/** One cloud, perhaps with its `.label` and pictures of its name beside it. */
export const cloudFile: DatasetLayout = {
  id: 'cloud-file',
  name: 'Point cloud file',

  async detect(tree, paths) {
    const { clouds } = await pointFiles(tree, paths);
    return clouds.length === 1 ? { confidence: 0.5, why: WHY } : { confidence: 0, why: `${clouds.length} point cloud files` };
  },

  async open(tree, paths) {
    const files = await pointFiles(tree, paths);
    // Whoever names a file means it: what is wrong with it is said when it is read.
    const clouds = (files.clouds.length > 0 ? files.clouds : paths.filter(isCloudName)).slice(0, 1);
    const classes = await plainClasses(tree, paths, clouds);
    const there = new Set(paths);
    const ids = frameIds(clouds);
    const frames = clouds.map((cloud, i) => plainFrame(SEQUENCE, ids[i], cloud, there, classes.classMap));
    const { sequences, conventions, warnings } = await withPictures(tree, paths, clouds.map((cloud) => ({ id: SEQUENCE, folder: folderOf(cloud), posed: false, frames })));
    return {
      name: tree.name,
      layout: this.id,
      why: WHY,
      conventions: [...plainConventions(clouds, frames), ...classes.conventions, ...conventions],
      warnings: [...otherFiles(files), ...warnings],
      taxonomy: classes.taxonomy,
      sequences,
    };
  },
};
