import type { FileTree } from '#src/core/io/bytes.ts';
import { nuscenes as preset } from '#src/core/labels/presets/index.ts';
import type { Convention, Scene, Sequence } from '#src/core/scene/scene.ts';
import type { ClassList } from './class-list.ts';
import type { DatasetLayout, Detection } from './layout.ts';
import { nuscenesClasses } from './nuscenes-classes.ts';
import { NuscenesScene } from './nuscenes-scene.ts';
import { readTables } from './nuscenes-tables.ts';
import { PathIndex } from './path-index.ts';
import { joined, nameOf } from './paths.ts';

/** nuScenes: tables in v1.0-NAME/, and the samples, lidarseg and panoptic files that they name. Every sample is a frame. */
export const nuscenes: DatasetLayout = {
  id: 'nuscenes',
  name: 'nuScenes',

  detect(_tree, paths) {
    const folders = tableFolders(PathIndex.of(paths));
    const found: Detection = { confidence: 0.97, why: why(folders) };
    return Promise.resolve(folders.length > 0 ? found : { confidence: 0, why: 'no v1.0-NAME/ with sample.json and sample_data.json' });
  },

  open: (tree, paths) => open(tree, paths, 'nuscenes', false),
};

/** The same with the LiDAR sweeps between the samples, each at its own pose: only where it is asked for, for they are ten times as many points. */
export const nuscenesSweeps: DatasetLayout = {
  id: 'nuscenes-sweeps',
  name: 'nuScenes, with the sweeps between samples',
  detect: () => Promise.resolve({ confidence: 0, why: 'only where it is asked for' }),
  open: (tree, paths) => open(tree, paths, 'nuscenes-sweeps', true),
};

async function open(tree: FileTree, paths: readonly string[], layout: string, between: boolean): Promise<Scene> {
  const index = PathIndex.of(paths), folders = tableFolders(index), warnings: string[] = [];
  const sequences: Sequence[] = [];
  let classes: ClassList | null = null;
  for (const folder of folders) {
    const tables = await readTables(tree, index, folder, between);
    const own = nuscenesClasses(tables.categories, joined(folder, 'category.json'));
    classes ??= own;
    if (own === null && tables.lidarseg.size + tables.panoptic.size > 0) warnings.push(`${joined(folder, 'category.json')}: categories have no index, so that labels cannot be read`);
    const { sequences: found, without } = new NuscenesScene(tables, own?.classMap, own !== null).sequences();
    if (tables.missing > 0) warnings.push(`${joined(folder, 'sample_data.json')}: ${tables.missing} files of key frames are not in the folder`);
    if (without > 0) warnings.push(`${joined(folder, 'sample.json')}: ${without} samples are left out: their LiDAR sweeps are not in the folder`);
    // Versions overlap: the mini scenes are part of trainval.
    sequences.push(...found.filter(({ id }) => sequences.every((s) => s.id !== id)));
  }
  return {
    name: tree.name, layout, why: why(folders), warnings, sequences,
    conventions: [...CONVENTIONS, ...(classes?.conventions ?? [{ name: 'classes', value: 'nuScenes preset: category.json has no index', source: 'assumed' as const }])],
    taxonomy: classes?.taxonomy ?? preset,
  };
}

const CONVENTIONS: readonly Convention[] = [
  { name: 'motion compensation', value: 'done in the data, to the time of the sweep; points have no time of their own', source: 'format' },
  { name: 'poses', value: "ego_pose * calibrated_sensor, of each sensor's own time", source: 'format' },
  { name: 'quaternion order', value: 'w, x, y, z', source: 'format' },
  { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
  { name: 'lens model', value: 'pinhole: the images are undistorted', source: 'format' },
  { name: 'columns of .pcd.bin', value: 'x, y, z, intensity, ring as float32', source: 'format' },
  { name: 'boxes', value: 'in the world; size is width, length, height; velocity from the annotations before and after', source: 'format' },
  { name: 'labels', value: 'classes of lidarseg by the index in category.json, instances of panoptic where both agree in class', source: 'format' },
];

function why(folders: readonly string[]): string {
  return `nuScenes tables in ${folders.join(', ')}`;
}

function tableFolders(index: PathIndex): string[] {
  return index.folders().filter((folder) => /^v\d+\.\d+-\w+$/.test(nameOf(folder))
    && ['sample', 'sample_data', 'scene', 'ego_pose', 'calibrated_sensor', 'sensor'].every((table) => index.has(joined(folder, `${table}.json`))));
}
