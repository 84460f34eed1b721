import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { imageOfView } from '#src/session/review-views.ts';
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
  const seen = finding.views[view];
  return <ImageCrop image={seen === undefined ? null : (imageOfView(finding, seen)?.image ?? null)} box={seen?.box ?? null} shape={shape} />;
}
