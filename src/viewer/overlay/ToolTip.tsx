import { useCallback, useRef } from 'react';
import { uprightBox } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { impactPhrase } from '#src/session/phrases.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useEachPicture } from '../eye/eye-context.ts';
import { toPixels } from '../eye/projecting.ts';

/** CSS pixels between what the tip is about and the tip, and between the tip and the view's edge. */
const GAP = 16;
const MARGIN = 8;

/** What the stroke under way, or the cuboid, would do: beside the cursor or the cuboid, before it is done. */
export function ToolTip() {
  const tip = useTools((state) => state.overlay?.tip ?? null);
  const cuboid = useTools((state) => state.cuboid);
  // The phrase is made of these.
  useTools((state) => state.impact);
  useTools((state) => state.armedClass);
  useTools((state) => state.target);
  useTools((state) => state.combine);
  useTools((state) => state.mode);
  const phrase = impactPhrase();
  const text = phrase === null ? '' : phrase.main + phrase.detail;
  const element = useRef<HTMLDivElement>(null);
  useEachPicture(
    useCallback(
      (view: View) => {
        const at = tip ?? (cuboid === null ? null : besideCuboid(cuboid, view));
        // The phrase says how wide the tip is.
        if (element.current !== null && text !== '') place(element.current, at, view);
      },
      [tip, cuboid, text],
    ),
  );
  if (phrase === null) return null;
  return (
    <div ref={element} className={phrase.amber ? 'viewer-tip viewer-tip-amber' : 'viewer-tip'} role="status">
      <strong>{phrase.main}</strong>
      {cuboid !== null && <span>{dimensions(cuboid)}</span>}
      <span>{phrase.detail}</span>
    </div>
  );
}

/** "4.7 × 1.9 × 1.8 m · yaw 41.9°" */
function dimensions({ size, yaw }: CuboidDraft): string {
  return `${size.map((v) => v.toFixed(1)).join(' × ')} m · yaw ${((yaw * 180) / Math.PI).toFixed(1)}°`;
}

/** The rightmost corner of the roof, where a tip covers nothing of the cuboid. */
function besideCuboid({ center, size, yaw }: CuboidDraft, view: View): readonly [number, number] | null {
  const { pose } = uprightBox<'world'>(center, size, yaw);
  const [l, w, h] = size;
  const roof = [[1, 1], [1, -1], [-1, 1], [-1, -1]].map(([x, y]) => toPixels(view, apply(pose, [(x * l) / 2, (y * w) / 2, h / 2])));
  return roof.reduce((best, pixel) => (pixel !== null && (best === null || pixel[0] > best[0]) ? pixel : best), null);
}

/** To the right of a place; to its left where there is no room. */
function place(element: HTMLElement, at: readonly [number, number] | null, { width, height }: View): void {
  element.style.visibility = at === null ? 'hidden' : 'visible';
  if (at === null) return;
  const { offsetWidth: w, offsetHeight: h } = element;
  const left = at[0] + GAP + w + MARGIN > width ? at[0] - GAP - w : at[0] + GAP;
  const top = Math.min(height - h - MARGIN, at[1] - h / 2);
  element.style.transform = `translate(${Math.round(Math.max(MARGIN, left))}px, ${Math.round(Math.max(MARGIN, top))}px)`;
}
