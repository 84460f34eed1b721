import type { Frame } from '#src/core/scene/scene.ts';
import type { SweepToCheck } from '#src/engine/check-frame.ts';
import type { LabelSource } from './label-source.ts';

/**
 * The sweeps of a frame that a check looks at: the main one, and others that have labels: a radar's points, say, that nobody labels, are not
 * counted as unlabelled.
 */
export async function sweepsToCheck({ sweeps }: Pick<Frame, 'sweeps'>, source: Pick<LabelSource, 'saved' | 'labels' | 'sweepLabels'>): Promise<SweepToCheck[]> {
  const all = await Promise.all(sweeps.map(async (sweep, s): Promise<SweepToCheck> => {
    if (!source.saved) return { sweep, labels: s === 0 || sweep.labels !== null ? 'source' : null };
    return { sweep, labels: s === 0 ? await source.labels(sweep) : ((await source.sweepLabels(sweep))?.labels ?? null) };
  }));
  return all.filter(({ labels }, s) => s === 0 || labels !== null);
}
