import { digestSteps } from '#src/core/cloud/cloud-digest.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { Change } from '#src/core/labels/change.ts';
import { needsCompensation } from '#src/core/scene/sweep-timing.ts';
import { finish, inSlices } from '#src/core/steps.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { AT_ONCE } from './in-order.ts';
import type { Workspace } from './workspace.ts';

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
