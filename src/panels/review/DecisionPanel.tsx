import { className } from '#src/core/labels/taxonomy.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { classesFor } from '#src/session/review/armed.ts';
import { targets } from '#src/session/review/choosing.ts';
import { findingOnScreen, rowById } from '#src/session/review/findings.ts';
import { cameraToCorrect, likeThis } from '#src/session/review/rulings.ts';
import { decisionName, ERROR_NAMES } from '#src/session/review/text.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { when } from '../times.ts';
import { Asked } from './Asked.tsx';

/** What can be decided, with the key that does it: both are the app's. */
export interface DecisionKey {
  readonly id: string;
  readonly key: string;
  run(): void;
}

/** What was decided on the finding on screen, what can be, and what a decision still has to be told. */
export function DecisionPanel({ keys }: { readonly keys: readonly DecisionKey[] }) {
  useReview((s) => s.version);
  const { current, question, whole } = useReview();
  useScene((s) => s.taxonomy);
  const finding = findingOnScreen(), row = current === null ? null : rowById(current), record = row?.record ?? null;
  if (row === null) return <section className="decisions" aria-label="Decisions" />;
  const several = targets().length;
  return (
    <section className="decisions" aria-label="Decisions">
      {record !== null && (
        <p className="decided" data-testid="decided">
          {record.decision !== 'reopened' || record.comment === undefined ? <strong>{decisionName(record.decision)}</strong> : null}
          {record.errorCode !== undefined && <span> · {ERROR_NAMES[record.errorCode]}</span>}
          {record.becomes !== undefined && <span> → {className(useScene.getState().taxonomy, record.becomes)}</span>}
          {record.reason !== undefined && <span> · {record.reason}</span>}
          {record.comment !== undefined && <q>{record.comment}</q>}
          <small> {record.author}, {when(record.timeMs)}{row.state === 'open' && record.decision !== 'reopened' ? '; it has changed since' : ''}</small>
        </p>
      )}
      {finding === null ? (
        <p className="hint">{useReview.getState().scan.phase === 'none' ? 'Here it was when it was decided on. Look for findings, and it is shown as it is now.' : 'No check finds it any more: labels and masks agree there now, or its mask is ignored. Undo (Ctrl+Z) takes a decision back.'}</p>
      ) : question === null || question === 'alike' ? (
        <>
          {question === 'alike' && <Asked question="alike" finding={finding} />}
          <ul className="decision-keys">
            {keys.map(({ id, key, run }) => {
              const text = textOf(id, finding, several, whole);
              return text === null ? null : (
                <li key={id}>
                  <button type="button" data-decision={id} onClick={run}>
                    <kbd>{key}</kbd> <span>{text}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      ) : (
        <Asked question={question} finding={finding} />
      )}
    </section>
  );
}

/** What a key would do to the finding on screen; null where it would do nothing. */
function textOf(id: string, finding: Finding, several: number, whole: boolean): string | null {
  const { taxonomy } = useScene.getState(), classes = classesFor(finding), row = rowById(finding.id);
  const all = several > 1 ? ` (${several})` : '';
  if (finding.kind === 'calibration' && ['review.mask-wrong', 'review.third-class', 'review.whole', 'review.alike'].includes(id)) return null;
  if (id === 'review.take-mask' && cameraToCorrect() !== null) return `correct ${cameraToCorrect()} by what the test found`;
  if (id === 'review.take-mask') return `${classes.length === 0 ? 'take the mask: no such class' : `take the mask: ${classes.map((c) => className(taxonomy, c)).join(' or ')}`}${all}`;
  if (id === 'review.label-right') return `3D is right${all}`;
  if (id === 'review.mask-wrong') return `mask is wrong: ignore region${all}`;
  if (id === 'review.third-class') return `both wrong: third class…${all}`;
  if (id === 'review.ignore') return `ignore, with reason…${all}`;
  if (id === 'review.return') return `back to the annotator…${all}`;
  if (id === 'review.comment') return row?.record?.comment === undefined ? 'comment…' : 'change the comment…';
  if (id === 'review.reopen') return row === null || row.record === null || row.record.decision === 'reopened' ? null : 'reopen';
  if (id === 'review.whole') return finding.instance === 0 ? null : whole ? 'the finding’s points only' : 'the whole object';
  if (id !== 'review.alike') return null;
  const like = likeThis({ pair: true });
  return like === null || like.findings.length === 0 ? null : `all like this: ${like.findings.length} more, ${like.points.toLocaleString('en')} points…`;
}
