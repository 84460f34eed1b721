import type { ReactNode } from 'react';
import { className } from '#src/core/labels/taxonomy.ts';
import { queueFilterChanged, reviewRows } from '#src/session/review/findings.ts';
import type { QueueFilter } from '#src/session/review/queue.ts';
import { OPEN_ONES, queueChoices } from '#src/session/review/queue.ts';
import { causeName } from '#src/session/review/text.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

const SIZES = [10, 100, 1000] as const;
const STATES = [['open', 'open'], ['settled', 'settled'], ['returned', 'returned'], ['', 'any state']] as const;

/** Which findings the queue shows. */
export function QueueFilters() {
  useReview((s) => s.version);
  const filter = useReview((s) => s.filter);
  const labels = useScene((s) => s.taxonomy), masks = useMasks((s) => s.taxonomy);
  const { pairs, causes, cameras, frames, people } = queueChoices(reviewRows());
  const set = (part: Partial<QueueFilter>) => queueFilterChanged({ ...filter, ...part });
  const pairName = (pair: string) => {
    const [label, mask] = pair.split('-').map(Number);
    return `${label === 0 ? 'none' : className(labels, label)} → ${mask === 0 ? 'none' : className(masks, mask)}`;
  };
  const narrowed = JSON.stringify({ ...filter, state: null }) !== JSON.stringify({ ...OPEN_ONES, state: null });
  return (
    <div className="queue-filters" role="group" aria-label="Filters">
      <Choice name="State" value={filter.state ?? ''} onChoose={(v) => set({ state: v === '' ? null : (v as QueueFilter['state']) })}>
        {STATES.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </Choice>
      <Choice name="Pair" value={filter.pair ?? ''} onChoose={(v) => set({ pair: v || null })}>
        <option value="">pair</option>
        {pairs.map(([pair, n]) => <option key={pair} value={pair}>{`${pairName(pair)} (${n})`}</option>)}
      </Choice>
      <Choice name="Cause" value={filter.cause ?? ''} onChoose={(v) => set({ cause: (v || null) as QueueFilter['cause'] })}>
        <option value="">cause</option>
        {causes.map(([cause, n]) => <option key={cause} value={cause}>{`${causeName(cause)} (${n})`}</option>)}
      </Choice>
      <Choice name="Camera" value={filter.camera ?? ''} onChoose={(v) => set({ camera: v || null })}>
        <option value="">camera</option>
        {cameras.map(([camera, n]) => <option key={camera} value={camera}>{`${camera} (${n})`}</option>)}
      </Choice>
      <Choice name="Frame" value={filter.frame ?? ''} onChoose={(v) => set({ frame: v || null })}>
        <option value="">frame</option>
        {frames.map(([frame, n]) => <option key={frame} value={frame}>{`${frame} (${n})`}</option>)}
      </Choice>
      <Choice name="Size" value={String(filter.minPoints)} onChoose={(v) => set({ minPoints: Number(v) })}>
        <option value="0">size</option>
        {SIZES.map((n) => <option key={n} value={n}>{`${n.toLocaleString('en')}+ points`}</option>)}
      </Choice>
      {people.length > 0 && (
        <Choice name="Person" value={filter.person ?? ''} onChoose={(v) => set({ person: v || null })}>
          <option value="">person</option>
          {people.map(([person, n]) => <option key={person} value={person}>{`${person} (${n})`}</option>)}
        </Choice>
      )}
      {narrowed && <button type="button" className="small" onClick={() => queueFilterChanged({ ...OPEN_ONES, state: filter.state })}>clear</button>}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly children: ReactNode;
  onChoose(value: string): void;
}

function Choice({ name, value, children, onChoose }: ChoiceProps) {
  const choose = (element: HTMLSelectElement) => {
    onChoose(element.value);
    // The keys belong to the desk again.
    element.blur();
  };
  return (
    <select aria-label={name} title={name} value={value} data-set={(value !== '' && value !== '0') || undefined} onChange={(event) => choose(event.currentTarget)}>
      {children}
    </select>
  );
}
