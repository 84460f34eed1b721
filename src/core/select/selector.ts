import type { WindowSweep } from '../cloud/window.ts';
import type { SweepId } from '../scene/scene.ts';
import type { PackedPoints } from './packed-points.ts';
import { noPoints, packMask } from './packed-points.ts';
import type { Region } from './region.ts';

/** What a selector may look at of one loaded sweep. Arrays are in file order and must not be written. */
export interface SweepView extends WindowSweep {
  readonly labels: Uint32Array;
}

/** Something that picks points. `mark` sets out[i] to 1 for the points that it picks; the rest is 0 already. */
export interface Selector {
  readonly kind: string;
  mark(sweep: SweepView, out: Uint8Array): void;
}

/** Points per sweep. */
export type Selection = ReadonlyMap<SweepId, PackedPoints>;

export function selectByRegion(region: Region): Selector {
  return {
    kind: region.kind,
    mark(sweep, out) {
      const tester = region.through(sweep);
      if (sweep.bounds === null || tester.classifyBox(sweep.bounds) === 'out') return;
      tester.testRange(sweep.positions, 0, sweep.count, out);
    },
  };
}

/** Points with exactly this label: an object, or a stuff class. */
export function selectByPackedLabel(label: number): Selector {
  return {
    kind: 'label',
    mark({ labels, count }, out) {
      for (let i = 0; i < count; i++) if (labels[i] === label) out[i] = 1;
    },
  };
}

/** Runs a selector over sweeps. Sweeps in which nothing was picked have an entry with no points. */
export function select(selector: Selector, sweeps: readonly SweepView[]): Selection {
  return new Map(
    sweeps.map((sweep) => {
      const mask = new Uint8Array(sweep.count);
      selector.mark(sweep, mask);
      return [sweep.id, sweep.count === 0 ? noPoints(0) : packMask(mask)];
    }),
  );
}

export function selectedCount(selection: Selection): number {
  let n = 0;
  for (const points of selection.values()) n += points.count;
  return n;
}
