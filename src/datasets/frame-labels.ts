import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { CANNOT_TELL_CLASS, classOf, MAX_CLASS, packLabel } from '#src/core/labels/label.ts';
import type { LabelsRef, Sweep } from '#src/core/scene/scene.ts';
import { labelFormat } from '#src/formats/labels/index.ts';

/** The part of a cloud that its labels need. */
export type LabelledCloud = Pick<PointCloud, 'name' | 'count' | 'columns' | 'labelField'>;

/**
 * The labels that came with a sweep, packed, in file order; null where it has none. For labels in a field of the cloud that
 * field must be among the loaded columns (it is by default). Throws DataError: 'mismatch' where there is not exactly one label for
 * each point, 'malformed' where a value is no class id.
 */
export async function loadFrameLabels(tree: FileTree, sweep: Pick<Sweep, 'labels'>, cloud: LabelledCloud): Promise<Uint32Array | null> {
  const { labels: ref } = sweep;
  if (ref === null) return null;
  const labels = ref.format === 'field' ? fieldLabels(ref, cloud) : await fileLabels(tree, ref, cloud);
  if (labels === null) return null;
  // Both files have the source's own ids: they are compared before they are mapped.
  if (ref.instances) takeInstances(labels, await fileLabels(tree, ref.instances, cloud));
  if (ref.classMap) mapClasses(labels, ref.classMap);
  return labels;
}

/** A file of instances may leave points out, which the file of classes names: an instance counts where the classes agree. */
function takeInstances(labels: Uint32Array, instances: Uint32Array): void {
  for (let i = 0; i < labels.length; i++) if (classOf(labels[i]) === classOf(instances[i])) labels[i] = instances[i];
}

async function fileLabels(tree: FileTree, ref: Pick<LabelsRef, 'format' | 'file'>, cloud: LabelledCloud): Promise<Uint32Array> {
  const format = labelFormat(ref.format);
  if (!format || ref.file === undefined)
    throw new DataError('unsupported', 'has labels in a format that cannot be read', { file: ref.file ?? cloud.name, found: ref.format });
  return format.read(await tree.open(ref.file), cloud.count);
}

function fieldLabels(ref: LabelsRef, cloud: LabelledCloud): Uint32Array | null {
  const name = ref.field ?? cloud.labelField;
  if (name === null) return null;
  const column = cloud.columns[name];
  if (!column || column.field.count !== 1)
    throw new DataError('missing', 'has no such field for labels', { file: cloud.name, expected: name, found: Object.keys(cloud.columns).join(', ') || 'none' });
  const labels = new Uint32Array(cloud.count);
  for (let i = 0; i < labels.length; i++) {
    const id = Number(column.values[i]);
    if (!Number.isInteger(id) || id < 0 || id > MAX_CLASS)
      throw new DataError('malformed', 'has a label that is no class id', {
        file: cloud.name, where: `field ${name}, point ${i}`, expected: `a whole number from 0 to ${MAX_CLASS}`, found: String(column.values[i]),
      });
    labels[i] = packLabel(id);
  }
  return labels;
}

/** Source ids become ours; instances stay. */
function mapClasses(labels: Uint32Array, map: Readonly<Record<number, number>>): void {
  const table = Uint16Array.from({ length: CANNOT_TELL_CLASS + 1 }, (_, id) => map[id] ?? id);
  for (let i = 0; i < labels.length; i++) labels[i] = ((labels[i] & 0xffff0000) | table[labels[i] & 0xffff]) >>> 0;
}
