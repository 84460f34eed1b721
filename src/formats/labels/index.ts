import type { LabelFormat } from './format.ts';
import { npyLabels } from './npy.ts';
import { npzLabels } from './npz.ts';
import { nuscenesLidarseg } from './nuscenes-lidarseg.ts';
import { nuscenesPanoptic } from './nuscenes-panoptic.ts';
import { semanticKitti } from './semantickitti.ts';

/** Every per-point label format: one file and one line. */
export const labelFormats: readonly LabelFormat[] = [semanticKitti, nuscenesLidarseg, nuscenesPanoptic, npyLabels, npzLabels];

export function labelFormat(id: string): LabelFormat | undefined {
  return labelFormats.find((f) => f.id === id);
}
