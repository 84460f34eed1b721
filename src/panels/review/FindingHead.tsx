import { findingOnScreen, rankOf, rowById } from '#src/session/review/findings.ts';
import { factsOf } from '#src/session/review/queue.ts';
import { causeName, extentPhrase, rowName, sides, votesPhrase } from '#src/session/review/text.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { LabelSwatch, MaskSwatch } from './FindingRow.tsx';

/** Over the 3D view: what the finding on screen is, what speaks for it, and who seems to be wrong. */
export function FindingHead() {
  useReview((s) => s.version);
  const current = useReview((s) => s.current);
  const row = current === null ? null : rowById(current);
  if (row === null) return null;
  const facts = factsOf(row), { label, mask } = sides(facts), { finding } = row, rank = rankOf(row.id);
  return (
    <div className="finding-title" role="status" data-testid="finding-title">
      <div className="finding-pair">
        <strong>{rowName(facts)}</strong>{' '}
        {facts.kind === 'calibration' ? <span className="muted">points of {label} are {mask} in its pictures</span> : (
          <>
            <span className="muted">labels say</span> <LabelSwatch id={facts.label} /> <b>{facts.label === 0 ? 'nothing' : label}</b>{' '}
            <span className="muted">· masks say</span> <MaskSwatch id={facts.mask} /> <b>{mask}</b>
          </>
        )}
      </div>
      {finding !== null && (
        <>
          <div className="muted finding-numbers"><span>{votesPhrase(finding)}</span> <span>{extentPhrase(finding)}</span></div>
          <div className="finding-cause" title={rank?.reasons.map((reason) => reason.text).join('\n')}>
            <span className="chip" data-cause={finding.cause}>{causeName(finding.cause)}</span> <span className="muted">{finding.why}</span>
          </div>
        </>
      )}
    </div>
  );
}

const LOOKS = { verdict: null, labels: 'coloured by the labels', masks: 'coloured by the masks', after: 'as it would be after the decision' } as const;

/** Under it: how many of its points are in this frame and selected, and what the views show. */
export function FindingFoot() {
  useReview((s) => s.version);
  const { look, whole } = useReview();
  const selected = useLabels((s) => s.selected);
  const finding = findingOnScreen();
  if (finding === null) return null;
  return (
    <div className="key-hints finding-foot" data-testid="finding-foot">
      {LOOKS[look] !== null && <strong>{LOOKS[look]}</strong>}
      <span>
        {selected.toLocaleString('en')} points selected here{whole ? ' (whole object)' : ''}, {finding.points.toLocaleString('en')} in all · <kbd>L</kbd> trims
      </span>
    </div>
  );
}
