import type { SetOperation } from '#src/core/select/packed-points.ts';
import type { Selection, SelectorSpec } from '#src/core/select/selector.ts';
import { selectedCount } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish, inSlices } from '#src/core/steps.ts';
import { isAbort } from '#src/core/errors.ts';
import { shownWindow, workspace } from './current.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { AT_ONCE, inOrder, isBusy } from './in-order.ts';
import type { Stroke } from './labelling.ts';
import { labelSteps } from './labelling.ts';
import { notify } from './notices.ts';
import type { Armed } from './painting.ts';
import { armed, armedPaint, impactSteps, summarize } from './painting.ts';
import { combined, markSoon, pickLater, pickSteps, setSelectionSteps } from './selecting.ts';
import { useLabels } from './stores/label-store.ts';
import { useReview } from './stores/review-store.ts';
import type { CuboidDraft } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';

let pending: SelectorSpec | null = null;
let scheduled = false;
let previewing: AbortController | null = null;

/** Shows what a stroke would do, at most once per drawn frame, always for the newest shape. */
export function previewStroke(spec: SelectorSpec): void {
  pending = spec;
  if (scheduled) return;
  scheduled = true;
  const run = () => {
    scheduled = false;
    if (pending !== null) show(pending);
  };
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(run);
  else run();
}

/** Takes the preview away. */
export function dropStroke(): void {
  pending = null;
  previewing?.abort();
  markSoon('preview', new Map());
  useTools.setState({ overlay: null, impact: null });
}

/** What a finished stroke does: labels (armed paint), or selects. What is armed now counts, whenever its turn comes. */
export function commitStroke(spec: SelectorSpec, tool: string, cuboid: CuboidDraft | null = null): void {
  const { mode } = useTools.getState();
  const wanted = armed();
  dropStroke();
  const count = shownWindow().count;
  let picked: Selection | null = null;
  const steps = function* (): Steps<void> {
    yield* strokeSteps(picked ?? (yield* pickSteps(spec)), mode, wanted, { tool, region: spec, cuboid });
  };
  const pickFirst = count <= AT_ONCE ? undefined : async ({ signal }: { signal: AbortSignal }) => (picked = await pickLater(spec, signal));
  void inOrder(mode === 'paint' ? 'Labelling' : 'Selecting', count, steps, pickFirst);
}

/** At the reviewer's desk a plain stroke trims: what it is drawn around of the finding's points stays selected. */
function selecting(operation: Armed['combine']): SetOperation {
  return operation === 'set' && useReview.getState().on && useLabels.getState().selected > 0 ? 'intersect' : operation;
}

function* strokeSteps(points: Selection, mode: 'paint' | 'select', wanted: Armed, stroke: Stroke): Steps<void> {
  const paint = mode === 'paint' ? armedPaint(wanted) : null;
  if (paint === null) {
    yield* setSelectionSteps(combined(points, selecting(wanted.combine)));
    if (mode === 'paint') notify('info', 'No class was armed: the points are selected. Choose a class, then press Enter.');
    return;
  }
  const change = yield* labelSteps(points, paint, stroke);
  // What was selected before belongs to another action: left there, the next Enter would relabel it.
  yield* setSelectionSteps(new Map());
  if (change === null) notify('info', nothingHappened(points));
}

function show(spec: SelectorSpec): void {
  if (shownWindow().count <= AT_ONCE) finish(previewSteps(finish(pickSteps(spec))));
  else void showLater();
}

/** A window too large to be looked through for each picture: one look after another, each for the newest shape. */
async function showLater(): Promise<void> {
  if (previewing !== null || isBusy()) return;
  const abort = new AbortController();
  previewing = abort;
  try {
    for (let spec = pending; spec !== null; ) {
      const shown: SelectorSpec = spec;
      const points = await pickLater(shown, abort.signal);
      await inSlices(previewSteps(points), nextTask, abort.signal);
      spec = pending === shown ? null : pending;
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  } finally {
    previewing = null;
  }
}

/** Nothing is shown for a shape that was dropped meanwhile. */
function* previewSteps(points: Selection): Steps<void> {
  const open = workspace();
  if (open === null || pending === null) return;
  const { mode, combine } = useTools.getState();
  const paint = mode === 'paint' ? armedPaint() : null;
  if (paint === null) {
    yield* open.markSteps('preview', points);
    const count = selectedCount(mode === 'select' ? combined(points, selecting(combine)) : points);
    if (pending !== null) useTools.setState({ impact: { count, guarded: 0, overwrites: [] } });
    return;
  }
  const impacts = yield* impactSteps(points, paint);
  yield* open.markSteps('preview', new Map([...impacts].map(([id, impact]) => [id, impact.points])));
  if (pending !== null) useTools.setState({ impact: summarize(impacts) });
}

function nothingHappened(points: Selection): string {
  if (selectedCount(points) === 0) return 'No points there.';
  return useTools.getState().guards.unlabelledOnly
    ? 'All points there are labelled already, and the guard keeps them. G switches it off.'
    : 'All points there have that label already.';
}
