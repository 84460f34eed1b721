import { labelFormat } from '#src/formats/labels/index.ts';
import { defineExporter, pathPart, pathsPerSweep, sweepPath } from './exporter.ts';

const label = labelFormat('semantickitti')!;

/** sequences/NN/labels/FRAME.label, as semantic-kitti-api reads it: raw ids, class low, instance high. Other sweeps' labels lie in labels-SENSOR. */
export const semanticKittiTree = defineExporter({
  id: 'semantickitti',
  title: 'SemanticKITTI .label',
  holds: 'class and instance of every point, ids to 65535, of every sweep',
  capacity: { classes: 0xffff, instances: 0xffff, allSweeps: true },
  losses: ({ cannotTell }) => (cannotTell === 0 ? [] : [`${cannotTell} points are "cannot tell", class 65535: training code may not know it`]),
  paths: (sequence, frame) => pathsPerSweep(frame, 4, (sweep) => sweepPath(frame, sweep, `sequences/${pathPart(sequence)}`, 'labels', 'label')),
  frame: ({ sequence, frame, sweeps }) => Promise.resolve({
    files: sweeps.map(({ sweep, labels }) => ({
      path: sweepPath(frame, sweep, `sequences/${pathPart(sequence)}`, 'labels', 'label'), bytes: label.write(labels), points: labels.length,
    })),
  }),
});
