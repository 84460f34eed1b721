import type { OrientedBox } from '#src/core/geometry/box.ts';
import { corners } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Edge } from './lines.tsx';

/** Corners, as `corners` numbers them, that share an edge. */
const PAIRS = [[0, 1], [2, 3], [4, 5], [6, 7], [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7]] as const;

/** The twelve edges of a box, and an arrow on its floor that says where it heads. World frame. */
export function cuboidEdges(box: OrientedBox<'world'>): Edge[] {
  const at = corners(box);
  const [l, w, h] = box.size;
  const floor = (x: number, y: number) => apply(box.pose, [x, y, -h / 2]);
  const tip = floor(l / 2, 0);
  const barb = Math.min(l, w) / 4;
  return [
    ...PAIRS.map(([a, b]): Edge => [at[a], at[b]]),
    [floor(0, 0), tip],
    [floor(l / 2 - barb, barb), tip],
    [floor(l / 2 - barb, -barb), tip],
  ];
}
