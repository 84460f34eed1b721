import { useCallback, useRef } from 'react';
import type { View } from '#src/core/select/regions/lasso.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { useEachPicture, useEye } from '../eye/eye-context.ts';

const AXES = [
  { name: 'X', colour: '#e5484d' },
  { name: 'Y', colour: '#46a758' },
  { name: 'Z', colour: '#3e8ee8' },
] as const;
/** CSS pixels */
const ARM = 24;

/** In the corner: how the world's axes lie in the picture. */
export function AxisTriad() {
  return useView((state) => state.axes) ? <Triad /> : null;
}

function Triad() {
  const handle = useEye();
  const lines = useRef<(SVGLineElement | null)[]>([]);
  const letters = useRef<(SVGGElement | null)[]>([]);
  useEachPicture(
    useCallback(
      (_: View) => {
        const axes = handle.eye?.screenAxes();
        axes?.forEach(([right, up], k) => {
          const x = (right * ARM).toFixed(1), y = (-up * ARM).toFixed(1);
          lines.current[k]?.setAttribute('x2', x);
          lines.current[k]?.setAttribute('y2', y);
          letters.current[k]?.setAttribute('transform', `translate(${(right * (ARM + 9)).toFixed(1)} ${(-up * (ARM + 9)).toFixed(1)})`);
        });
      },
      [handle],
    ),
  );
  return (
    <svg className="viewer-triad" viewBox="-40 -40 80 80" aria-hidden>
      {AXES.map(({ name, colour }, k) => (
        <g key={name} stroke={colour} fill={colour}>
          <line ref={(element) => void (lines.current[k] = element)} x1={0} y1={0} />
          <g ref={(element) => void (letters.current[k] = element)}>
            <text>{name}</text>
          </g>
        </g>
      ))}
    </svg>
  );
}
