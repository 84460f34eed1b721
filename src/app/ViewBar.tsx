import { colourModes } from '#src/core/colour/modes/index.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { shownSweeps } from '#src/session/current.ts';
import { points } from '#src/session/names.ts';
import { hidesSomething } from '#src/core/labels/visibility.ts';
import { useDrawing } from '#src/session/stores/draw-store.ts';
import { showAll } from '#src/session/visibility.ts';
import { DisplayPanel } from '#src/panels/DisplayPanel.tsx';
import { modeAvailable } from './actions/view.ts';

/** Colour mode, point size and the other ways of drawing, over the view's upper right corner. */
export function ViewBar() {
  useScene((s) => s.shownVersion);
  const levels = useScene((s) => s.levels);
  const { colourMode, sizing, pointSize, pointMetres, visibility } = useView();
  const count = shownSweeps().reduce((n, s) => n + s.cloud.count, 0);
  const invalid = shownSweeps().reduce((n, s) => n + s.cloud.invalid, 0);
  return (
    <div className="view-bar">
      <span className="count" data-testid="shown-points">
        {levels === null ? points(count) : `${levels.shown.toLocaleString('en')} of ${points(levels.total)}, to be looked at`}{invalid > 0 ? `, ${invalid.toLocaleString('en')} without a place` : ''}
      </span>
      {hidesSomething(visibility) && (
        <button type="button" className="small hidden-note" title="Some points are hidden, and no tool selects them. Click to show all (Shift+A)" onClick={showAll}>
          some hidden · show all
        </button>
      )}
      <select value={colourMode} aria-label="Colour by" title="Colour by (X for the next)" onChange={(e) => useView.setState({ colourMode: e.target.value })}>
        {colourModes.map((mode) => (
          <option key={mode.id} value={mode.id} disabled={!modeAvailable(mode.id)}>
            {mode.title}
          </option>
        ))}
      </select>
      {sizing === 'attenuated' ? (
        <input
          type="range" min={0.01} max={0.5} step={0.01} value={pointMetres} aria-label="Point size" title={`Points of ${(100 * pointMetres).toFixed(0)} cm (- and =)`}
          onChange={(e) => useView.setState({ pointMetres: Number(e.target.value) })}
        />
      ) : (
        <input
          type="range" min={1} max={12} step={0.25} value={pointSize} aria-label="Point size" title={`Point size ${pointSize.toFixed(1)} px (- and =)`}
          onChange={(e) => useView.setState({ pointSize: Number(e.target.value) })}
        />
      )}
      <DisplayPanel />
      <Share />
    </div>
  );
}

/** While a picture of very many points is not whole: a line that grows, and takes no place from anything. */
function Share() {
  const share = useDrawing((s) => (s.settled || s.inView === 0 ? 100 : Math.floor((100 * s.drawn) / s.inView)));
  return share < 100 ? <i className="drawn-share" role="progressbar" aria-label="Points drawn" aria-valuenow={share} style={{ width: `${share}%` }} /> : null;
}
