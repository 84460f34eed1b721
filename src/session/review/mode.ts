import { checkFrame } from '../checking.ts';
import { showFrame } from '../frames.ts';
import { forgetGiven } from './selection.ts';
import { showLook } from './looks.ts';
import { showFinding } from './showing.ts';
import { queue, rank } from './findings.ts';
import { setSelection } from '../selecting.ts';
import { useCheck } from '../stores/check-store.ts';
import { useReview } from '../stores/review-store.ts';
import { useScene } from '../stores/scene-store.ts';
import { useTools } from '../stores/tool-store.ts';
import { useView } from '../stores/view-store.ts';
import { ONE_FRAME } from '../together.ts';

/** How people had things before they sat down at the desk. */
let before: { mode: 'paint' | 'select'; check: boolean } | null = null;

/** Puts the reviewer's desk on screen: strokes select, points show their verdicts, one frame at a time. */
export function enterReview(): void {
  if (useReview.getState().on) return;
  const { colourMode, masks, frusta, boxes, axes } = useView.getState();
  before = { mode: useTools.getState().mode, check: useCheck.getState().on };
  useReview.setState({ on: true });
  // What was decided before is known before anything is looked for: who gets findings back goes to them from there.
  rank();
  useTools.setState({ mode: 'select', cuboid: null, overlay: null, impact: null });
  useCheck.setState({ on: true });
  // The eye stands near the sensors: what is drawn around them is in front of it.
  useView.setState({ underneath: { colourMode, masks, frusta, boxes, axes }, frusta: false, boxes: false, axes: false });
  showLook('verdict');
  void checkFrame();
  const { together, frameIndex } = useScene.getState();
  if (together.frames > 1) void showFrame(frameIndex, ONE_FRAME);
  const { current } = useReview.getState();
  void showFinding(current ?? queue()[0]?.id ?? null);
}

/** Back to labelling, with everything as it was. What was found stays. */
export function leaveReview(): void {
  if (!useReview.getState().on) return;
  useReview.setState({ on: false, question: null, chosen: new Set(), becomes: null, look: 'verdict' });
  forgetGiven();
  setSelection(new Map());
  if (before === null) return;
  useView.setState((view) => ({ ...view.underneath, underneath: null }));
  useTools.setState({ mode: before.mode });
  useCheck.setState({ on: before.check });
  void checkFrame();
  before = null;
}
