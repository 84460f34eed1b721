import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { worldPoint } from '#src/core/cloud/window.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { History } from '#src/core/labels/history.ts';
import type { LabelSet } from '#src/core/labels/label-set.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish } from '#src/core/steps.ts';
import type { Scene, Sweep, SweepId } from '#src/core/scene/scene.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { BLOCK, combine, forEachRun, noPoints } from '#src/core/select/packed-points.ts';
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
  /** One byte per point: bits of `PointFlag`; null where no point is highlighted. */
  flags: Uint8Array | null;
  /** One byte per point: the `VERDICT` of the cross-check over all cameras of the frame; null where it was not made. */
  verdicts: Uint8Array | null;
}

/** Why a point is highlighted, as bits. */
export const PointFlag = { selected: 1, preview: 2, flash: 4 } as const;
export type PointFlagName = keyof typeof PointFlag;

/** Points of a sweep changed: which ones to look at again. */
export interface PointsChanged {
  readonly sweep: SweepId;
  readonly what: 'labels' | 'flags' | 'verdicts';
  /** Null = all of them. */
  readonly points: PackedPoints | null;
}

/**
 * What is open, and every per-point array of it. React and zustand never hold one of these arrays: components ask here,
 * and listen to `pointsChanged`.
 */
export class Workspace {
  readonly pointsChanged = new Emitter<PointsChanged>();
  /** Each Change that was carried out, of whoever's, also in undoing: its points may be in sweeps that are not here. */
  readonly changed = new Emitter<Change>();
  private readonly sweeps = new Map<SweepId, LoadedSweep>();
  private readonly marked: Record<PointFlagName, Selection> = { selected: new Map(), preview: new Map(), flash: new Map() };
  /** Which points of a sweep have each highlight in `flags`: behind `marked` while steps are under way. */
  private readonly drawn: Record<PointFlagName, Map<SweepId, PackedPoints>> = { selected: new Map(), preview: new Map(), flash: new Map() };

  constructor(
    readonly tree: FileTree,
    /** Exchanged for another one of the same sweeps where a convention is understood in another way (`conventions.ts`). */
    public scene: Scene,
    readonly set: LabelSet,
    readonly history: History,
    public store: WorkStore,
    /** Whether the work may be looked at only. */
    readonly readOnly = false,
  ) {}

  get(sweep: SweepId): LoadedSweep | undefined {
    return this.sweeps.get(sweep);
  }

  /** Puts a sweep that was read into the workspace. */
  add(sweep: Sweep, cloud: PointCloud, labels: SweepLabels, index: SweepIndex | null = null): LoadedSweep {
    const { origin, bounds } = cloud;
    const relative = bounds && {
      min: [bounds.min[0] - origin[0], bounds.min[1] - origin[1], bounds.min[2] - origin[2]] as const,
      max: [bounds.max[0] - origin[0], bounds.max[1] - origin[1], bounds.max[2] - origin[2]] as const,
    };
    const loaded: LoadedSweep = {
      sweep,
      cloud,
      labels,
      flags: null,
      verdicts: null,
      view: {
        id: sweep.id,
        count: cloud.count,
        positions: cloud.positions,
        origin,
        bounds: relative,
        index,
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
    for (const points of Object.values(this.drawn)) points.delete(sweep);
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
    finish(this.markSteps(flag, points));
  }

  /** The same in steps. Another call for this highlight supersedes what is left of one. */
  *markSteps(flag: PointFlagName, points: Selection): Steps<void> {
    const bit = PointFlag[flag];
    const drawn = this.drawn[flag];
    this.marked[flag] = points;
    for (const id of new Set([...drawn.keys(), ...points.keys()])) {
      if (this.marked[flag] !== points) return;
      const loaded = this.sweeps.get(id);
      if (loaded === undefined) {
        drawn.delete(id);
        continue;
      }
      const old = fitting(drawn.get(id), loaded), now = fitting(points.get(id), loaded);
      if (old.count + now.count === 0) continue;
      const flags = (loaded.flags ??= new Uint8Array(loaded.cloud.count));
      forEachRun(old, (begin, end) => {
        for (let i = begin; i < end; i++) flags[i] &= ~bit;
      });
      forEachRun(now, (begin, end) => {
        for (let i = begin; i < end; i++) flags[i] |= bit;
      });
      if (now.count > 0) drawn.set(id, now);
      else drawn.delete(id);
      if (this.unmarked(id)) loaded.flags = null;
      this.pointsChanged.emit({ sweep: id, what: 'flags', points: combine(old, now, 'add') });
      yield;
    }
  }

  private unmarked(sweep: SweepId): boolean {
    return Object.values(this.drawn).every((points) => !points.has(sweep));
  }

  /** Takes over what the cross-check says of a sweep's points; null = nothing. */
  setVerdicts(sweep: SweepId, verdicts: Uint8Array | null): void {
    const loaded = this.sweeps.get(sweep);
    if (loaded === undefined || (loaded.verdicts === null && verdicts === null)) return;
    loaded.verdicts = verdicts;
    this.pointsChanged.emit({ sweep, what: 'verdicts', points: null });
  }

  /** Tells everyone who shows labels which points a Change has touched, and everyone else that there was one. */
  announce(change: Change): void {
    finish(this.announceSteps(change));
  }

  *announceSteps(change: Change): Steps<void> {
    this.changed.emit(change);
    for (const delta of change.sweeps) {
      if (!this.sweeps.has(delta.sweep)) continue;
      this.pointsChanged.emit({ sweep: delta.sweep, what: 'labels', points: delta.points });
      yield;
    }
  }

  /** World coordinates of a point, or null where its sweep is not loaded. */
  worldPoint(sweep: SweepId, index: number): Vec3 | null {
    const loaded = this.sweeps.get(sweep);
    return loaded === undefined ? null : worldPoint(loaded.view, index);
  }
}

/** A set over other points, from a sweep that was read anew, marks nothing. */
function fitting(points: PackedPoints | undefined, { cloud }: LoadedSweep): PackedPoints {
  return points !== undefined && points.universe === cloud.count ? points : noPoints(cloud.count);
}

/** Blocks of a sweep of `count` points. */
export function blockCount(count: number): number {
  return Math.ceil(count / BLOCK);
}
