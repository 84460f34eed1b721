import { uprightBox } from '#src/core/geometry/box.ts';
import type { Footprint } from '#src/core/geometry/footprint.ts';
import { forEachRun } from '#src/core/select/packed-points.ts';
import { workspace } from './current.ts';
import { pick } from './selecting.ts';
import type { CuboidDraft } from './stores/tool-store.ts';

/** The road under a car must not become car: the box starts this far above the ground. Metres. */
const CLEARANCE = 0.1;
/** What stands on a footprint is looked for up to this height; taller things are made taller by hand. Metres. */
const REACH = 4;
/** Height of a box over an empty footprint: a person's, or a car's with room. Metres. */
const EMPTY_HEIGHT = 1.7;

/** A cuboid over a footprint, as tall as what stands on it. `ground` is world z there. */
export function cuboidOver(footprint: Footprint, ground: number): CuboidDraft {
  const { x, y, length, width, yaw } = footprint;
  const bottom = ground + CLEARANCE;
  const column = uprightBox<'world'>([x, y, bottom + REACH / 2], [length, width, REACH], yaw);
  let top = bottom;
  for (const [id, points] of pick({ kind: 'cuboid', box: column }))
    forEachRun(points, (begin, end) => {
      for (let i = begin; i < end; i++) top = Math.max(top, workspace()?.worldPoint(id, i)?.[2] ?? top);
    });
  const height = top > bottom + 0.2 ? top - bottom + 0.05 : EMPTY_HEIGHT;
  return { center: [x, y, bottom + height / 2], size: [length, width, height], yaw };
}
