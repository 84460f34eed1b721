import type { PointCloud } from '../cloud/point-cloud.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import type { Rigid } from '../geometry/rigid.ts';
import type { Ramp } from './ramp.ts';
import type { RgbColumns } from './rgb.ts';
import type { Range, ShadedColumn } from './shaded-column.ts';

/** 0..1 each. */
export type Rgb = readonly [number, number, number];

/** How values become colours, as people choose it. */
export interface Shading {
  readonly ramp: Ramp;
  /** The column that the column mode shows; null = none chosen. */
  readonly column: string | null;
  /** Range of that column; null = each sweep's own percentiles. */
  readonly columnRange: Range | null;
  /** World heights in metres; null = each sweep's own percentiles. */
  readonly heightRange: Range | null;
}

/** What the colour of a point may depend on, for one sweep. */
export interface ColourInputs {
  readonly cloud: PointCloud;
  readonly labels: Uint32Array;
  /** `VERDICT` per point; null where no check was made. */
  readonly verdicts: Uint8Array | null;
  readonly taxonomy: Taxonomy;
  readonly ramp: Ramp;
  /** Between the sweep's percentiles; null where the file has none. */
  readonly intensity: ShadedColumn | null;
  /** The column that was chosen; null where none was, or it is not loaded. */
  readonly column: ShadedColumn | null;
  /** Null where the file has none. */
  readonly rgb: RgbColumns | null;
  /** Heights in metres (world z) that the ramp runs between. */
  readonly heightRange: Range;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** What a mode shows that most do not: the GPU holds it only while such a mode is on. */
export type ExtraColumn = 'rgb' | 'column';

/** One way of colouring points, the same in the 3D view (GLSL) and over the images (TypeScript). One file each, one line in the index. */
export interface ColourMode {
  readonly id: string;
  readonly title: string;
  readonly extra?: ExtraColumn;
  /** Whether a cloud has what this mode shows. */
  available(cloud: PointCloud): boolean;
  /**
   * Body of `vec3 colourOf(uint classId, uint object, float intensity, float height, vec3 rgb, uint verdict, float value)`, all 0..1 but
   * the ids (`object` is the packed label, its high half 0 without an instance; `verdict` is a `VERDICT`; `value` is the chosen column's).
   * It may call `classColour(uint)`, `objectColour(uint)` and `ramp(float)`.
   */
  readonly glsl: string;
  /** The colour of point i. */
  colour(i: number, inputs: ColourInputs): Rgb;
}
