import type { FrameImage } from '#src/core/scene/scene.ts';
import { lensOf } from './lens.ts';
import type { Size } from './view-transform.ts';

/** How a picture and its camera's numbers go together. */
export interface PictureFit {
  /** What the picture is laid out as: the calibration's size, or its own where the calibration says nothing about it. */
  readonly shape: Size;
  /** Whether pixels of the calibration are places in the picture: points can be drawn, rays cast. */
  readonly aligned: boolean;
  /** What the user should know, in one line. */
  readonly note: string | null;
}

/** The thumbnail that is shown first has rounded sides. */
const SAME_PROPORTIONS = 0.02;

export function pictureFit(image: FrameImage, { bitmap, full }: { readonly bitmap: Size | null; readonly full: boolean }): PictureFit {
  const { spec, file } = image;
  const lens = lensOf(image);
  if (lens.camera === null) return { shape: bitmap ?? spec, aligned: false, note: `No points here. ${lens.reason}` };
  if (bitmap === null) return { shape: spec, aligned: true, note: null };
  const sizes = `calibrated for ${spec.width} × ${spec.height} pixels, found ${bitmap.width} × ${bitmap.height}`;
  const proportions = (bitmap.width / bitmap.height) * (spec.height / spec.width);
  if (Math.abs(proportions - 1) > SAME_PROPORTIONS) return { shape: bitmap, aligned: false, note: full ? `No points here. ${file}: ${sizes}` : null };
  const scaled = full && (bitmap.width !== spec.width || bitmap.height !== spec.height);
  return { shape: spec, aligned: true, note: scaled ? `${file}: ${sizes}. Shown as if it had only been scaled.` : null };
}
