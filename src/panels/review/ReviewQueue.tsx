import { useVirtualizer } from '@tanstack/react-virtual';
import type { MouseEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { chooseRow, chooseTo } from '#src/session/review/choosing.ts';
import { queue, reviewRows } from '#src/session/review/findings.ts';
import type { ReviewRow } from '#src/session/review/queue.ts';
import { showFinding } from '#src/session/review/showing.ts';
import { counted } from '#src/session/review/text.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { FindingRow } from './FindingRow.tsx';
import { QueueFilters } from './QueueFilters.tsx';
import { ScanPanel } from './ScanPanel.tsx';
import './review.css';

const ROW_HEIGHT = 68;

/** A small picture of a finding: pictures are another room's. */
export type Crop = (finding: Finding) => ReactNode;

interface Props {
  readonly crop: Crop;
  /** Attaches masks. */
  onAttach(): void;
}

/** The findings in the order in which they are worth opening, with filters, and the scan that finds them. */
export function ReviewQueue({ crop, onAttach }: Props) {
  const version = useReview((s) => s.version);
  const filter = useReview((s) => s.filter);
  const current = useReview((s) => s.current);
  const chosen = useReview((s) => s.chosen);
  const phase = useReview((s) => s.scan.phase);
  const rows = queue();
  const scroll = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_HEIGHT, overscan: 6 });
  const at = rows.findIndex((row) => row.id === current);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at);
    // Only when another finding comes on screen, or this one stands elsewhere: not while people scroll.
  }, [list, at, current]);
  void [version, filter];
  return (
    <section className="panel review-queue" aria-label="Findings">
      <ScanPanel onAttach={onAttach} />
      {(phase !== 'none' || reviewRows().length > 0) && <QueueFilters />}
      {chosen.size > 0 && (
        <p className="chosen-note" role="status">
          {counted(chosen.size, 'finding')} chosen: the next decision is on all of them.{' '}
          <button type="button" className="small" onClick={() => useReview.setState({ chosen: new Set() })}>None</button>
        </p>
      )}
      <div className="rows" ref={scroll} data-testid="findings" data-count={rows.length} data-all={reviewRows().length}>
        {rows.length === 0 && <Nothing />}
        <ul style={{ height: list.getTotalSize(), position: 'relative' }} aria-label="Queue">
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              <li key={row.id} style={{ position: 'absolute', insetInline: 0, top: item.start, height: item.size }}>
                <FindingRow row={row} current={row.id === current} chosen={chosen.has(row.id)} crop={crop} onClick={(event) => click(event, row)} />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

/** A click opens; with Ctrl it chooses one more, with Shift all from the one on screen to this one. */
function click(event: MouseEvent, row: ReviewRow): void {
  if (event.shiftKey) chooseTo(row.id);
  else if (event.ctrlKey || event.metaKey) chooseRow(row.id);
  else void showFinding(row.id);
}

function Nothing() {
  const { scan, filter } = useReview.getState();
  const all = reviewRows();
  if (scan.phase === 'none' || scan.phase === 'failed') return all.length === 0 ? null : <p className="hint">{counted(all.length, 'earlier decision')}: choose “settled” or “returned” above.</p>;
  if (scan.phase === 'running' && all.length === 0) return <p className="hint">Nothing found yet.</p>;
  const open = all.filter((row) => row.state === 'open').length;
  if (filter.state === 'open' && open === 0)
    return (
      <p className="hint nothing-open" data-testid="nothing-open">
        <strong>Nothing open.</strong> {all.length === 0 ? 'Labels and masks disagree nowhere that could be told apart from parallax, timing and edges.' : 'Every finding is settled.'}
      </p>
    );
  return <p className="hint">No finding passes the filters.</p>;
}
