import { useCallback, useRef } from 'react';
import type { View } from '#src/core/select/regions/lasso.ts';
import { workspace } from '#src/session/current.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useEachPicture } from '../eye/eye-context.ts';
import { placeAt } from './place.ts';

/** A ring at the hovered point, whether the pointer is here or in an image. */
export function HoverRing() {
  const point = useHover((state) => state.point);
  const ring = useRef<SVGGElement>(null);
  useEachPicture(
    useCallback(
      (view: View) => placeAt(ring.current, view, point === null ? null : (workspace()?.worldPoint(point.sweep, point.index) ?? null)),
      [point],
    ),
  );
  return (
    <g ref={ring} className="viewer-hover" visibility="hidden">
      <circle r={7} className="viewer-hover-casing" />
      <circle r={7} />
    </g>
  );
}
