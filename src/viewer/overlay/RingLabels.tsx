import { useCallback, useRef } from 'react';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { useEachPicture } from '../eye/eye-context.ts';
import { ringRadii } from '../layers/rings.ts';
import type { Stage } from '../stage.ts';
import { placeAt } from './place.ts';

/** How far the distance rings are, ahead of the sensor and behind it. */
export function RingLabels({ stage }: { stage: Stage }) {
  const grid = useView((state) => state.grid);
  return grid ? <Labels stage={stage} /> : null;
}

function Labels({ stage }: { stage: Stage }) {
  const texts = useRef<(SVGTextElement | null)[]>([]);
  const places = ringRadii(stage.radius).flatMap((radius) => [radius, -radius]);
  useEachPicture(
    useCallback(
      (view: View) => {
        const { centre, forward, ground } = stage;
        ringRadii(stage.radius)
          .flatMap((radius) => [radius, -radius])
          .forEach((metres, k) => {
            const world: Vec3 = [centre[0] + forward[0] * metres, centre[1] + forward[1] * metres, ground];
            placeAt(texts.current[k], view, world);
          });
      },
      [stage],
    ),
  );
  return (
    <g className="viewer-ring-labels">
      {places.map((metres, k) => (
        <text key={metres} ref={(element) => void (texts.current[k] = element)} visibility="hidden">
          {Math.abs(metres).toLocaleString('en')} m
        </text>
      ))}
    </g>
  );
}
