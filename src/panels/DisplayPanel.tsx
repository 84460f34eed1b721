import { SlidersHorizontal } from 'lucide-react';
import { Popover, ToggleGroup } from 'radix-ui';
import { points } from '#src/session/names.ts';
import { useDrawing } from '#src/session/stores/draw-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { Choice, Slider } from './display-fields.tsx';
import { ValueColours } from './ValueColours.tsx';
import './display.css';

/** How points are drawn: a button, and what it opens. Everything in it is remembered. */
export function DisplayPanel() {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="icon" aria-label="Display" title="Display: sizes, shading, palette, range, budget">
          <SlidersHorizontal size={16} aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="display" side="bottom" align="end" sideOffset={8} aria-label="Display">
          <h2>Display</h2>
          <Sizes />
          <ValueColours />
          <Hiding />
          <BudgetChoice />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const SIZINGS = [
  { id: 'fixed', title: 'Pixels', hint: 'The same size everywhere' },
  { id: 'attenuated', title: 'Metres', hint: 'Smaller with distance, as things are' },
  { id: 'adaptive', title: 'Adaptive', hint: 'Larger where points are sparse' },
] as const;

function Sizes() {
  const { sizing, pointSize, pointMetres, eyeDome } = useView();
  return (
    <fieldset>
      <legend>Points</legend>
      <ToggleGroup.Root
        type="single" className="options" aria-label="Point sizes" value={sizing}
        onValueChange={(value) => value !== '' && useView.setState({ sizing: value as typeof sizing })}
      >
        {SIZINGS.map(({ id, title, hint }) => (
          <ToggleGroup.Item key={id} value={id} title={hint}>
            {title}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      {sizing === 'attenuated' ? (
        <Slider label="Diameter" min={0.01} max={0.5} step={0.01} value={pointMetres} shown={`${(100 * pointMetres).toFixed(0)} cm`} onChange={(value) => useView.setState({ pointMetres: value })} />
      ) : (
        <Slider label={sizing === 'adaptive' ? 'At least' : 'Diameter'} min={1} max={12} step={0.25} value={pointSize} shown={`${pointSize.toFixed(1)} px`} onChange={(value) => useView.setState({ pointSize: value })} />
      )}
      <Choice label="Shades that show depth" on={eyeDome} onChange={(on) => useView.setState({ eyeDome: on })} />
    </fieldset>
  );
}

function Hiding() {
  const dimHidden = useView((s) => s.dimHidden);
  return (
    <fieldset>
      <legend>Hidden points</legend>
      <Choice label="Keep them as a faint shade" on={dimHidden} onChange={(on) => useView.setState({ dimHidden: on })} />
      <p className="hint">The eyes in the lists hide classes and instances. What is hidden or faint is not selected.</p>
    </fieldset>
  );
}

/** Points per display frame that can be asked for. */
const BUDGETS = [250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

function BudgetChoice() {
  const chosen = useView((s) => s.pointBudget);
  const { drawn, inView, budget, bytes } = useDrawing();
  return (
    <fieldset>
      <legend>While the view moves</legend>
      <label className="line">
        <span>Draw at most</span>
        <select value={chosen ?? ''} onChange={(e) => useView.setState({ pointBudget: e.target.value === '' ? null : Number(e.target.value) })}>
          <option value="">what is smooth</option>
          {BUDGETS.map((n) => (
            <option key={n} value={n}>
              {points(n)}
            </option>
          ))}
        </select>
      </label>
      <p className="hint" data-testid="drawing">
        {drawn.toLocaleString('en')} of {inView.toLocaleString('en')} in view drawn; now {Math.round(budget).toLocaleString('en')} per picture;{' '}
        {(bytes / 1e6).toFixed(0)} MB on the graphics card
      </p>
    </fieldset>
  );
}
