import type { Projection } from '../camera/projection.ts';
import type { Pixels } from '../geometry/units.ts';
import type { CompiledClassMap } from '../labels/class-map.ts';
import { classOf } from '../labels/label.ts';
import type { IdMask } from './id-mask.ts';
import { maskIndex } from './id-mask.ts';
import type { MotionWindow } from './motion.ts';

/** What the points of one sweep are held against in one picture. */
export interface ImageCheckInput {
  /** The sweep's points that fall into the picture. */
  readonly projection: Pick<Projection, 'count' | 'index' | 'u' | 'v' | 'depth'>;
  /** Per entry of the projection: 1 seen, 0 hidden. */
  readonly visible: Uint8Array;
  /** Packed labels of all the sweep's points, in file order. */
  readonly labels: Uint32Array;
  /** Of the picture, perhaps at another resolution. */
  readonly mask: IdMask;
  /** The picture's size. */
  readonly image: { readonly width: Pixels; readonly height: Pixels };
  readonly classMap: CompiledClassMap;
  /** A mask that shows another class less than this far from a point says nothing about it. Pixels of the picture; 0 for exact masks. */
  readonly edgeTolerance: Pixels;
  /** Where moving things were when the sweep and the picture were taken; empty where that is not known. */
  readonly motion: readonly MotionWindow[];
  /** Per entry of the projection: from the point's time to the picture's, seconds; absent where no column has the times of points. */
  readonly pointSeconds?: Float32Array;
  /** Label classes of things that move: of a thing whose velocity is only presumed, no other points are explained by it. All where absent. */
  readonly movingClasses?: readonly number[];
}

/** The input with what every rule asks for, per entry of the projection. */
export interface Evidence extends ImageCheckInput {
  readonly labelClass: Uint16Array;
  /** Of the mask's pixel under the point. */
  readonly maskClass: Uint16Array;
  /** How the two go together. */
  readonly relation: Uint8Array;
}

export function gatherEvidence(input: ImageCheckInput): Evidence {
  const { projection: { count, index, u, v }, labels, mask, image, classMap } = input;
  const labelClass = new Uint16Array(count), maskClass = new Uint16Array(count), relation = new Uint8Array(count);
  for (let k = 0; k < count; k++) {
    labelClass[k] = classOf(labels[index[k]]);
    maskClass[k] = mask.classes[maskIndex(mask, image, u[k], v[k])];
    relation[k] = classMap.relation(labelClass[k], maskClass[k]);
  }
  return { ...input, labelClass, maskClass, relation };
}
