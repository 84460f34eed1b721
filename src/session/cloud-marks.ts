import { digestSteps } from '#src/core/cloud/cloud-digest.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { Change } from '#src/core/labels/change.ts';
import { needsCompensation } from '#src/core/scene/sweep-timing.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { finish, inSlices } from '#src/core/steps.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { AT_ONCE } from './in-order.ts';
import { notify } from './notices.ts';
import type { LoadedSweep, Workspace } from './workspace.ts';

/** What is known of the clouds that are open; null while it is worked out. */
const digests = new WeakMap<PointCloud, string | null>();

/**
 * The Change with the digest of every cloud whose points it changes, so that a file which is exchanged or sorted afterwards is noticed.
 * Of a large cloud it is worked out beside the work: the first Change to it goes without, the next ones have it.
 */
export function withMarks(open: Workspace, change: Change): Change {
  return {
    ...change,
    sweeps: change.sweeps.map((delta) => {
      const { sweep, cloud } = open.get(delta.sweep) ?? {};
      // Of a sweep whose motion is taken out here, the points are not where the file has them.
      const isFile = !needsCompensation(sweep?.timing);
      if (delta.cloud !== undefined || cloud === undefined || !isFile || cloud.count !== delta.points.universe) return delta;
      const digest = digestOf(cloud);
      return digest === null ? delta : { ...delta, cloud: digest };
    }),
  };
}

/** Sweeps that were held against their Changes already: a frame comes and goes many times. */
const heldAgainst = new WeakMap<Workspace, Set<SweepId>>();

/**
 * Says so where a sweep's points are not those that its saved Changes were made on: its labels may be on other points than people gave
 * them to. Looked at once, beside the work.
 */
export async function warnOfOtherCloud(open: Workspace, { sweep, cloud }: Pick<LoadedSweep, 'sweep' | 'cloud'>): Promise<void> {
  const made = open.history.steps.flatMap((change) => change.sweeps.filter((d) => d.sweep === sweep.id && d.cloud !== undefined).map((d) => d.cloud));
  const held = heldAgainst.get(open) ?? new Set<SweepId>();
  if (made.length === 0 || needsCompensation(sweep.timing) || held.has(sweep.id)) return;
  heldAgainst.set(open, held.add(sweep.id));
  const digest = await inSlices(digestSteps(cloud), nextTask);
  digests.set(cloud, digest);
  if (made.some((other) => other !== digest))
    notify('loss', `${sweep.cloud.file}: its points are not those that were labelled, or they are in another order. Its labels may be on wrong points; “pointweld verify” says which change was made on what.`);
}

function digestOf(cloud: PointCloud): string | null {
  const known = digests.get(cloud);
  if (known !== undefined) return known;
  if (cloud.count <= AT_ONCE) {
    const digest = finish(digestSteps(cloud));
    digests.set(cloud, digest);
    return digest;
  }
  digests.set(cloud, null);
  void inSlices(digestSteps(cloud), nextTask).then((digest) => digests.set(cloud, digest));
  return null;
}
