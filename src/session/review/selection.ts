import { wholeObject } from '#src/core/crosscheck/decisions/whole-object.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { combine, noPoints, packIndices, toIndices } from '#src/core/select/packed-points.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { frameSweeps, workspace } from '../current.ts';
import { setSelection } from '../selecting.ts';
import type { LoadedSweep } from '../workspace.ts';

/** The finding's points as they were selected, by sweep: what people trim is told apart from it. */
let given: { readonly finding: string; readonly points: Selection } | null = null;

/** Selects the points that a finding has in the frame on screen; of its whole object, where that is asked for. */
export function selectFinding(finding: Finding, whole = false): void {
  const points = pointsHere(finding, whole);
  given = { finding: finding.id, points };
  setSelection(points);
}

function pointsHere(finding: Finding, whole: boolean): Selection {
  const sweeps = frameSweeps();
  const object = whole ? wholeObject(finding, sweeps.map(({ sweep, view }) => [sweep.id, view.labels] as const)) : null;
  return new Map(sweeps.flatMap((loaded): [SweepId, PackedPoints][] => {
    const points = object === null ? partIn(finding, loaded) : object.get(loaded.sweep.id);
    return points === undefined ? [] : [[loaded.sweep.id, packIndices(loaded.cloud.count, points)]];
  }));
}

function partIn({ parts }: Finding, { sweep, cloud }: LoadedSweep): Uint32Array | undefined {
  const points = parts.find((part) => part.sweep === sweep.id)?.points;
  // A file that was exchanged meanwhile has fewer points.
  return points?.every((i) => i < cloud.count) ? points : undefined;
}

/** Nothing is given out any more: what is selected is people's own. */
export function forgetGiven(): void {
  given = null;
}

/**
 * What people have made of a finding's points in the frame on screen, by sweep; null where they left them as they are, and where its points
 * are not selected.
 */
export function trimmedHere({ id }: Pick<Finding, 'id'>): ReadonlyMap<SweepId, Uint32Array> | null {
  if (given?.finding !== id) return null;
  const now = workspace()?.marks('selected') ?? new Map<SweepId, PackedPoints>();
  const sweeps = new Set([...given.points.keys(), ...now.keys()]);
  const same = [...sweeps].every((sweep) => isSame(given!.points.get(sweep), now.get(sweep)));
  if (same) return null;
  return new Map([...sweeps].map((sweep) => [sweep, toIndices(now.get(sweep) ?? noPoints(0))]));
}

function isSame(a: PackedPoints | undefined, b: PackedPoints | undefined): boolean {
  const before = a?.count ?? 0, after = b?.count ?? 0;
  if (before !== after) return false;
  return before === 0 || combine(a!, b!, 'subtract').count === 0;
}
