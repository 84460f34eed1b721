import { useCallback, useRef } from 'react';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { useEachPicture } from '../eye/eye-context.ts';
import { toPixels } from '../eye/projecting.ts';
import { ringRadii } from '../layers/rings.ts';
import type { Stage } from '../stage.ts';
import { placeAt } from './place.ts';

/** Labels nearer to each other than this are not told apart: the outer one is left out. CSS pixels. */
const APART = 28;

/** How far the distance rings are, ahead of the sensor and behind it. */
export function RingLabels({ stage }: { stage: Stage }) {
  const grid = useView((state) => state.grid);
  return grid && stage.fromSensor ? <Labels stage={stage} /> : null;
}

function Labels({ stage }: { stage: Stage }) {
  const texts = useRef(new Map<number, SVGTextElement>());
  const place = useCallback((view: View) => placeLabels(stage, view, texts.current), [stage]);
  useEachPicture(place);
  return (
    <g className="viewer-ring-labels">
      {[1, -1].flatMap((side) =>
        ringRadii(stage.radius).map((radius) => (
          <text key={side * radius} ref={(element) => void (element === null ? texts.current.delete(side * radius) : texts.current.set(side * radius, element))}>
            {radius.toLocaleString('en')} m
          </text>
        )),
      )}
    </g>
  );
}

function placeLabels({ centre, forward, ground, radius }: Stage, view: View, texts: ReadonlyMap<number, SVGTextElement>): void {
  for (const side of [1, -1]) {
    let last = toPixels(view, [centre[0], centre[1], ground]);
    for (const metres of ringRadii(radius).map((r) => side * r)) {
      const world: Vec3 = [centre[0] + forward[0] * metres, centre[1] + forward[1] * metres, ground];
      const pixel = toPixels(view, world);
      const crowded = pixel !== null && last !== null && Math.hypot(pixel[0] - last[0], pixel[1] - last[1]) < APART;
      placeAt(texts.get(metres), view, crowded ? null : world);
      if (!crowded) last = pixel;
    }
  }
}
