import { useMemo } from 'react';
import type { Shading } from '#src/core/colour/colour-mode.ts';
import { colourInputs } from '#src/core/colour/inputs.ts';
import { rampOf } from '#src/core/colour/ramp.ts';
import type { Range } from '#src/core/colour/shaded-column.ts';
import { commonRange, unite } from '#src/core/colour/shaded-column.ts';
import { useColumns } from './columns.ts';
import { shownSweeps } from './current.ts';
import { useScene } from './stores/scene-store.ts';
import { useView } from './stores/view-store.ts';

/** How the view shows values: as people set it, else by the percentiles of all sweeps on screen together. */
export function currentShading(): Shading {
  const { ramp, rampReversed, column, columnRanges, heightRange } = useView.getState();
  const set = column !== null && Object.hasOwn(columnRanges, column) ? columnRanges[column] : null;
  return {
    ramp: rampOf(ramp, rampReversed),
    column,
    columnRange: set ?? (column === null ? null : autoColumnRange(column)),
    heightRange: heightRange ?? autoHeightRange(),
  };
}

/** The same for components: another object whenever something of it has changed. */
export function useShading(): Shading {
  const shownVersion = useScene((s) => s.shownVersion);
  const columns = useColumns((s) => s.version);
  const { ramp, rampReversed, column, columnRanges, heightRange } = useView();
  return useMemo(() => {
    void [ramp, rampReversed, column, columnRanges, heightRange, shownVersion, columns];
    return currentShading();
  }, [ramp, rampReversed, column, columnRanges, heightRange, shownVersion, columns]);
}

/** Null while the column is not loaded. */
export function autoColumnRange(column: string): Range | null {
  return commonRange(shownSweeps().map(({ cloud }) => cloud), column);
}

/** World heights, metres; null where nothing is shown. */
export function autoHeightRange(): Range | null {
  const { taxonomy } = useScene.getState();
  return unite(
    shownSweeps().flatMap(({ cloud, labels, verdicts, sweep }) => colourInputs({ cloud, labels: labels.labels, verdicts, worldFromSweep: sweep.worldFromSweep }, taxonomy).heightRange),
  );
}
