import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import { workspace } from '../current.ts';
import { maskAt } from '../masks.ts';
import { prefetchFrames } from '../prefetch.ts';
import { queue } from './findings.ts';
import { imageOfView, viewOrder } from './views.ts';
import { useReview } from '../stores/review-store.ts';

/**
 * The prefetch window: findings after the one on screen whose sweep, best picture and mask are brought before they are asked for. Sweeps
 * stay within what `frames.ts` keeps (4 million points beside those on screen, about 150 MB), masks within the last 24 (some 4 MB each at
 * 1920 x 1080), pictures within the 128 MB of files of `FramePictures.ahead`.
 */
const AHEAD = 2;

/** The findings that come next in the queue. */
export function upcoming(): Finding[] {
  const rows = queue(), at = rows.findIndex((row) => row.id === useReview.getState().current);
  return rows.slice(at + 1, at + 1 + AHEAD).flatMap((row) => row.finding ?? []);
}

/** The picture of each that is shown first. */
export function upcomingImages(): FrameImage[] {
  return upcoming().flatMap((finding) => bestPlace(finding)?.image ?? []);
}

/** Reads what the next findings need. What cannot be read is left to whoever shows it. */
export function fetchFindings(): void {
  const open = workspace();
  if (open === null) return;
  const places = upcoming().flatMap((finding) => bestPlace(finding) ?? []);
  prefetchFrames(open, places.map(({ frameIndex }) => frameIndex));
  for (const { frameIndex, image } of places) {
    const at = allFrames(open.scene)[frameIndex];
    maskAt(imageId(at.sequence.id, at.frame.id, image.camera), image)?.catch(() => undefined);
  }
}

function bestPlace(finding: Finding) {
  const [best] = viewOrder(finding);
  return best === undefined ? null : imageOfView(finding, finding.views[best]);
}
