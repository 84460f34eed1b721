import { shadeable } from '#src/core/colour/shaded-column.ts';
import type { Range } from '#src/core/colour/shaded-column.ts';
import { rampOf, ramps } from '#src/core/colour/ramp.ts';
import { srgbHex } from '#src/core/labels/presets/oklab.ts';
import { useColumns } from '#src/session/columns.ts';
import { shownSweeps } from '#src/session/current.ts';
import { autoColumnRange, autoHeightRange } from '#src/session/shading.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { Choice } from './display-fields.tsx';
import { NumberField } from './NumberField.tsx';

/** Palette of the modes that show values; which column is shown, and between which values. */
export function ValueColours() {
  useScene((s) => s.shownVersion);
  useColumns((s) => s.version);
  const reading = useColumns((s) => s.reading > 0);
  const { colourMode, ramp, rampReversed, column, columnRanges, heightRange } = useView();
  const names = [...new Set(shownSweeps().flatMap(({ cloud }) => shadeable(cloud.fields).map((field) => field.name)))];
  return (
    <fieldset>
      <legend>Colours of values</legend>
      <label className="line">
        <span>Palette</span>
        <select value={ramp} onChange={(e) => useView.setState({ ramp: e.target.value })}>
          {ramps.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <div className="ramp" style={{ background: gradient(ramp, rampReversed) }} aria-hidden />
      <Choice label="Reversed" on={rampReversed} onChange={(on) => useView.setState({ rampReversed: on })} />
      <label className="line">
        <span>Column{reading ? ' (reading…)' : ''}</span>
        <select value={colourMode === 'column' ? (column ?? '') : ''} disabled={names.length === 0} onChange={(e) => useView.setState({ column: e.target.value, colourMode: 'column' })}>
          <option value="" disabled>
            {names.length === 0 ? 'the file has none' : 'choose…'}
          </option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {colourMode === 'column' && column !== null && (
        <RangeFields
          title={column} set={Object.hasOwn(columnRanges, column) ? columnRanges[column] : null} auto={autoColumnRange(column)}
          onChange={(range) => useView.setState({ columnRanges: withRange(columnRanges, column, range) })}
        />
      )}
      {colourMode === 'height' && <RangeFields title="height" set={heightRange} auto={autoHeightRange()} onChange={(range) => useView.setState({ heightRange: range })} />}
    </fieldset>
  );
}

interface RangeProps {
  readonly title: string;
  /** What people set; null = automatic. */
  readonly set: Range | null;
  /** Null while nobody knows. */
  readonly auto: Range | null;
  onChange(range: Range | null): void;
}

function RangeFields({ title, set, auto, onChange }: RangeProps) {
  const range = set ?? auto;
  if (range === null) return null;
  const [low, high] = range;
  const digits = high - low >= 100 ? 0 : high - low >= 1 ? 2 : 5;
  const step = (high - low) / 50;
  return (
    <div className="range">
      <NumberField label={`${title} from`} value={low} digits={digits} step={step} max={high} onChange={(v) => v < high && onChange([v, high])} />
      <NumberField label="to" value={high} digits={digits} step={step} min={low} onChange={(v) => v > low && onChange([low, v])} />
      <button type="button" className="small" aria-pressed={set === null} title="2 % to 98 % of what is on screen" onClick={() => onChange(null)}>
        Auto
      </button>
    </div>
  );
}

function withRange(ranges: Readonly<Record<string, Range>>, column: string, range: Range | null): Record<string, Range> {
  const others = Object.fromEntries(Object.entries(ranges).filter(([name]) => name !== column));
  return range === null ? others : { ...others, [column]: range };
}

function gradient(ramp: string, reversed: boolean): string {
  return `linear-gradient(to right, ${rampOf(ramp, reversed).stops.map((rgb) => srgbHex(rgb.map((c) => Math.round(255 * c)))).join(', ')})`;
}
