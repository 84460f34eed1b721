import type { PixelsOf } from '#src/core/crosscheck/decisions/ignore-regions.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import { frameSweeps } from '../current.ts';
import { frameProjections } from '../projections.ts';
import { imageOfView } from './views.ts';
import { currentFrame, useScene } from '../stores/scene-store.ts';

/** Where a finding's points lie in a picture of the frame on screen, whose projection is here already. */
export const pixelsOf: PixelsOf = (finding, view) => {
  const seen = finding.views.find((v) => v.image === view.image), here = currentFrame();
  if (seen === undefined || here === null || here.frame.id !== seen.frame || here.sequence.id !== finding.sequence) return null;
  const place = imageOfView(finding, seen), sweeps = frameSweeps();
  const projection = place === null || place.frameIndex !== useScene.getState().frameIndex ? null : frameProjections(sweeps).ready(place.image);
  if (projection === null) return null;
  return sweeps.flatMap(({ sweep }, s) => pixelsIn(projection, s, finding.parts.find((part) => part.sweep === sweep.id)?.points));
};

function pixelsIn({ starts, index, u, v, visible }: ImageProjection, s: number, points: Uint32Array | undefined): number[] {
  const wanted = new Set(points), out: number[] = [];
  for (let k = starts[s]; k < starts[s + 1]; k++) if (visible[k] !== 0 && wanted.has(index[k])) out.push(u[k], v[k]);
  return out;
}
