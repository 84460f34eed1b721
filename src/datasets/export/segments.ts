import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { defineExporter, pathPart } from './exporter.ts';

/**
 * Segments.ai label of a multi-frame point cloud segmentation (docs.segments.ai, "label formats"): per frame one annotation for each object,
 * and for each class without instances, and per point the id of its annotation, 0 where it has none. `track_id` stays over the sequence.
 */
export const segmentsExport = defineExporter<undefined, { readonly sequence: string; readonly text: Uint8Array }>({
  id: 'segments',
  title: 'Segments.ai segmentation label',
  holds: 'class and instance of every point of the main sweep',
  capacity: { classes: 0xffff, instances: 0xffff, allSweeps: false },
  losses: () => [],
  paths: (sequence) => [{ path: labelPath(sequence), bytesPerPoint: null }],
  frame: ({ sequence, frame, sweeps: [{ labels }] }) => Promise.resolve({ files: [], row: { sequence, text: new TextEncoder().encode(segmentsFrame(labels, frame.timeNs)) } }),
  finish: (_scene, rows) => Promise.resolve([...new Set(rows.map((r) => r.sequence))].map((sequence) => ({
    path: labelPath(sequence), bytes: joinedText(rows.filter((r) => r.sequence === sequence).map((r) => r.text)),
  }))),
});

function labelPath(sequence: string): string {
  return `${pathPart(sequence)}.segments.json`;
}

/** One frame. Track ids are packed labels, which mean one object over a sequence. */
export function segmentsFrame(labels: Uint32Array, timeNs: bigint | null): string {
  const ids = new Map<number, number>([[0, 0]]);
  const points = Array.from(labels, (label) => {
    const known = ids.get(label);
    if (known !== undefined) return known;
    ids.set(label, ids.size);
    return ids.size - 1;
  });
  const annotations = [...ids].filter(([, id]) => id > 0).map(([label, id]) => ({ id, category_id: classOf(label), track_id: instanceOf(label) === 0 ? id : label }));
  const time = timeNs === null ? {} : { timestamp: String(timeNs) };
  return JSON.stringify({ format_version: '0.2', ...time, annotations, point_annotations: points });
}

function joinedText(frames: readonly Uint8Array[]): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const parts = [encode('{"format_version":"0.2","frames":[\n'), ...frames.flatMap((f, i) => (i === 0 ? [f] : [encode(',\n'), f])), encode('\n]}\n')];
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
