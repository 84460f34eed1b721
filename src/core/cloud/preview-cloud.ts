import type { Rigid } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { ColumnArray } from './columns.ts';

/** Some points of a sweep that is still being read: to be looked at, and nothing else. Gone when the sweep is there. */
export interface PreviewCloud {
  /** Source coordinates of the zero of `positions`. */
  readonly origin: Vec3;
  /** x, y, z per point in metres. */
  readonly positions: Float32Array;
  /** As the file has it, one value per point; null where it has none. */
  readonly intensity: ColumnArray | null;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}
