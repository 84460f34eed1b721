import type { Decision } from '#src/core/crosscheck/decisions/decision.ts';
import type { LikeFindings, Likeness } from '#src/core/crosscheck/decisions/settle-like.ts';
import { settleLike } from '#src/core/crosscheck/decisions/settle-like.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { notify } from '../notices.ts';
import { classesFor } from './armed.ts';
import { targets } from './choosing.ts';
import { correctByTest } from './cameras.ts';
import { comment, decide, rulingOn } from './deciding.ts';
import { findingById, findingOnScreen, queue, reviewRows } from './findings.ts';
import type { ReviewRow } from './queue.ts';
import { afterLeaving } from './queue.ts';
import { selectFinding } from './selection.ts';
import { showFinding } from './showing.ts';
import type { Question } from '../stores/review-store.ts';
import { useReview } from '../stores/review-store.ts';

/** Decides on what was chosen, else on the finding on screen, and goes on to the next one. */
export async function settle(decision: Decision): Promise<void> {
  const findings = targets(), { current, whole, filter } = useReview.getState();
  if (findings.length === 0) return notify('info', 'Open a finding first: J for the next one.');
  const ruling = rulingOn(findings, decision, whole);
  const next = leaves(decision, filter.state) ? afterLeaving(queue(), current ?? findings[0].id, new Set(findings.map(({ id }) => id))) : undefined;
  useReview.setState({ chosen: new Set(), question: null, becomes: null });
  const decided = decide(ruling);
  if (next !== undefined) void showFinding(next?.id ?? null);
  // Nothing was changed: the finding is still to be decided on.
  if ((await decided) === null) void showFinding(findings[0].id);
}

/** Whether what is decided goes out of a queue that shows this state. */
function leaves({ kind }: Decision, state: ReviewRow['state'] | null): boolean {
  if (state === null) return false;
  return state !== (kind === 'reopened' ? 'open' : kind === 'returned' ? 'returned' : 'settled');
}

/** Classes that were chosen for mask classes which several classes of the labels stand for, while a decision on many findings is being made. */
let taken = new Map<number, number>();

/** The camera that the finding on screen, decided on alone, says is off; null where it is about something else. */
export function cameraToCorrect(): string | null {
  const [finding, ...others] = targets();
  return others.length === 0 && finding?.kind === 'calibration' ? (finding.folded?.camera ?? null) : null;
}

/** The points take the mask's class; where several classes of the labels stand for it, or none, that is asked first. */
export function takeMask(): void {
  const camera = cameraToCorrect();
  if (camera !== null) {
    if (!correctByTest(camera)) notify('info', 'The cameras have to be tested again first: Dataset → Cameras.');
    return;
  }
  const unclear = targets().find((finding) => classesFor(finding).length !== 1 && !taken.has(finding.mask));
  if (unclear === undefined) {
    const becomes = taken;
    taken = new Map();
    return void settle({ kind: 'take-mask', ...(becomes.size > 0 ? { becomes } : {}) });
  }
  const classes = classesFor(unclear);
  if (classes.length === 0) notify('info', 'No class of the labels means what the masks show there: choose the right one.');
  ask(classes.length === 0 ? 'third-class' : 'mask-class');
}

/** The first finding that `takeMask` has to ask about. */
export function unclearFinding(): Finding | null {
  return targets().find((finding) => classesFor(finding).length > 1 && !taken.has(finding.mask)) ?? null;
}

/** An answer to what `takeMask` asks. */
export function takeMaskAs(classId: number): void {
  const finding = unclearFinding();
  if (finding !== null) taken.set(finding.mask, classId);
  takeMask();
}

export function ask(question: Question): void {
  if (targets().length === 0) return notify('info', 'Open a finding first: J for the next one.');
  useReview.setState({ question, becomes: null });
}

/** Takes a question, or what was chosen, back. False where there was nothing to take back. */
export function unask(): boolean {
  const { question, chosen } = useReview.getState();
  taken = new Map();
  if (question === null && chosen.size === 0) return false;
  useReview.setState({ question: null, becomes: null, chosen: new Set() });
  return true;
}

/** A comment on the finding on screen. */
export async function commentOn(text: string): Promise<void> {
  const finding = findingOnScreen();
  useReview.setState({ question: null });
  if (finding !== null && text.trim() !== '') await comment(finding, text.trim());
}

/** By what others are like the finding on screen, one after the other, as the same key is pressed. */
const LIKENESSES: readonly Likeness[] = [{ pair: true }, { pair: true, camera: true }, { pair: true, range: true }, { track: true }];

/** Open findings that are like the one on screen. Null where none is on screen. */
export function likeThis(by: Likeness): LikeFindings | null {
  const finding = findingOnScreen();
  return finding === null ? null : settleLike(finding, reviewRows().flatMap((row) => (row.state === 'open' && row.finding !== null ? [row.finding] : [])), by);
}

/** Chooses all open findings that are like the one on screen: the next decision is on all of them. */
export function chooseAlike(by: Likeness): void {
  const finding = findingOnScreen(), like = likeThis(by);
  if (finding === null || like === null) return;
  useReview.setState({ question: 'alike', alike: by, chosen: new Set([finding.id, ...like.findings.map(({ id }) => id)]) });
}

/** The same, by the next likeness that differs from the one before. */
export function chooseAlikeNext(): void {
  const { question, alike } = useReview.getState();
  if (findingOnScreen() === null) return notify('info', 'Open a finding first: J for the next one.');
  const at = question === 'alike' ? LIKENESSES.findIndex((by) => JSON.stringify(by) === JSON.stringify(alike)) : -1;
  if (at === LIKENESSES.length - 1) return void unask();
  chooseAlike(LIKENESSES[at + 1]);
}

/** The whole object of the finding's points, or the points alone again. */
export function toggleWhole(): void {
  const finding = findingOnScreen();
  if (finding === null) return;
  if (finding.instance === 0) return notify('info', 'The labels tell no object here: only the finding’s own points can be taken.');
  useReview.setState(({ whole }) => ({ whole: !whole }));
  reselect();
}

/** Selects the finding's points as they were. */
export function reselect(): void {
  const { current, whole } = useReview.getState();
  const finding = current === null ? null : findingById(current);
  if (finding !== null) selectFinding(finding, whole);
}
