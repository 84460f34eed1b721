import type { Directions } from './directions.ts';
import { areNeighbours, REACH, TURN } from './directions.ts';
import { DisjointSets } from './disjoint-sets.ts';

/**
 * Parts of `points` that hang together: chains of neighbours (`areNeighbours`, asked with the wider beam spacing of the two), as places in
 * `points`, rising. `together` may keep two neighbours apart. All points must have a place.
 */
export function connectedParts(points: ArrayLike<number>, directions: Directions, together: (a: number, b: number) => boolean): number[][] {
  const { azimuth, elevation } = directions;
  const steps = Array.from(points, (i) => directions.stepsAt(i));
  const cellU = REACH.steps * largest(steps.map(([u]) => u)), cellV = REACH.steps * largest(steps.map(([, v]) => v));
  const columns = Math.max(1, Math.floor(TURN / cellU));
  const cells = new Map<number, number[]>();
  const columnOf = (k: number): number => Math.min(columns - 1, Math.floor((azimuth[points[k]] / TURN) * columns));
  const rowOf = (k: number): number => Math.floor((elevation[points[k]] + Math.PI) / cellV);
  const sets = new DisjointSets(points.length);
  for (let k = 0; k < points.length; k++) {
    const column = columnOf(k), row = rowOf(k);
    for (let r = row - 1; r <= row + 1; r++)
      for (let c = -1; c <= 1; c++)
        for (const other of cells.get(r * columns + ((column + c + columns) % columns)) ?? []) {
          if (sets.root(k) === sets.root(other)) continue;
          const wider: [number, number] = [Math.max(steps[k][0], steps[other][0]), Math.max(steps[k][1], steps[other][1])];
          if (areNeighbours(directions, points[k], points[other], wider) && together(k, other)) sets.join(k, other);
        }
    const cell = row * columns + column, members = cells.get(cell);
    if (members === undefined) cells.set(cell, [k]);
    else members.push(k);
  }
  return sets.sets();
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 1e-9);
}
