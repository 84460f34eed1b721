import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import { armObject, newInstance } from '#src/session/arming.ts';
import { shownSweeps, workspace } from '#src/session/current.ts';
import { objectName } from '#src/session/names.ts';
import { showObject } from '#src/session/selecting.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { isShown } from '#src/core/labels/visibility.ts';
import { toggleObject, toggleOnlyObject } from '#src/session/visibility.ts';
import { EyeButton } from './EyeButton.tsx';

const ROW_HEIGHT = 26;

interface Row {
  /** Packed: class and instance. */
  readonly label: number;
  readonly count: number;
}

/** The countable objects: those with points in this frame, and those that were made here and have none in it. */
export function InstancePanel() {
  useLabels((s) => s.version);
  const taxonomy = useScene((s) => s.taxonomy);
  const target = useTools((s) => s.target);
  const armed = useTools((s) => s.armedClass);
  const visibility = useView((s) => s.visibility);
  const rows = objectRows();
  const scroll = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_HEIGHT, overscan: 8 });
  const here = rows.filter((row) => row.count > 0).length;
  return (
    <section className="panel" aria-label="Instances">
      <header className="panel-head">
        <h2>Instances</h2>
        <span className="count">{here} here</span>
        <button type="button" className="small" aria-pressed={target.kind === 'next'} title="The next stroke makes a new instance (N)" onClick={newInstance}>
          New
        </button>
      </header>
      <div className="rows" ref={scroll} data-testid="instances">
        {rows.length === 0 && <p className="hint">Label a thing, a car or a person, and it appears here.</p>}
        <ul style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map((item) => {
            const { label, count } = rows[item.index];
            const chosen = target.kind === 'existing' && target.id === instanceOf(label) && armed === classOf(label);
            return (
              <li key={label} style={{ position: 'absolute', insetInline: 0, top: item.start, height: item.size }}>
                <button
                  type="button"
                  className="row"
                  aria-pressed={chosen}
                  title={`${objectName(label)}: ${count.toLocaleString('en')} points. Click to select it and add to it.`}
                  data-label={label}
                  data-count={count}
                  onClick={() => choose(label)}
                >
                  <i className="swatch" style={{ background: classColour(taxonomy, classOf(label)) }} />
                  <span className="name">{objectName(label)}</span>
                  <span className="count">{count === 0 ? 'elsewhere' : count.toLocaleString('en')}</span>
                </button>
                <EyeButton name={objectName(label)} shown={isShown(label, false, visibility)} onToggle={() => toggleObject(label)} onOnly={() => toggleOnlyObject(label)} />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function choose(label: number): void {
  armObject(classOf(label), instanceOf(label));
  void showObject(label);
}

function objectRows(): Row[] {
  const counts = new Map<number, number>();
  for (const instance of workspace()?.set.table('instances').values() ?? []) counts.set(packLabel(instance.classId, instance.id), 0);
  for (const { labels } of shownSweeps()) for (const [label, n] of labels.perObject) counts.set(label, (counts.get(label) ?? 0) + n);
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => Number(b.count > 0) - Number(a.count > 0) || classOf(a.label) - classOf(b.label) || instanceOf(a.label) - instanceOf(b.label));
}
