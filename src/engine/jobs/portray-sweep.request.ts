import type { ObjectCrop } from '#src/core/gallery/gallery-object.ts';
import type { Portrait } from '#src/core/gallery/portrait.ts';
import type { FrameImage, Sweep } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

export interface PortraySweepRequest {
  readonly sweep: Pick<Sweep, 'cloud' | 'labels' | 'timing' | 'worldFromSweep'>;
  /** Packed, in file order; 'source' = those that came with the data. */
  readonly labels: Uint32Array | 'source';
  /** Of the sweep's frame: where objects are looked for. */
  readonly images: readonly FrameImage[];
}

export interface PortrayedObject {
  readonly portrait: Portrait;
  readonly crop: ObjectCrop | null;
}

/** Reads a sweep of the attached dataset and makes a portrait of each of its objects. */
export const portraySweepJob = defineJob<PortraySweepRequest, PortrayedObject[]>('portray-sweep');
