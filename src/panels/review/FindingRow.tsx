import type { MouseEvent } from 'react';
import { classColour } from '#src/core/labels/taxonomy.ts';
import type { ReviewRow } from '#src/session/review/queue.ts';
import { factsOf } from '#src/session/review/queue.ts';
import { causeName, counted, decisionName, rowName, sides } from '#src/session/review/text.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import type { Crop } from './ReviewQueue.tsx';

interface Props {
  readonly row: ReviewRow;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly crop: Crop;
  onClick(event: MouseEvent): void;
}

/** One entry of the queue: what it looks like, what is said to be what, how much of it there is, and why. */
export function FindingRow({ row, current, chosen, crop, onClick }: Props) {
  const facts = factsOf(row), { finding, record, state } = row;
  const name = rowName(facts), { label, mask } = sides(facts);
  const extent = [`${facts.points.toLocaleString('en')} pts`, ...(finding === null ? [] : [counted(finding.views.length, 'view')]), counted(facts.frames.length, 'frame')].join(' · ');
  const chip = state === 'open' ? (finding === null ? null : causeName(finding.cause)) : record === null ? null : decisionName(record.decision);
  return (
    <button
      type="button"
      className="finding-row"
      aria-current={current}
      aria-pressed={chosen}
      data-finding={row.id}
      data-state={state}
      title={[`${name}: ${label} → ${mask}`, extent, finding?.why, record?.comment].filter((part) => part !== undefined && part !== '').join('\n')}
      onClick={onClick}
    >
      <span className="finding-picture">{finding === null ? null : crop(finding)}</span>
      <span className="finding-words">
        <span className="finding-head">
          <strong>{name}</strong>
          {chip !== null && <span className="chip" data-cause={state === 'open' ? finding?.cause : undefined}>{chip}</span>}
        </span>
        <span className="finding-pair">
          <LabelSwatch id={facts.label} /> <span>{label}</span> <span className="muted">→</span> <MaskSwatch id={facts.mask} /> <span>{mask}</span>
        </span>
        <small>{extent}</small>
      </span>
    </button>
  );
}

export function LabelSwatch({ id }: { readonly id: number }) {
  const taxonomy = useScene((s) => s.taxonomy);
  return <i className="swatch" style={{ background: classColour(taxonomy, id) }} />;
}

export function MaskSwatch({ id }: { readonly id: number }) {
  const taxonomy = useMasks((s) => s.taxonomy);
  return <i className="swatch" style={{ background: classColour(taxonomy, id) }} />;
}
