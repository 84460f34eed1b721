import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { Scene, Sequence } from '#src/core/scene/scene.ts';
import { pathPart } from '../export/exporter.ts';
import { nameOf } from '../paths.ts';
import type { Importer, LabelsFound } from './importer.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const frameSchema = v.object({
  annotations: v.array(v.object({ id, category_id: v.pipe(id, v.maxValue(65535)), track_id: v.nullish(id) })),
  point_annotations: v.array(id),
});
const label = v.object({ frames: v.array(frameSchema) });

/** Segments.ai segmentation labels, one per sequence: SEQUENCE.segments.json, or any `.segments.json` where there is one sequence. */
export const segmentsImport: Importer = {
  id: 'segments',
  title: 'Segments.ai segmentation labels',

  async find({ scene, from, paths }) {
    const labels: LabelsFound[] = [];
    for (const path of paths.filter((p) => p.endsWith('.segments.json'))) {
      const sequence = sequenceOf(scene, path);
      if (sequence === undefined) continue;
      const result = v.safeParse(label, parseJson(await readText(await from.open(path)), path), { abortEarly: true });
      if (!result.success) {
        const [issue] = result.issues;
        throw new DataError('malformed', 'is no segmentation label', { file: path, where: v.getDotPath(issue) ?? 'the top level', expected: issue.expected ?? undefined, found: issue.received });
      }
      const { frames } = result.output;
      if (frames.length !== sequence.frames.length)
        throw new DataError('mismatch', 'has another number of frames than its sequence', { file: path, expected: String(sequence.frames.length), found: String(frames.length) });
      frames.forEach((content, i) => labels.push({
        sequence, frame: sequence.frames[i], sweep: sequence.frames[i].sweeps[0], file: path, read: async (count) => labelsOf(content, count, path, i),
      }));
    }
    return { labels, boxes: [] };
  },
};

function sequenceOf({ sequences }: Scene, path: string): Sequence | undefined {
  const name = nameOf(path).replace(/\.segments\.json$/, '');
  return sequences.find((s) => pathPart(s.id) === name) ?? (sequences.length === 1 ? sequences[0] : undefined);
}

/** A track that is a packed label of the same class is one of ours, and says the instance; any other number is one, where it fits. */
function labelsOf({ annotations, point_annotations: points }: v.InferOutput<typeof frameSchema>, count: number, file: string, frame: number): Uint32Array {
  if (points.length !== count)
    throw new DataError('mismatch', 'the labels do not belong to these points', { file, where: `frames[${frame}]`, expected: `${count} labels`, found: `${points.length} labels` });
  const byId = new Map([[0, 0], ...annotations.map((a): [number, number] => [a.id, packLabel(a.category_id, instanceIn(a.track_id ?? 0, a.category_id, a.id))])]);
  return Uint32Array.from(points, (annotation, i) => {
    const packed = byId.get(annotation);
    if (packed === undefined) throw new DataError('malformed', 'has a point of an annotation that is not there', { file, where: `frames[${frame}].point_annotations[${i}]`, found: String(annotation) });
    return packed;
  });
}

function instanceIn(track: number, category: number, annotation: number): number {
  if (track > 0xffff) return (track & 0xffff) === category ? instanceOf(track) : 0;
  return track === annotation ? 0 : track;
}
