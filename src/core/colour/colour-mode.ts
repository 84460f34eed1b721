import type { PointCloud } from '../cloud/point-cloud.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import type { Rigid } from '../geometry/rigid.ts';

/** 0..1 each. */
export type Rgb = readonly [number, number, number];

/** What the colour of a point may depend on, for one sweep. */
export interface ColourInputs {
  readonly cloud: PointCloud;
  readonly labels: Uint32Array;
  /** `VERDICT` per point; null where no check was made. */
  readonly verdicts: Uint8Array | null;
  readonly taxonomy: Taxonomy;
  /** Intensity per point scaled to 0..1 between the sweep's percentiles; null where the file has none. */
  readonly intensity: Float32Array | null;
  /** 4 bytes per point, red first; null where the file has none. */
  readonly rgba: Uint8Array | null;
  /** Heights in metres (world z) that the ramp runs between. */
  readonly heightRange: readonly [number, number];
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** One way of colouring points, the same in the 3D view (GLSL) and over the images (TypeScript). One file each, one line in the index. */
export interface ColourMode {
  readonly id: string;
  readonly title: string;
  /** Whether a cloud has what this mode shows. */
  available(cloud: PointCloud): boolean;
  /**
   * Body of `vec3 colourOf(uint classId, uint object, float intensity, float height, vec3 rgb, uint verdict)`, all 0..1 but the ids
   * (`object` is the packed label, its high half 0 without an instance; `verdict` is a `VERDICT`). It may call `classColour(uint)`,
   * `objectColour(uint)` and `ramp(float)`.
   */
  readonly glsl: string;
  /** The colour of point i. */
  colour(i: number, inputs: ColourInputs): Rgb;
}
