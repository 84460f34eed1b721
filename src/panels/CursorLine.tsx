import { UNLABELLED } from '#src/core/labels/label.ts';
import { workspace } from '#src/session/current.ts';
import { objectName } from '#src/session/names.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { lastStepOf } from '#src/session/provenance.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { when } from './times.ts';

/** What is under the cursor: class and instance, distance from the sensor, height in the world, index in the file, and who labelled it. */
export function CursorLine() {
  const point = useHover((s) => s.point);
  useLabels((s) => s.version);
  const loaded = point === null ? undefined : workspace()?.get(point.sweep);
  if (point === null || loaded === undefined) return null;
  const { positions, origin } = loaded.cloud;
  const k = 3 * point.index;
  const range = Math.hypot(origin[0] + positions[k], origin[1] + positions[k + 1], origin[2] + positions[k + 2]);
  const height = workspace()?.worldPoint(point.sweep, point.index)?.[2] ?? 0;
  const label = loaded.view.labels[point.index];
  const step = lastStepOf(point);
  return (
    <div className="cursor-line" data-testid="cursor-line">
      {[
        label === UNLABELLED ? 'unlabelled' : objectName(label),
        loaded.labels.isDraft(point.index) ? 'draft' : null,
        // A map in UTM has no sensor at its zero.
        range < 1000 ? `${range.toFixed(1)} m away` : null,
        `z ${height.toFixed(2)} m`,
        `point ${point.index.toLocaleString('en')}`,
        step === null ? null : `${step.tool} by ${step.author} ${when(step.timeMs)}`,
      ]
        .filter((part) => part !== null)
        .join(' · ')}
    </div>
  );
}
