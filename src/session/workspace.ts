import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { worldPoint } from '#src/core/cloud/window.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { History } from '#src/core/labels/history.ts';
import type { LabelSet } from '#src/core/labels/label-set.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Scene, Sweep, SweepId } from '#src/core/scene/scene.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { BLOCK, forEachRun } from '#src/core/select/packed-points.ts';
import type { Selection, SweepView } from '#src/core/select/selector.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { Emitter } from './emitter.ts';

/** A sweep whose points are in memory. */
export interface LoadedSweep {
  readonly sweep: Sweep;
  readonly cloud: PointCloud;
  readonly labels: SweepLabels;
  /** What selectors see of it; `view.labels` is the live array. */
  readonly view: SweepView;
  /** One byte per point: bits of `PointFlag`. */
  readonly flags: Uint8Array;
  /** One byte per point: the `VERDICT` of the cross-check over all cameras of the frame; all `outside` where it was not made. */
  readonly verdicts: Uint8Array;
}

/** Why a point is highlighted, as bits. */
export const PointFlag = { selected: 1, preview: 2, flash: 4 } as const;
export type PointFlagName = keyof typeof PointFlag;

/** Points of a sweep changed: which blocks of 65,536 to look at again. */
export interface PointsChanged {
  readonly sweep: SweepId;
  readonly what: 'labels' | 'flags' | 'verdicts';
  readonly blocks: ReadonlySet<number>;
}

/**
 * What is open, and every per-point array of it. React and zustand never hold one of these arrays: components ask here,
 * and listen to `pointsChanged`.
 */
export class Workspace {
  readonly pointsChanged = new Emitter<PointsChanged>();
  private readonly sweeps = new Map<SweepId, LoadedSweep>();
  private readonly marked: Record<PointFlagName, Selection> = { selected: new Map(), preview: new Map(), flash: new Map() };

  constructor(
    readonly tree: FileTree,
    readonly scene: Scene,
    readonly set: LabelSet,
    readonly history: History,
    readonly store: WorkStore,
  ) {}

  get(sweep: SweepId): LoadedSweep | undefined {
    return this.sweeps.get(sweep);
  }

  /** Puts a sweep that was read into the workspace. */
  add(sweep: Sweep, cloud: PointCloud, labels: SweepLabels): LoadedSweep {
    const { origin, bounds } = cloud;
    const relative = bounds && {
      min: [bounds.min[0] - origin[0], bounds.min[1] - origin[1], bounds.min[2] - origin[2]] as const,
      max: [bounds.max[0] - origin[0], bounds.max[1] - origin[1], bounds.max[2] - origin[2]] as const,
    };
    const loaded: LoadedSweep = {
      sweep,
      cloud,
      labels,
      flags: new Uint8Array(cloud.count),
      verdicts: new Uint8Array(cloud.count).fill(VERDICT.outside),
      view: {
        id: sweep.id,
        count: cloud.count,
        positions: cloud.positions,
        origin,
        bounds: relative,
        labels: labels.labels,
        worldFromSweep: sweep.worldFromSweep,
      },
    };
    this.sweeps.set(sweep.id, loaded);
    return loaded;
  }

  /** Frees a sweep's points. Its labels stay in the label set. */
  drop(sweep: SweepId): void {
    this.sweeps.delete(sweep);
  }

  get loadedSweeps(): ReadonlyMap<SweepId, LoadedSweep> {
    return this.sweeps;
  }

  /** The points that carry a highlight now. */
  marks(flag: PointFlagName): Selection {
    return this.marked[flag];
  }

  /** Exchanges the points that carry a highlight. */
  mark(flag: PointFlagName, points: Selection): void {
    const bit = PointFlag[flag];
    const before = this.marked[flag];
    this.marked[flag] = points;
    for (const id of new Set([...before.keys(), ...points.keys()])) {
      const loaded = this.sweeps.get(id);
      if (loaded === undefined) continue;
      const blocks = new Set<number>();
      const touch = (packed: PackedPoints | undefined, write: (begin: number, end: number) => void) => {
        if (packed === undefined || packed.universe !== loaded.flags.length) return;
        for (const block of packed.blocks.keys()) blocks.add(block);
        forEachRun(packed, write);
      };
      const { flags } = loaded;
      touch(before.get(id), (begin, end) => {
        for (let i = begin; i < end; i++) flags[i] &= ~bit;
      });
      touch(points.get(id), (begin, end) => {
        for (let i = begin; i < end; i++) flags[i] |= bit;
      });
      if (blocks.size > 0) this.pointsChanged.emit({ sweep: id, what: 'flags', blocks });
    }
  }

  /** Takes over what the cross-check says of a sweep's points. */
  setVerdicts(sweep: SweepId, verdicts: Uint8Array): void {
    const loaded = this.sweeps.get(sweep);
    if (loaded === undefined) return;
    loaded.verdicts.set(verdicts);
    this.pointsChanged.emit({ sweep, what: 'verdicts', blocks: new Set(Array.from({ length: blockCount(loaded.cloud.count) }, (_, k) => k)) });
  }

  /** Tells everyone who shows labels which blocks a Change has touched. */
  announce(change: Change): void {
    for (const delta of change.sweeps)
      if (this.sweeps.has(delta.sweep))
        this.pointsChanged.emit({ sweep: delta.sweep, what: 'labels', blocks: new Set(delta.points.blocks.keys()) });
  }

  /** World coordinates of a point, or null where its sweep is not loaded. */
  worldPoint(sweep: SweepId, index: number): Vec3 | null {
    const loaded = this.sweeps.get(sweep);
    return loaded === undefined ? null : worldPoint(loaded.view, index);
  }
}

/** Blocks of a sweep of `count` points. */
export function blockCount(count: number): number {
  return Math.ceil(count / BLOCK);
}
