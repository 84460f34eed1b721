import type { WindowSweep } from '../cloud/window.ts';
import type { SweepId } from '../scene/scene.ts';
import type { PackedPoints } from './packed-points.ts';
import { packBits, wordsFor } from './packed-points.ts';
import type { Region } from './region.ts';
import type { RegionSpec } from './regions/index.ts';
import { createRegion, isRegionSpec } from './regions/index.ts';
import { ScratchBits } from './scratch-bits.ts';
import { markPoints } from './traverse.ts';

const scratch = new ScratchBits();

/** What a selector may look at of one loaded sweep. Arrays are in file order and must not be written. */
export interface SweepView extends WindowSweep {
  readonly labels: Uint32Array;
}

/** Something that picks points. `mark` sets bit i % 32 of word i / 32 for each point i that it picks; all are clear before. */
export interface Selector {
  readonly kind: string;
  mark(sweep: SweepView, bits: Uint32Array): void;
}

/** Points per sweep. */
export type Selection = ReadonlyMap<SweepId, PackedPoints>;

export function selectByRegion(region: Region): Selector {
  return { kind: region.kind, mark: (sweep, bits) => markPoints(region.through(sweep), sweep, bits) };
}

/** Points with exactly this label: an object, or a stuff class. */
export function selectByPackedLabel(label: number): Selector {
  return {
    kind: 'label',
    mark({ labels, count }, bits) {
      for (let i = 0; i < count; i++) if (labels[i] === label) bits[i >>> 5] |= 1 << (i & 31);
    },
  };
}

/** How each selector that is not a region is made from its plain data. */
const selectors = {
  label: ({ label }: { readonly kind: 'label'; readonly label: number }) => selectByPackedLabel(label),
};

/** A selector as plain data: what a worker is sent. */
export type SelectorSpec = RegionSpec | Parameters<(typeof selectors)[keyof typeof selectors]>[0];

export function createSelector(spec: SelectorSpec): Selector {
  return isRegionSpec(spec) ? selectByRegion(createRegion(spec)) : selectors[spec.kind](spec);
}

/** Runs a selector over one sweep: callers that must not block for long put their pauses between sweeps. */
export function selectSweep(selector: Selector, sweep: SweepView): PackedPoints {
  const bits = scratch.take(wordsFor(sweep.count));
  selector.mark(sweep, bits);
  return packBits(sweep.count, bits);
}

/** Runs a selector over sweeps. Sweeps in which nothing was picked have an entry with no points. */
export function select(selector: Selector, sweeps: readonly SweepView[]): Selection {
  return new Map(sweeps.map((sweep) => [sweep.id, selectSweep(selector, sweep)]));
}

export function selectedCount(selection: Selection): number {
  let n = 0;
  for (const points of selection.values()) n += points.count;
  return n;
}
