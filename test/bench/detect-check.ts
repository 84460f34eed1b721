import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import { combineVerdicts } from '#src/core/crosscheck/combine.ts';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import type { CompiledClassMap } from '#src/core/labels/class-map.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { VISIBILITY } from '#sample-data/truth/visibility.ts';
import type { Misreading } from './detect-masks.ts';
import { maskOf } from './detect-masks.ts';
import type { SceneFrame } from './detect-scene.ts';
import { SEQUENCE } from './detect-scene.ts';

/** A frame held against its masks, and what is known of each point. */
export interface CheckedFrame {
  readonly check: FrameCheck;
  /** Per point: the verdict that stands over all cameras. */
  readonly combined: Uint8Array;
  /** Per point, 1: some camera sees it in truth. */
  readonly seen: Uint8Array;
  /** Per point, 1: some camera sees it in truth, and does not have it next to an edge. A mistake there could be found. */
  readonly clear: Uint8Array;
}

export function checked({ id, sweep, frame, positions, worldFromSweep, labels, moving, views }: SceneFrame, misread: Misreading, classMap: CompiledClassMap): CheckedFrame {
  const images = views.map(({ camera, projection, visible, motion }) => {
    const { mount: { name, spec }, worldFromCamera } = camera, mask = maskOf(camera, misread);
    const { verdicts } = checkImage({ projection, visible, labels, mask, image: spec, classMap, edgeTolerance: EDGE_TOLERANCE, motion });
    return { id: imageId(SEQUENCE, id, name), camera: name, spec, worldFromCamera, mask, sweeps: [{ projection, verdicts }] };
  });
  const seen = new Uint8Array(labels.length), clear = new Uint8Array(labels.length);
  images.forEach(({ sweeps: [{ verdicts }] }, c) => {
    for (let i = 0; i < seen.length; i++) {
      if (views[c].codes[i] % 4 !== VISIBILITY.seen) continue;
      seen[i] = 1;
      if (verdicts[i] !== VERDICT.edge) clear[i] = 1;
    }
  });
  return {
    check: { sequence: SEQUENCE, frame: id, sweeps: [{ id: sweep, positions, origin: [0, 0, 0], worldFromSweep, labels }], images, classMap, boxes: frame.boxes, moving },
    combined: combineVerdicts(images.map(({ sweeps: [{ verdicts }] }) => verdicts), labels.length),
    seen, clear,
  };
}
