import { labelFormat } from '#src/formats/labels/index.ts';
import type { Exporter } from './exporter.ts';
import { defineExporter, pathPart, pathsPerSweep, sweepPath } from './exporter.ts';

/** One file of labels per sweep: SEQUENCE/labels/FRAME.EXTENSION; other sweeps' labels lie in labels-SENSOR. */
export function perSweep(format: string, extension: string, bytesPerPoint: number | null, words: Pick<Exporter, 'title' | 'holds'>): Exporter {
  const { write } = labelFormat(format)!;
  const pathOf = (sequence: string, frame: Parameters<typeof sweepPath>[0], sweep: Parameters<typeof sweepPath>[1]): string => sweepPath(frame, sweep, pathPart(sequence), 'labels', extension);
  return defineExporter({
    ...words,
    id: format,
    capacity: { classes: 0xffff, instances: 0xffff, allSweeps: true },
    losses: () => [],
    paths: (sequence, frame) => pathsPerSweep(frame, bytesPerPoint, (sweep) => pathOf(sequence, frame, sweep)),
    frame: ({ sequence, frame, sweeps }) => Promise.resolve({
      files: sweeps.map(({ sweep, labels }) => ({ path: pathOf(sequence, frame, sweep), bytes: write(labels), points: labels.length })),
    }),
  });
}
