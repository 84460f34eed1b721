import { colourModes } from '#src/core/colour/modes/index.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { shownSweeps } from '#src/session/current.ts';
import { points } from '#src/session/names.ts';
import { modeAvailable } from './actions/view.ts';

/** Colour mode and point size, over the view's upper right corner. */
export function ViewBar() {
  useScene((s) => s.shownVersion);
  const { colourMode, pointSize } = useView();
  const count = shownSweeps().reduce((n, s) => n + s.cloud.count, 0);
  const invalid = shownSweeps().reduce((n, s) => n + s.cloud.invalid, 0);
  return (
    <div className="view-bar">
      <span className="count" data-testid="shown-points">
        {points(count)}{invalid > 0 ? `, ${invalid.toLocaleString('en')} without a place` : ''}
      </span>
      <select value={colourMode} aria-label="Colour by" title="Colour by (X for the next)" onChange={(e) => useView.setState({ colourMode: e.target.value })}>
        {colourModes.map((mode) => (
          <option key={mode.id} value={mode.id} disabled={!modeAvailable(mode.id)}>
            {mode.title}
          </option>
        ))}
      </select>
      <input
        type="range"
        min={1}
        max={12}
        step={0.25}
        value={pointSize}
        aria-label="Point size"
        title={`Point size ${pointSize.toFixed(1)} px (- and =)`}
        onChange={(e) => useView.setState({ pointSize: Number(e.target.value) })}
      />
    </div>
  );
}
