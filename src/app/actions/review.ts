import { findingOnScreen, reviewRows } from '#src/session/review/findings.ts';
import { flickerAfter, flickerMasks, showLook } from '#src/session/review/looks.ts';
import { enterReview, leaveReview } from '#src/session/review/mode.ts';
import { decisionsFile, ignoreRegionsFile } from '#src/session/review/export.ts';
import { ask, chooseAlikeNext, reselect, settle, takeMask, toggleWhole, unask } from '#src/session/review/rulings.ts';
import { startScan, stopScan } from '#src/session/review/scan.ts';
import { showAgain, stepFinding, stepView } from '#src/session/review/showing.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { activeTool, chooseTool } from '#src/tools/active.ts';
import { workspace } from '#src/session/current.ts';
import type { ExportedFile } from '#src/session/exchange.ts';
import { download } from '../choose-files.ts';
import type { Action } from './action.ts';

const on = () => useReview.getState().on;
const opened = () => on() && findingOnScreen() !== null;
const hasDecisions = () => (workspace()?.set.table('findings').size ?? 0) > 0;

type Desk = Omit<Action, 'group' | 'when'>;
const desk = (action: Desk): Action => ({ ...action, group: 'Review', when: 'review', enabled: action.enabled ?? on });

/** What is decided of a finding, in the order in which the desk lists it. In all the app these keys arm classes and tools. */
const deciding: readonly Action[] = [
  desk({ id: 'review.take-mask', title: 'Take the mask’s class', shortcuts: ['1'], enabled: opened, run: takeMask }),
  desk({ id: 'review.label-right', title: '3D is right', shortcuts: ['2'], enabled: opened, run: () => void settle({ kind: 'label-right' }) }),
  desk({ id: 'review.mask-wrong', title: 'The mask is wrong: ignore region', shortcuts: ['3'], enabled: opened, run: () => void settle({ kind: 'mask-wrong' }) }),
  desk({ id: 'review.third-class', title: 'Both are wrong: a third class…', shortcuts: ['4'], enabled: opened, run: () => ask('third-class') }),
  desk({ id: 'review.ignore', title: 'Ignore, with a reason…', shortcuts: ['5'], enabled: opened, run: () => ask('reason') }),
  desk({ id: 'review.return', title: 'Back to the annotator…', shortcuts: ['6'], enabled: opened, run: () => ask('return') }),
  desk({ id: 'review.comment', title: 'Comment on the finding…', shortcuts: ['c'], enabled: opened, run: () => ask('comment') }),
  desk({ id: 'review.alike', title: 'Choose all like this: pair, camera, range, track', shortcuts: ['a'], enabled: opened, run: chooseAlikeNext }),
  desk({ id: 'review.whole', title: 'The whole object, or the finding’s points only', shortcuts: ['o'], enabled: opened, run: toggleWhole }),
  desk({ id: 'review.reopen', title: 'Open the finding again', shortcuts: ['r'], enabled: opened, run: () => void settle({ kind: 'reopened' }) }),
];

/** Ids of what the desk lists under the picture. */
export const decisionIds: readonly string[] = deciding.map(({ id }) => id);

export const reviewActions: readonly Action[] = [
  { id: 'review.switch', title: 'Review', group: 'Review', icon: 'review', shortcuts: ['Shift+r'], enabled: () => useScene.getState().scene !== null, active: on, run: () => (on() ? leaveReview() : enterReview()) },
  { id: 'review.export-json', title: 'Export decisions as JSON', group: 'Review', enabled: hasDecisions, run: () => hand(decisionsFile('json')) },
  { id: 'review.export-csv', title: 'Export decisions as CSV', group: 'Review', enabled: hasDecisions, run: () => hand(decisionsFile('csv')) },
  { id: 'review.export-regions', title: 'Export ignore regions for the mask team', group: 'Review', enabled: () => (workspace()?.set.table('ignoreRegions').size ?? 0) > 0, run: () => hand(ignoreRegionsFile()) },
  desk({ id: 'review.next', title: 'Next finding', shortcuts: ['j', 'ArrowDown'], enabled: () => on() && reviewRows().length > 0, run: () => stepFinding(1) }),
  desk({ id: 'review.previous', title: 'Previous finding', shortcuts: ['k', 'ArrowUp'], enabled: () => on() && reviewRows().length > 0, run: () => stepFinding(-1) }),
  desk({ id: 'review.next-view', title: 'Next picture of the finding', shortcuts: [']'], enabled: opened, run: () => stepView(1) }),
  desk({ id: 'review.previous-view', title: 'Previous picture of the finding', shortcuts: ['['], enabled: opened, run: () => stepView(-1) }),
  desk({ id: 'review.flicker', title: 'Flicker between labels and masks (hold)', shortcuts: ['f'], enabled: opened, run: flickerMasks }),
  desk({ id: 'review.after', title: 'Flicker between before and after (hold)', shortcuts: ['d'], enabled: opened, run: flickerAfter }),
  desk({ id: 'review.again', title: 'Look at the finding again; start looking for findings', shortcuts: ['Enter'], run: () => (useReview.getState().scan.phase === 'none' ? startScan() : showAgain()) }),
  desk({ id: 'review.back', title: 'Drop what is under way, one step at a time', shortcuts: ['Escape'], run: back }),
  desk({ id: 'review.stop', title: 'Stop looking for findings', enabled: () => useReview.getState().scan.phase === 'running', run: stopScan }),
  ...deciding,
];

function hand(file: ExportedFile | null): void {
  if (file !== null) download(file.name, file.bytes);
}

/** The stroke, then the question or what was chosen, then the colours, then the tool; at last the points as they were. */
function back(): void {
  if (activeTool().state !== 'idle') activeTool().cancel();
  else if (unask()) return;
  else if (useReview.getState().look !== 'verdict') showLook('verdict');
  else {
    chooseTool('navigate');
    reselect();
  }
}
