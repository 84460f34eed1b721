import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Change } from '#src/core/labels/change.ts';
import { workspace } from '#src/session/current.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { goToStep } from '#src/session/undoing.ts';
import { when } from './times.ts';

const ROW_HEIGHT = 38;

/** Every step that can be gone back to: what was done, when, by whom. A click undoes or redoes until there. */
export function HistoryPanel() {
  useLabels((s) => s.version);
  const history = workspace()?.history;
  const steps = history?.steps ?? [];
  const position = history?.position ?? 0;
  const scroll = useRef<HTMLDivElement>(null);
  // The first row is the state before all steps.
  const list = useVirtualizer({ count: steps.length + 1, getScrollElement: () => scroll.current, estimateSize: () => ROW_HEIGHT, overscan: 8 });
  useEffect(() => list.scrollToIndex(position), [list, position]);
  return (
    <section className="panel" aria-label="History">
      <header className="panel-head">
        <h2>History</h2>
        <span className="count">
          {position} of {steps.length} {steps.length === 1 ? 'step' : 'steps'} done
        </span>
      </header>
      <div className="rows history" ref={scroll} data-testid="history">
        <ul style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map((item) => (
            <li key={item.key} style={{ position: 'absolute', insetInline: 0, top: item.start, height: item.size }}>
              <button
                type="button"
                className={item.index > position ? 'row undone' : 'row'}
                aria-current={item.index === position ? 'step' : undefined}
                title={item.index === position ? 'The work is here' : item.index < position ? 'Go back to here' : 'Do again up to here'}
                onClick={() => void goToStep(item.index)}
              >
                {item.index === 0 ? <StepName title="As it was opened" detail="" /> : <Step change={steps[item.index - 1]} />}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Step({ change: { title, provenance, place } }: { change: Change }) {
  const where = place === null ? null : `frame ${place.frame}`;
  return <StepName title={title} detail={[when(provenance.timeMs), provenance.author, where].filter((part) => part !== null).join(' · ')} />;
}

function StepName({ title, detail }: { title: string; detail: string }) {
  return (
    <span className="step">
      <span className="name">{title}</span>
      <small>{detail}</small>
    </span>
  );
}
