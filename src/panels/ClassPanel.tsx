import { classColour, className, withUnknownIds } from '#src/core/labels/taxonomy.ts';
import { arm } from '#src/session/arming.ts';
import { shownSweeps } from '#src/session/current.ts';
import { points } from '#src/session/names.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { isClassShown } from '#src/core/labels/visibility.ts';
import { toggleClass, toggleOnlyClass } from '#src/session/visibility.ts';
import { EyeButton } from './EyeButton.tsx';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly colour: string;
  readonly count: number;
  readonly digit: number | null;
}

/** Every class with its points in this frame. The counts, with the unlabelled, sum to the frame's points. */
export function ClassPanel() {
  useLabels((s) => s.version);
  const taxonomy = useScene((s) => s.taxonomy);
  const digits = useTools((s) => s.digits);
  const armed = useTools((s) => s.armedClass);
  const visibility = useView((s) => s.visibility);
  const { rows, total } = classRows(taxonomy, digits);
  return (
    <section className="panel" aria-label="Classes">
      <header className="panel-head">
        <h2>Classes</h2>
        <span className="count" title="Points in this frame; the counts below sum to it" data-testid="point-total">
          {points(total)}
        </span>
      </header>
      <ul className="rows" data-testid="classes">
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className="row"
              aria-pressed={armed === row.id}
              title={`${row.name}: ${row.count.toLocaleString('en')} points`}
              data-class={row.id}
              data-count={row.count}
              onClick={() => arm(row.id)}
            >
              <kbd className="digit">{row.id === 0 ? '0' : (row.digit ?? '')}</kbd>
              <i className="swatch" style={{ background: row.colour }} />
              <span className="name">{row.name}</span>
              <span className="count">{row.count === 0 ? '' : row.count.toLocaleString('en')}</span>
            </button>
            <EyeButton name={row.name} shown={isClassShown(row.id, visibility)} onToggle={() => toggleClass(row.id)} onOnly={() => toggleOnlyClass(row.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Unlabelled first, then the classes with digits, then those that are present, then the rest. */
function classRows(taxonomy: Parameters<typeof withUnknownIds>[0], digits: readonly number[]): { rows: Row[]; total: number } {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { labels } of shownSweeps()) {
    total += labels.count;
    for (const [id, n] of labels.perClass) counts.set(id, (counts.get(id) ?? 0) + n);
  }
  const all = withUnknownIds(taxonomy, counts.keys());
  const order = (id: number) => (digits.includes(id) ? digits.indexOf(id) : counts.has(id) ? 100 : 1000);
  const ids = [0, ...all.classes.map((c) => c.id).sort((a, b) => order(a) - order(b) || a - b)];
  const rows = ids.map((id) => ({
    id,
    name: className(all, id),
    colour: classColour(all, id),
    count: counts.get(id) ?? 0,
    digit: digits.includes(id) ? digits.indexOf(id) + 1 : null,
  }));
  return { rows, total };
}
