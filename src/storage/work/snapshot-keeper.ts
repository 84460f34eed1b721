import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';

/** When a sweep's snapshot is behind enough to be written again. */
export interface KeeperLimits {
  /** Changes since the last one. */
  readonly changes: number;
  /** Points in those Changes. */
  readonly points: number;
}

/** Replaying this much takes about as long as reading one snapshot of a sweep (measured: 0.1 ms per Change of 2,000 points). */
const USUAL: KeeperLimits = { changes: 64, points: 250_000 };
/** A sweep of so many points is dearer to write in proportion to its size, and so is written less often. */
const USUAL_SWEEP = 1_000_000;

/**
 * Decides which sweep's snapshot to write when. It knows neither clock nor store: whoever owns it says which Changes
 * are in the journal and which snapshots were written, and asks what is due when nothing more urgent is to be done.
 */
export class SnapshotKeeper {
  private readonly behind = new Map<SweepId, { seq: number; points: number; universe: number }[]>();

  constructor(private readonly limits: KeeperLimits = USUAL) {}

  /** A Change is in the journal, as number `seq`. */
  saved(change: Change, seq: number): void {
    for (const { sweep, points } of change.sweeps) {
      const list = this.behind.get(sweep) ?? [];
      this.behind.set(sweep, list);
      list.push({ seq, points: points.count, universe: points.universe });
    }
  }

  /** A snapshot of a sweep was written, or found, that holds all up to Change `seq`. */
  written(sweep: SweepId, seq: number): void {
    const left = (this.behind.get(sweep) ?? []).filter((one) => one.seq > seq);
    if (left.length === 0) this.behind.delete(sweep);
    else this.behind.set(sweep, left);
  }

  /** Sweeps whose snapshots are due, the one that is furthest behind first. */
  due(): SweepId[] {
    return this.atLeast(1);
  }

  /** Sweeps whose snapshots are worth writing before the work is left: a small part of what makes one due is enough. */
  worthLeaving(): SweepId[] {
    return this.atLeast(1 / this.limits.changes);
  }

  private atLeast(share: number): SweepId[] {
    const shares = [...this.behind].map(([sweep, list]) => ({ sweep, share: this.shareOf(list) }));
    return shares.filter((one) => one.share >= share).sort((a, b) => b.share - a.share).map(({ sweep }) => sweep);
  }

  /** How far behind, as a part of what makes a snapshot due. */
  private shareOf(list: readonly { readonly points: number; readonly universe: number }[]): number {
    const points = list.reduce((sum, one) => sum + one.points, 0);
    return Math.max(list.length / this.limits.changes, points / this.limits.points) / Math.max(1, list[0].universe / USUAL_SWEEP);
  }
}
