import { packLabel } from '../../labels/label.ts';
import type { SweepId } from '../../scene/scene.ts';
import type { Finding } from '../findings/finding.ts';

/**
 * All points of a finding's object, also those that no camera sees, near a mask's edge or hidden: what is wrong of an object is mostly wrong
 * of all of it. As a selection for `decisionEffect`; null where the labels tell no object. `sweeps`: packed labels of all sweeps that are to change.
 */
export function wholeObject({ label, instance }: Finding, sweeps: Iterable<readonly [SweepId, Uint32Array]>): Map<SweepId, Uint32Array> | null {
  if (instance === 0) return null;
  const packed = packLabel(label, instance), out = new Map<SweepId, Uint32Array>();
  for (const [sweep, labels] of sweeps) {
    const points: number[] = [];
    for (let i = 0; i < labels.length; i++) if (labels[i] === packed) points.push(i);
    if (points.length > 0) out.set(sweep, Uint32Array.from(points));
  }
  return out;
}
