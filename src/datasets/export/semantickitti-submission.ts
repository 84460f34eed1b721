import { labelFormat } from '#src/formats/labels/index.ts';
import { defineExporter, pathPart } from './exporter.ts';

const label = labelFormat('semantickitti')!;

/**
 * sequences/NN/predictions/FRAME.label in raw ids, as semantic-kitti-api's validate_submission.py takes them once they are zipped: one uint32 for
 * each point of every scan.
 */
export const semanticKittiSubmission = defineExporter({
  id: 'semantickitti-submission',
  title: 'SemanticKITTI submission',
  holds: 'class and instance of every point of the main sweep; every scan must be there',
  capacity: { classes: 0xfffe, instances: 0xffff, allSweeps: false },
  complete: true,
  losses: ({ layout, source }) => [
    ...(layout === 'semantickitti' ? [] : ['the dataset is no SemanticKITTI: its validator asks for sequences 11 to 21, and for raw ids']),
    ...(source.has(0) ? [`${source.get(0)} points are unlabelled, which counts as wrong`] : []),
  ],
  paths: (sequence, frame) => [{ path: predictionPath(sequence, frame.id), sweep: frame.sweeps[0], bytesPerPoint: 4 }],
  frame: ({ sequence, frame, sweeps: [{ labels }] }) => Promise.resolve({
    files: [{ path: predictionPath(sequence, frame.id), bytes: label.write(labels), points: labels.length }],
  }),
});

function predictionPath(sequence: string, frame: string): string {
  return `sequences/${pathPart(sequence)}/predictions/${pathPart(frame)}.label`;
}
