import type { KeyboardEvent, ReactNode } from 'react';
import { useState } from 'react';
import type { Likeness } from '#src/core/crosscheck/decisions/settle-like.ts';
import type { ErrorCode } from '#src/core/crosscheck/findings/decision.ts';
import { ERROR_CODES } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { classesFor } from '#src/session/review/armed.ts';
import { rowById } from '#src/session/review/findings.ts';
import { chooseAlike, commentOn, likeThis, settle, takeMaskAs, unask, unclearFinding } from '#src/session/review/rulings.ts';
import { counted, ERROR_NAMES } from '#src/session/review/text.ts';
import type { Question } from '#src/session/stores/review-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { ClassChoice } from './ClassChoice.tsx';

/** What reasons for ignoring mostly are. */
const REASONS = ['too small to matter', 'reflection or transparency', 'rain, dust or spray', 'outside the region of interest'];

/** What a decision still has to be told: answered by keys, taken back with Escape. */
export function Asked({ question, finding }: { readonly question: Question; readonly finding: Finding }) {
  const { taxonomy } = useScene.getState();
  if (question === 'mask-class')
    return (
      <Form title="Which class do the masks mean?">
        <ClassChoice classes={classesFor(unclearFinding() ?? finding)} onChoose={takeMaskAs} />
      </Form>
    );
  if (question === 'third-class')
    return (
      <Form title="Which class is it?">
        <ClassChoice classes={inOrderOfUse(taxonomy).filter((id) => id !== finding.label)} onChoose={(becomes) => void settle({ kind: 'third-class', becomes })} />
      </Form>
    );
  if (question === 'reason') return <Reason />;
  if (question === 'return') return <Return finding={finding} />;
  if (question === 'comment') return <Comment finding={finding} />;
  return <Alike finding={finding} />;
}

/** The classes that people have on their digits come first. */
function inOrderOfUse({ classes }: Taxonomy): number[] {
  return [...new Set([...useTools.getState().digits, ...classes.map(({ id }) => id)])];
}

function Form({ title, submit, children }: { readonly title: string; readonly submit?: () => void; readonly children: ReactNode }) {
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') unask();
    else if (event.key === 'Enter' && submit !== undefined) submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form className="asked" aria-label={title} onKeyDown={keys} onSubmit={(event) => event.preventDefault()}>
      <h3>{title}</h3>
      {children}
      <p className="hint"><kbd>Enter</kbd> decides <kbd>Esc</kbd> takes it back</p>
    </form>
  );
}

function Reason() {
  const [reason, setReason] = useState('');
  const done = (text: string) => text.trim() !== '' && void settle({ kind: 'ignored', reason: text.trim() });
  return (
    <Form title="Why is it to be ignored?" submit={() => done(reason)}>
      <input type="text" autoFocus aria-label="Reason" value={reason} onChange={(event) => setReason(event.currentTarget.value)} onKeyDown={(event) => quick(event, reason, REASONS, done)} />
      <ol className="quick">
        {REASONS.map((text, k) => (
          <li key={text}><button type="button" onClick={() => done(text)}><kbd>{k + 1}</kbd> {text}</button></li>
        ))}
      </ol>
    </Form>
  );
}

/** A digit typed into an empty field means the entry of that number. */
function quick(event: KeyboardEvent, text: string, entries: readonly string[], choose: (entry: string) => void): void {
  const entry = text === '' ? entries[Number(event.key) - 1] : undefined;
  if (entry === undefined) return;
  event.preventDefault();
  choose(entry);
}

function Return({ finding }: { readonly finding: Finding }) {
  const [code, setCode] = useState<ErrorCode>(finding.kind === 'missing-3d' ? 'missed' : finding.kind === 'split' || finding.kind === 'merged' ? 'wrong-identity' : 'wrong-class');
  // One digit: those that follow belong to the comment.
  const [coded, setCoded] = useState(false);
  const choose = (each: ErrorCode) => {
    setCode(each);
    setCoded(true);
  };
  const [text, setText] = useState(rowById(finding.id)?.record?.comment ?? '');
  const done = () => void settle({ kind: 'returned', errorCode: code, ...(text.trim() === '' ? {} : { comment: text.trim() }) });
  return (
    <Form title="What went wrong?" submit={done}>
      <ol className="quick" role="radiogroup" aria-label="Error code">
        {ERROR_CODES.map((each, k) => (
          <li key={each}>
            <button type="button" role="radio" aria-checked={each === code} onClick={() => choose(each)}><kbd>{k + 1}</kbd> {ERROR_NAMES[each]}</button>
          </li>
        ))}
      </ol>
      <input
        type="text" autoFocus aria-label="Comment" placeholder="comment for the annotator" value={text}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => coded || quick(event, text, ERROR_CODES, (each) => choose(each as ErrorCode))}
      />
    </Form>
  );
}

function Comment({ finding }: { readonly finding: Finding }) {
  const [text, setText] = useState(rowById(finding.id)?.record?.comment ?? '');
  return (
    <Form title="Comment" submit={() => void commentOn(text)}>
      <input type="text" autoFocus aria-label="Comment" value={text} onChange={(event) => setText(event.currentTarget.value)} />
    </Form>
  );
}

const LIKE = { pair: 'pair', track: 'track or object', camera: 'camera', range: 'range' } as const;

/** What would be settled together: nothing is, until a decision is made. */
function Alike({ finding }: { readonly finding: Finding }) {
  const { alike, chosen } = useReview();
  const like = likeThis(alike);
  const { taxonomy } = useScene.getState();
  if (like === null) return null;
  const toggle = (name: keyof Likeness) => chooseAlike({ ...alike, [name]: !alike[name] });
  return (
    <div className="asked alike" role="group" aria-label="All like this" data-testid="alike" data-findings={chosen.size}>
      <h3>All like this {className(taxonomy, finding.label)}: the next decision is on all of them</h3>
      <div className="like-by">
        {(Object.keys(LIKE) as (keyof typeof LIKE)[]).map((name) => (
          <button key={name} type="button" className="small" aria-pressed={alike[name] === true} onClick={() => toggle(name)}>same {LIKE[name]}</button>
        ))}
      </div>
      <p>
        <strong>{counted(like.findings.length + 1, 'finding')}</strong> · {(like.points + finding.points).toLocaleString('en')} points · {counted(like.frames, 'frame')} of the others
        {like.cameras.length > 0 && <small> · {like.cameras.map(({ camera, count }) => `${camera} ${count}`).join(', ')}</small>}
      </p>
      <p className="hint"><kbd>A</kbd> by something else <kbd>Esc</kbd> this one only. One undo takes all of it back.</p>
    </div>
  );
}
