import type { Camera } from '#src/core/camera/camera.ts';
import type { SweepPositions } from '#src/core/camera/projection.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { splatLabels } from '#src/core/camera/splat-labels.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';

/**
 * A mask for a picture that has none: each pixel shows the label of the seen point that it lies next to, and is void where there is none. Classes
 * and instances are the labels' own; `labels` are packed, of all points of the sweep.
 */
export function densifiedMask(sweep: SweepPositions, labels: Uint32Array, camera: Camera, cameraFromSweep: Rigid<'camera', 'sweep'>): IdMask {
  const { width, height } = camera.spec, [{ projection, visible }] = seenSweeps([{ ...sweep, cameraFromSweep }], camera);
  const pixels = splatLabels([{ projection, visible, labels }], width, height);
  return {
    width, height, classes: Uint16Array.from(pixels, (label) => label & 0xffff), instances: Uint16Array.from(pixels, (label) => label >>> 16),
    confidence: null, unknown: [],
  };
}
