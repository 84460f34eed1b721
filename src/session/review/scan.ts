import { carryIds } from '#src/core/crosscheck/findings/carry-ids.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { foldCalibration } from '#src/core/crosscheck/findings/fold-calibration.ts';
import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import type { PairCount } from '#src/core/crosscheck/pairs.ts';
import { PairCounter } from '#src/core/crosscheck/pairs.ts';
import { pairTotals } from '#src/core/crosscheck/totals.ts';
import { errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { classMap } from '../class-map.ts';
import { workspace } from '../current.ts';
import { engine } from '../engine.ts';
import { FrameChecks } from './frame-checks.ts';
import { notify } from '../notices.ts';
import { allFindings, findingById, findingOnScreen, queue, rank, rowById, setFindings, setIou } from './findings.ts';
import { verdictsInForce } from './cameras.ts';
import { observe } from './observe.ts';
import { enterReview } from './mode.ts';
import { showFinding } from './showing.ts';
import { useCalibration } from '../stores/calibration-store.ts';
import { useMasks } from '../stores/mask-store.ts';
import { useReview } from '../stores/review-store.ts';
import { useScene } from '../stores/scene-store.ts';
import type { Workspace } from '../workspace.ts';

/** While frames come in, the queue takes up what they showed this often, milliseconds; and never so often that it takes more than this share of the time. */
const SHOW_EVERY = 400, SHOW_SHARE = 0.1;

/** One look through the frames of what is open, and what has to be looked at again since. */
class Scan {
  readonly checks: FrameChecks<CheckedFrame>;
  private readonly builder: FindingBuilder;
  /** Frames that were checked at least once. */
  private readonly done = new Set<number>();
  private readonly problems = new Map<number, string>();
  /** Per frame: the pairs of classes that its pictures compare, at first and now. */
  private readonly first = new Map<number, readonly PairCount[]>();
  private readonly now = new Map<number, readonly PairCount[]>();
  private showAfter = -Infinity;
  private finished = false;

  /** `frames`: places in `allFrames`. */
  constructor(readonly open: Workspace, readonly frames: readonly number[]) {
    this.builder = new FindingBuilder(open.scene.sequences.map(({ id, frames: all, posed }) => ({ id, frames: all.map((frame) => frame.id), posed })));
    this.checks = new FrameChecks(
      {
        check: (frame, signal) => observe(open, frame, signal),
        take: (frame, observed) => this.take(frame, observed),
        failed: (frame, error) => {
          this.problems.set(frame, error.message);
          this.progress(frame);
        },
        idle: () => this.idle(),
        broken: (error) => useReview.setState({ scan: { phase: 'failed', error: errorMessage(error) } }),
      },
      Math.max(1, engine().size),
    );
  }

  begin(): void {
    useReview.setState({ scan: { phase: 'running', done: 0, total: this.frames.length }, problems: [], rechecking: 0, current: null, chosen: new Set(), question: null });
    setFindings([]);
    setIou(null);
    this.checks.ask(this.frames);
  }

  /** What was found stays; frames that were checked are followed from now on. */
  end(): void {
    this.checks.drop();
    this.finish('stopped');
  }

  /** Frames were changed: those that were checked are checked again, before all others. */
  recheck(frames: Iterable<number>): void {
    const mine = [...frames].filter((frame) => this.done.has(frame));
    if (mine.length === 0) return;
    this.checks.ask(mine, true);
    if (this.finished) useReview.setState({ rechecking: this.checks.left });
  }

  recheckAll(): void {
    this.recheck([...this.done]);
  }

  private take(frame: number, observed: CheckedFrame): void {
    const at = allFrames(this.open.scene)[frame];
    this.builder.replaceFrame(at.sequence.id, at.frame.id, observed);
    this.problems.delete(frame);
    const pairs = observed.images.flatMap((image) => image.pairs);
    this.now.set(frame, pairs);
    if (!this.first.has(frame)) this.first.set(frame, pairs);
    this.progress(frame);
  }

  private progress(frame: number): void {
    this.done.add(frame);
    if (!this.finished) useReview.setState({ scan: { phase: 'running', done: this.done.size, total: this.frames.length } });
    else useReview.setState({ rechecking: Math.max(0, this.checks.left - 1) });
    if (performance.now() >= this.showAfter) this.show();
  }

  private idle(): void {
    this.show();
    useReview.setState({ rechecking: 0 });
    this.finish('done');
  }

  private finish(phase: 'done' | 'stopped'): void {
    if (this.finished) return;
    this.finished = true;
    useReview.setState({ scan: { phase, done: this.done.size, total: this.frames.length } });
    const { on, current } = useReview.getState();
    const missed = wanted;
    wanted = null;
    // What was decided on and is gone has a place all the same.
    if (missed !== null && rowById(missed) !== null) return void showFinding(missed);
    if (missed !== null) notify('error', `Finding ${missed} is not there: labels or masks were changed since, or its frame was not looked at.`);
    if (on && current === null && queue().length > 0) void showFinding(queue()[0].id);
  }

  private show(): void {
    const { open } = this, began = performance.now();
    setIou(this.iou());
    // What was found before, and what somebody decided on, keeps its id for as long as it is the same thing. What is found of it while frames
    // still come in names nothing: its id would depend on their order, and others would call it otherwise.
    const fresh = foldCalibration(this.builder.findings(), verdictsInForce()), decided = open.set.table('findings').values();
    const found = carryIds(this.finished ? [...allFindings(), ...decided] : [...decided], fresh);
    const onScreen = findingOnScreen();
    setFindings(found);
    if (onScreen !== null) followName(onScreen, found);
    useReview.setState({ problems: [...this.problems].sort(([a], [b]) => a - b).map(([, message]) => message) });
    const now = performance.now();
    this.showAfter = now + Math.max(SHOW_EVERY, (now - began) / SHOW_SHARE);
    if (wanted === null || findingById(wanted) === null) return;
    void showFinding(wanted);
    wanted = null;
  }

  /** Means over the classes that masks show. */
  private iou(): { before: number; now: number } | null {
    const map = classMap()?.map;
    if (map === undefined) return null;
    const mean = (frames: Iterable<readonly PairCount[]>): number | null => {
      const counter = new PairCounter();
      for (const pairs of frames) counter.addAll(pairs);
      const { iou } = pairTotals(counter.pairs(), map, useScene.getState().taxonomy, useMasks.getState().taxonomy);
      return iou.size === 0 ? null : [...iou.values()].reduce((sum, share) => sum + share, 0) / iou.size;
    };
    const before = mean(this.first.values()), now = mean(this.now.values());
    return before === null || now === null ? null : { before, now };
  }
}

let scan: Scan | null = null;
/** Id of the finding that a link names, and undo goes to, until it is found. */
let wanted: string | null = null;

/** What is on screen stays there where it is called otherwise now that more of it was found. */
function followName(onScreen: Finding, found: readonly Finding[]): void {
  if (findingById(onScreen.id) !== null) return;
  const same = carryIds([onScreen], found).findIndex(({ id }) => id === onScreen.id);
  if (same >= 0) useReview.setState({ current: found[same].id });
}

/** Holds the labels of all frames, or of a range of them, against their masks, and lists what disagrees. It goes on in the background. */
export function startScan(range?: { readonly begin: number; readonly end: number }): void {
  const open = workspace();
  if (open === null) return;
  if (useMasks.getState().attached === null) return notify('info', 'No masks are attached: there is nothing to hold the labels against.');
  const all = allFrames(open.scene).map((_, k) => k);
  follow(open);
  scan?.checks.stop();
  scan = new Scan(open, range === undefined ? all : all.slice(range.begin, range.end));
  scan.begin();
}

/** Looks through no more frames; what was found stays. */
export function stopScan(): void {
  scan?.end();
}

/** Puts a finding on screen, by its id, as soon as it is found. */
export function openFinding(id: string): void {
  enterReview();
  const { phase } = useReview.getState().scan;
  if (findingById(id) !== null || (phase !== 'none' && phase !== 'running' && rowById(id) !== null)) return void showFinding(id);
  if (phase === 'none' || phase === 'running') {
    wanted = id;
    if (phase === 'none') startScan();
  } else notify('error', `Finding ${id} is not there: labels or masks were changed since, or its frame was not looked at.`);
}

const followed = new WeakSet<Workspace>();

/** Checks again what Changes touch, whoever made them. */
function follow(open: Workspace): void {
  if (followed.has(open)) return;
  followed.add(open);
  open.changed.subscribe((change) => {
    if (scan?.open === open) changed(scan, change);
  });
}

function changed(current: Scan, { sweeps, records, provenance }: Change): void {
  const decided = records.filter(({ table }) => table === 'findings').map(({ id }) => id);
  if (decided.length > 0) rank();
  // The reviewer goes where the work goes back to.
  if (provenance.undoes !== undefined && decided.length > 0 && useReview.getState().on) {
    if (findingById(decided[0]) !== null) void showFinding(decided[0]);
    else wanted = decided[0];
  }
  // Conventions make another scene, and that is followed by itself.
  if (records.some(({ table }) => table === 'classMaps')) return current.recheckAll();
  const touched = new Set(sweeps.map(({ sweep }) => sweep));
  const pictures = new Set(records.flatMap((diff) => (diff.table === 'ignoreRegions' ? [(diff.after ?? diff.before)!.image] : [])));
  current.recheck(
    allFrames(current.open.scene).flatMap(({ sequence, frame }, k) =>
      frame.sweeps.some(({ id }) => touched.has(id)) || frame.images.some(({ camera }) => pictures.has(imageId(sequence.id, frame.id, camera))) ? [k] : []),
  );
}

/** Nothing is known of what is open now. */
function forget(): void {
  scan?.checks.stop();
  scan = null;
  useReview.setState({ scan: { phase: 'none' }, problems: [], rechecking: 0, current: null, chosen: new Set(), question: null });
  setFindings([]);
  setIou(null);
}

useScene.subscribe((now, before) => {
  if (now.scene === before.scene || scan === null) return;
  if (scan.open === workspace()) scan.recheckAll();
  else forget();
});
useCalibration.subscribe((now, before) => {
  if (now.report !== before.report && scan !== null && scan.open === workspace()) scan.recheckAll();
});
useMasks.subscribe((now, before) => {
  // Other masks show other things; masks that a dataset brings come before anything was looked for.
  if (now.version === before.version || scan === null || scan.open !== workspace()) return;
  if (now.attached === null) forget();
  else startScan();
});
