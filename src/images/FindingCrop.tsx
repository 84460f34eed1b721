import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { imageOfView } from '#src/session/review/views.ts';
import { ImageCrop } from './ImageCrop.tsx';
import type { Size } from './view-transform.ts';

interface Props {
  readonly finding: Finding;
  /** Place in its views. */
  readonly view: number;
  /** CSS pixels. */
  readonly shape: Size;
}

/** The part of a picture that shows a finding. */
export function FindingCrop({ finding, view, shape }: Props) {
  const seen = finding.views[view], image = seen === undefined ? null : (imageOfView(finding, seen)?.image ?? null);
  // What a camera's pose causes is all over its picture.
  const whole = finding.kind === 'calibration' && image !== null ? { u0: 0, v0: 0, u1: image.spec.width, v1: image.spec.height } : null;
  return <ImageCrop image={image} box={whole ?? seen?.box ?? null} shape={shape} />;
}
