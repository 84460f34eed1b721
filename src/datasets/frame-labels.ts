import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { CANNOT_TELL_CLASS, classOf } from '#src/core/labels/label.ts';
import type { LabelsRef, Sweep } from '#src/core/scene/scene.ts';
import type { CloudWithFields } from '#src/formats/labels/cloud-fields.ts';
import { labelsOfCloud } from '#src/formats/labels/cloud-fields.ts';
import { labelFormat } from '#src/formats/labels/index.ts';

/** The part of a cloud that its labels need. */
export type LabelledCloud = CloudWithFields;

/**
 * The labels that came with a sweep, packed, in file order; null where it has none. For labels in fields of the cloud, classes
 * and instances, these must be among the loaded columns (`defaultColumns`). Throws DataError: 'mismatch' where there is not exactly one label for
 * each point, 'malformed' where a value is no class or instance id.
 */
export async function loadFrameLabels(tree: FileTree, sweep: Pick<Sweep, 'labels'>, cloud: LabelledCloud): Promise<Uint32Array | null> {
  const { labels: ref } = sweep;
  if (ref === null) return null;
  const labels = ref.format === 'field' ? labelsOfCloud(cloud, ref.field, { classesOnly: ref.classesOnly }) : await fileLabels(tree, ref, cloud);
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

/** Source ids become ours; instances stay. */
function mapClasses(labels: Uint32Array, map: Readonly<Record<number, number>>): void {
  const table = Uint16Array.from({ length: CANNOT_TELL_CLASS + 1 }, (_, id) => map[id] ?? id);
  for (let i = 0; i < labels.length; i++) labels[i] = ((labels[i] & 0xffff0000) | table[labels[i] & 0xffff]) >>> 0;
}
