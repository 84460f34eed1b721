import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { FAN, slotOf } from '#src/core/cloud/sweep-index.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { Region, RegionTester } from '#src/core/select/region.ts';
import { MIXED, OUT } from '#src/core/select/region.ts';
import { createRegion, isRegionSpec } from '#src/core/select/regions/index.ts';
import type { SelectorSpec, SweepView } from '#src/core/select/selector.ts';
import { createSelector, selectByRegion, selectSweep } from '#src/core/select/selector.ts';

/** Some of a sweep's points, for one worker: those under boxes [begin, end) of a level of its index. */
export interface SweepPart {
  readonly level: number;
  readonly begin: number;
  readonly end: number;
}

/** Boxes of half a million points: small enough to share a large sweep out evenly. */
const LEVEL = 7;

/** Cuts a sweep into at most `most` parts that hold each of its placed points once; null where it is too small to be worth it. */
export function partsOf(index: SweepIndex, most: number, level = LEVEL): SweepPart[] | null {
  const boxes = Math.ceil(index.order.length / slotOf(level, 1));
  const n = Math.min(most, boxes);
  if (n < 2) return null;
  return Array.from({ length: n }, (_, k) => ({ level, begin: Math.floor((k * boxes) / n), end: Math.floor(((k + 1) * boxes) / n) }));
}

/** What a selector picks of a part. Only a region knows how to look at a part; anything else throws RangeError. */
export function selectPart(spec: SelectorSpec, sweep: SweepView, part: SweepPart | null): PackedPoints {
  if (part === null) return selectSweep(createSelector(spec), sweep);
  if (!isRegionSpec(spec) || sweep.index === null) throw new RangeError(`a '${spec.kind}' cannot look at a part of a sweep`);
  return selectSweep(selectByRegion(within(createRegion(spec), sweep.index, part)), sweep);
}

/** A region that has none of the points outside the part. */
function within(region: Region, index: SweepIndex, part: SweepPart): Region {
  return { kind: region.kind, through: (sweep) => new PartTester(region.through(sweep), index.levels, part) };
}

/** Boxes outside the part are out; those above its level may hold some of it. */
class PartTester implements RegionTester {
  /** The number that the part's level begins with. */
  private readonly first: number;

  constructor(private readonly inner: RegionTester, private readonly levels: readonly number[], private readonly part: SweepPart) {
    this.first = levels[part.level];
  }

  classifyBox(boxes: Float32Array, at: number): ReturnType<RegionTester['classifyBox']> {
    const box = at / 6;
    // Boxes below the level are asked for under its own boxes only.
    if (box < this.first) return this.inner.classifyBox(boxes, at);
    const { level, begin, end } = this.part;
    let above = level;
    while (box >= this.levels[above + 1]) above++;
    const share = FAN ** (above - level), low = (box - this.levels[above]) * share;
    if (low >= end || low + share <= begin) return OUT;
    return above === level ? this.inner.classifyBox(boxes, at) : MIXED;
  }

  keepInside(positions: Float32Array, bits: Uint32Array): void {
    this.inner.keepInside(positions, bits);
  }
}
