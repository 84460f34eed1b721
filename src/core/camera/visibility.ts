import type { Vec3 } from '../geometry/units.ts';
import type { BeamGrid } from './beam-grid.ts';
import { beamGrid } from './beam-grid.ts';
import { beamOriginOf } from './beam-origin.ts';
import type { SweepBeams } from './beams.ts';
import { beamView, pictureView } from './beams.ts';
import { DepthSurface } from './depth-surface.ts';
import type { Projection } from './projection.ts';
import { stillThere } from './still-there.ts';
import { BEYOND, surfacePieces } from './surface-pieces.ts';

/**
 * No two beams have one direction. Where more of the points than this lie over another surface's in the view from the LiDAR, or over
 * others at all, the beams did not come from there: of simulated and real sweeps 0 to 2 and 0 to 6 % do, and 3 to 9 and 5 to 20 % in the
 * frame of a vehicle whose LiDAR stands on its roof.
 */
const MOST_OVERLAID = 0.03;
const MOST_CROWDED = 0.08;

/**
 * Which of the points inside a picture the camera sees: 1 seen, 0 hidden behind a nearer surface; one array per projection, in its
 * order. The first is the sweep of the picture's own time, or the nearest to it; further ones are of sweeps that are shown together with it.
 *
 * A LiDAR gives points with gaps between them, and a depth buffer of one pixel per point hides next to nothing. So each point
 * stands for a piece of its surface, as wide as the beams are apart there and sloped as its neighbours say (`surfacePieces`); the pieces
 * are drawn into a depth buffer, and a point is hidden where the piece in front of it, taken at the point's own pixel, is nearer by more
 * than a margin. What surfaces cover is told best from where the beams came from, which `beams` says, projection by projection, with
 * the arguments that were given to `projectSweep`: there, nothing lies behind anything, and a beam that passed beside a point has seen
 * that its surface ends.
 *
 * A sweep's points are hidden by its own surfaces and by those of the first one, which knows where moving things were. Surfaces of another
 * sweep that beams of the first one pass through have moved away, and hide nothing.
 *
 * `beyond` is where, between the last beam that met a surface and the first that passed by it, the surface is taken to end, 0 to 1: more finds
 * more of the hidden points, and loses more of the seen ones.
 */
export function visiblePoints(
  projections: readonly Projection[], width: number, height: number, beams: readonly SweepBeams[] = [], beyond = BEYOND,
): Uint8Array[] {
  if (projections.length === 0) return [];
  const grids = projections.map((projection, s) => gridOf(projection, width, height, beams[s]));
  const [first] = grids;
  const ofFirst = new DepthSurface(surfacePieces(projections[0], first, beyond), width, height);
  return projections.map((projection, s) => {
    const own = s === 0 ? null : new DepthSurface(stillThere(surfacePieces(projection, grids[s], beyond), grids[s].view, first), width, height);
    const { count, u, v, depth } = projection, visible = new Uint8Array(count);
    for (let i = 0; i < count; i++) visible[i] = ofFirst.hides(u[i], v[i], depth[i]) || own?.hides(u[i], v[i], depth[i]) ? 0 : 1;
    return visible;
  });
}

function gridOf(projection: Projection, width: number, height: number, beams: SweepBeams | undefined): BeamGrid {
  if (beams !== undefined) {
    const grid = gridFrom(projection, beams, beams.beamOrigin ?? [0, 0, 0]);
    if (grid !== null) return grid;
    const found = beams.beamOrigin === undefined ? beamOriginOf(beams.sweep) : null, other = found && gridFrom(projection, beams, found);
    if (other !== null) return other;
  }
  return beamGrid(pictureView(projection, width, height));
}

/** Null where the beams did not come from there. */
function gridFrom(projection: Projection, beams: SweepBeams, beamOrigin: Vec3): BeamGrid | null {
  const grid = beamGrid(beamView(projection, { ...beams, beamOrigin })), { count } = projection;
  return grid.overlaid <= MOST_OVERLAID * count && count - grid.occupied <= MOST_CROWDED * count ? grid : null;
}
