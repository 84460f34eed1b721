import { identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { asprsLas, driving, semanticKitti } from '#src/core/labels/presets/index.ts';
import type { Convention, Frame } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { ClassList } from './class-list.ts';
import { readClassesJson } from './class-list.ts';
import { isLasPath, mayCarryLabels } from './cloud-paths.ts';
import { readKittiYaml } from './kitti-yaml.ts';
import { labelFileOf } from './label-files.ts';
import { nameOf, stemOf } from './paths.ts';

/** The sensor of a cloud whose dataset names none. */
const SENSOR = 'lidar';

/** A frame that is nothing but a cloud, with its labels where it has some. */
export function plainFrame(sequence: string, id: string, cloud: string, there: ReadonlySet<string>, classMap?: ClassList['classMap']): Frame {
  const file = labelFileOf(cloud, there);
  const labels = file ?? (mayCarryLabels(cloud) ? { format: 'field' } : null);
  return {
    id,
    timeNs: null,
    sweeps: [{
      id: sweepId(sequence, id, SENSOR),
      sensor: SENSOR,
      cloud: { file: cloud },
      labels: labels && classMap ? { ...labels, classMap } : labels,
      timeNs: null,
      worldFromSweep: identity(),
    }],
    images: [],
    boxes: [],
  };
}

/** The classes of plain clouds: the file that says so, else what fits to the kind of labels. */
export async function plainClasses(tree: FileTree, paths: readonly string[], clouds: readonly string[]): Promise<ClassList> {
  const yaml = paths.find((path) => nameOf(path) === 'semantic-kitti.yaml');
  if (yaml !== undefined) return readKittiYaml(tree, yaml);
  if (paths.includes('classes.json')) return readClassesJson(tree, 'classes.json', tree.name);
  if (clouds.every(isLasPath)) return preset(asprsLas, 'ASPRS classes of LAS; 0 (never classified) is unlabelled', 'format');
  const there = new Set(paths);
  if (clouds.some((cloud) => labelFileOf(cloud, there) !== null)) return preset(semanticKitti, 'SemanticKITTI preset', 'assumed');
  return preset(driving, 'driving preset', 'assumed');
}

function preset(taxonomy: ClassList['taxonomy'], value: string, source: Convention['source']): ClassList {
  return { taxonomy, conventions: [{ name: 'classes', value, source }] };
}

/** What is true of every plain cloud. */
export function plainConventions(clouds: readonly string[], frames: readonly Frame[]): Convention[] {
  const list: Convention[] = [{ name: 'axes', value: 'z up, as in the file', source: 'assumed' }];
  if (clouds.some((c) => c.toLowerCase().endsWith('.bin')))
    list.push({ name: 'columns of .bin', value: 'x, y, z, remission as float32', source: 'assumed' });
  const kinds = new Set(frames.flatMap((f) => f.sweeps.map((s) => s.labels?.format)));
  if (kinds.has('semantickitti')) list.push({ name: 'labels', value: '.label: class in the low 16 bits, instance in the high 16', source: 'format' });
  if (kinds.has('field')) list.push({ name: 'labels', value: 'the label field of the cloud file, where it has one', source: 'format' });
  return list;
}

/** Ids of the clouds of one folder: names without extension; whole names where two would share one (a.las, a.laz). */
export function frameIds(clouds: readonly string[]): string[] {
  const stems = clouds.map(stemOf);
  const often = new Set(repeated(stems));
  return clouds.map((cloud, i) => (often.has(stems[i]) ? nameOf(cloud) : stems[i]));
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
