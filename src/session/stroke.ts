import type { Selection, Selector } from '#src/core/select/selector.ts';
import { selectedCount } from '#src/core/select/selector.ts';
import { workspace } from './current.ts';
import { labelPoints } from './labelling.ts';
import { notify } from './notices.ts';
import { armedPaint, impactsOf, summarize } from './painting.ts';
import { combined, pick, setSelection } from './selecting.ts';
import type { CuboidDraft } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';

let pending: Selector | null = null;
let scheduled = false;

/** Shows what a stroke would do, at most once per drawn frame, always for the newest selector. */
export function previewStroke(selector: Selector): void {
  pending = selector;
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
  workspace()?.mark('preview', new Map());
  useTools.setState({ overlay: null, impact: null });
}

/** What a finished stroke does: labels (armed paint), or selects. True where points were labelled or selected. */
export function commitStroke(selector: Selector, tool: string, region: unknown, cuboid: CuboidDraft | null = null): boolean {
  const { mode, combine } = useTools.getState();
  const points = pick(selector);
  const paint = mode === 'paint' ? armedPaint(combine) : null;
  dropStroke();
  if (paint !== null) {
    const change = labelPoints(points, paint, tool, region, cuboid);
    // What was selected before belongs to another action: left there, the next Enter would relabel it.
    setSelection(new Map());
    if (change === null) notify('info', nothingHappened(points));
    return change !== null;
  }
  setSelection(combined(points, combine));
  if (mode === 'paint') notify('info', 'No class was armed: the points are selected. Choose a class, then press Enter.');
  return selectedCount(points) > 0;
}

function show(selector: Selector): void {
  const open = workspace();
  if (open === null) return;
  const { mode, combine } = useTools.getState();
  const points = pick(selector);
  const paint = mode === 'paint' ? armedPaint(combine) : null;
  if (paint === null) {
    open.mark('preview', points);
    const count = selectedCount(mode === 'select' ? combined(points, combine) : points);
    useTools.setState({ impact: { count, guarded: 0, overwrites: [] } });
    return;
  }
  const impacts = impactsOf(points, paint);
  open.mark('preview', new Map([...impacts].map(([id, impact]) => [id, impact.points])));
  useTools.setState({ impact: summarize(impacts) });
}

function nothingHappened(points: Selection): string {
  if (selectedCount(points) === 0) return 'No points there.';
  return useTools.getState().guards.unlabelledOnly
    ? 'All points there are labelled already, and the guard keeps them. G switches it off.'
    : 'All points there have that label already.';
}
