import { cityscapesMasks } from './cityscapes.ts';
import { cloudExports } from './clouds.ts';
import { cocoPanopticMasks } from './coco-panoptic.ts';
import type { Exporter } from './exporter.ts';
import { kittiBoxes } from './kitti-boxes.ts';
import { npyExport } from './npy.ts';
import { npzExport } from './npz.ts';
import { nuscenesBoxes } from './nuscenes-boxes.ts';
import { nuscenesLabels } from './nuscenes-labels.ts';
import { openLabelExport } from './openlabel.ts';
import { segmentsExport } from './segments.ts';
import { semanticKittiSubmission } from './semantickitti-submission.ts';
import { semanticKittiTree } from './semantickitti.ts';

/** Every way to write a label set: one file and one line. */
export const exporters: readonly Exporter[] = [
  semanticKittiTree, semanticKittiSubmission, nuscenesLabels, npyExport, npzExport, segmentsExport, openLabelExport, ...cloudExports,
  kittiBoxes, nuscenesBoxes, cityscapesMasks, cocoPanopticMasks,
];

export function findExporter(id: string): Exporter | undefined {
  return exporters.find((e) => e.id === id);
}
