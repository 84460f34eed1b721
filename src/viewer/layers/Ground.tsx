import { useMemo } from 'react';
import { rotate } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { Stage } from '../stage.ts';
import type { Edge } from './lines.tsx';
import { Lines } from './lines.tsx';
import { ringRadii } from './rings.ts';

const GRID = '#1d2430';
const RINGS = '#303a4a';
const AXES = ['#e5484d', '#46a758', '#3e8ee8'];
/** Straight pieces that a ring is drawn with. */
const PIECES = 96;

/** Grid on the ground; where a sensor stands, distance rings around it; and the sweep's axes. */
export function Ground({ stage }: { stage: Stage }) {
  const grid = useView((state) => state.grid);
  const axes = useView((state) => state.axes);
  const lines = useMemo(() => gridEdges(stage), [stage]);
  const rings = useMemo(() => ringRadii(stage.radius).flatMap((radius) => ringEdges(stage, radius)), [stage]);
  const arms = useMemo(() => axisEdges(stage), [stage]);
  return (
    <>
      {grid && <Lines stage={stage} edges={lines} colour={GRID} behind />}
      {grid && stage.fromSensor && <Lines stage={stage} edges={rings} colour={RINGS} behind />}
      {axes && arms.map((arm, k) => <Lines key={AXES[k]} stage={stage} edges={[arm]} colour={AXES[k]} />)}
    </>
  );
}

/** Squares as wide as the rings are apart, along the sensor's own heading. */
function gridEdges({ centre, forward, ground, radius }: Stage): Edge[] {
  const radii = ringRadii(radius);
  const step = radii[0];
  const half = radii[radii.length - 1];
  const at = (ahead: number, left: number): Vec3 => [centre[0] + forward[0] * ahead - forward[1] * left, centre[1] + forward[1] * ahead + forward[0] * left, ground];
  const out: Edge[] = [];
  for (let d = -half; d <= half; d += step) out.push([at(d, -half), at(d, half)], [at(-half, d), at(half, d)]);
  return out;
}

function ringEdges({ centre, ground }: Stage, radius: number): Edge[] {
  const at = (k: number): Vec3 => {
    const angle = (2 * Math.PI * k) / PIECES;
    return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle), ground];
  };
  return Array.from({ length: PIECES }, (_, k): Edge => [at(k), at(k + 1)]);
}

function axisEdges({ centre, worldFromMain, radius }: Stage): Edge[] {
  const length = ringRadii(radius)[0] / 8;
  return [[length, 0, 0], [0, length, 0], [0, 0, length]].map((axis): Edge => {
    const arm = rotate(worldFromMain, [axis[0], axis[1], axis[2]]);
    return [centre, [centre[0] + arm[0], centre[1] + arm[1], centre[2] + arm[2]]];
  });
}
