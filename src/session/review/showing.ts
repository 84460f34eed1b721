import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Frame, FrameImage } from '#src/core/scene/scene.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { frameSweeps, workspace } from '../current.ts';
import { showFrame } from '../frames.ts';
import { findingById, queue, rowById } from './findings.ts';
import { showLook } from './looks.ts';
import { fetchFindings } from './prefetch.ts';
import { stepped } from './queue.ts';
import { forgetGiven, selectFinding } from './selection.ts';
import { frameIndexOf, imageOfView, viewOrder } from './views.ts';
import { setSelection } from '../selecting.ts';
import { useReview } from '../stores/review-store.ts';
import { currentFrame, useScene } from '../stores/scene-store.ts';
import { useView } from '../stores/view-store.ts';
import { ONE_FRAME } from '../together.ts';
import { viewport } from '../viewport.ts';

/** The view looks down on a finding from the side of the camera that shows it best: radians below the horizon. */
const DOWN = 0.38;
/** Metres between the eye and a finding: so many times its radius, and never nearer or farther than this. */
const AWAY = 3.8, NEAREST = 5, FARTHEST = 60;
/** Share of a finding's points at each end of an axis that are not looked at, and how many points are enough to tell. */
const OUTLIERS = 0.08, ENOUGH = 500;
/** Longer than this nobody waits for the 3D view to show a frame. Milliseconds. */
const PATIENCE_MS = 2000;

/** Every new showing supersedes the one before it, which may still be reading its frame. */
let showing = 0;

/** Puts a finding on screen: its points selected, the 3D view turned to it, the picture that shows it best. */
export async function showFinding(id: string | null): Promise<void> {
  const finding = id === null ? null : findingById(id);
  useReview.setState({ current: id, view: finding === null ? 0 : (viewOrder(finding)[0] ?? 0), question: null, becomes: null, whole: false });
  showLook('verdict');
  const row = id === null ? null : rowById(id);
  if (finding !== null) return goToView(finding);
  showing++;
  forgetGiven();
  setSelection(new Map());
  // What was decided on and is gone has a place all the same.
  if (row !== null && row.record !== null) await goToPlace(row.record.sequence, row.record.frames[0], row.record);
}

/** The next (+1) or previous (-1) finding of the queue. */
export function stepFinding(by: number): void {
  const row = stepped(queue(), useReview.getState().current, by);
  if (row !== null) void showFinding(row.id);
}

/** Another picture of the finding on screen: by so many places, those that show it best first. */
export function stepView(by: number): void {
  const { current, view } = useReview.getState();
  const finding = current === null ? null : findingById(current);
  if (finding === null || finding.views.length === 0) return;
  const order = viewOrder(finding);
  showView(order[(order.indexOf(view) + by + order.length) % order.length]);
}

/** The picture at this place of the views of the finding on screen. */
export function showView(view: number): void {
  const { current } = useReview.getState();
  const finding = current === null ? null : findingById(current);
  if (finding === null) return;
  useReview.setState({ view });
  void goToView(finding);
}

/** The finding on screen as it was when it came: its points, the look at it. */
export function showAgain(): void {
  const { current } = useReview.getState();
  if (current !== null) void showFinding(current);
}

async function goToView(finding: Finding): Promise<void> {
  const mine = ++showing, open = workspace();
  const view = finding.views[useReview.getState().view];
  const place = view === undefined ? null : imageOfView(finding, view);
  const frame = place?.frameIndex ?? frameIndexOf(finding.sequence, finding.parts[0]?.frame ?? '');
  if (place !== null) useView.setState({ camera: place.image.camera });
  if (frame < 0 || !(await arrive(frame, () => mine !== showing || workspace() !== open))) return;
  selectFinding(finding, useReview.getState().whole);
  lookAt(finding, place?.image ?? null);
  fetchFindings();
}

async function goToPlace(sequence: string, frame: string, thing: { readonly centre: Vec3; readonly size: Vec3 }): Promise<void> {
  const mine = ++showing, open = workspace(), index = frameIndexOf(sequence, frame);
  if (index >= 0 && (await arrive(index, () => mine !== showing || workspace() !== open))) look(thing.centre, thing.size, null);
}

/** Goes to a frame. False where it was superseded, or the frame cannot be shown. */
async function arrive(index: number, over: () => boolean): Promise<boolean> {
  const { frameIndex, frameLoading, together } = useScene.getState();
  if (index !== frameIndex || frameLoading.phase !== 'idle' || together.frames !== 1) await showFrame(index, ONE_FRAME);
  const frame = currentFrame()?.frame;
  if (over() || frame === undefined || useScene.getState().frameLoading.phase !== 'idle') return false;
  await shownIn3D(frame, over);
  return !over();
}

/** The 3D view takes up a frame after React has heard of it: what it is told before that is about the frame before. */
async function shownIn3D(frame: Frame, over: () => boolean): Promise<void> {
  for (const since = performance.now(); performance.now() - since < PATIENCE_MS && !over(); ) {
    if (viewport()?.shows(frame) !== false) return;
    await nextTask();
  }
}

function lookAt(finding: Finding, image: FrameImage | null): void {
  // Where it is in this frame, which for what moves is not where it was first seen.
  const places = placesHere(finding);
  if (places.length === 0) return look(finding.centre, finding.size, image);
  // Seen through a window, points lie far behind the thing that most of them are on.
  const [x, y, z] = [0, 1, 2].map((k) => {
    const sorted = places.map((place) => place[k]).sort((a, b) => a - b), at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
    return { middle: at(0.5), side: at(1 - OUTLIERS) - at(OUTLIERS) };
  });
  look([x.middle, y.middle, z.middle], [x.side, y.side, z.side], image);
}

/** Of the finding's points in the frame on screen, some hundreds at most, in the world. */
function placesHere({ parts }: Finding): Vec3[] {
  return frameSweeps().flatMap(({ sweep, cloud }) => {
    const points = parts.find((part) => part.sweep === sweep.id)?.points ?? new Uint32Array(0), step = Math.ceil(points.length / ENOUGH);
    return [...points].filter((i, k) => k % step === 0 && i < cloud.count).map((i) => workspace()?.worldPoint(sweep.id, i)).filter((place) => place !== null && place !== undefined);
  });
}

function look(centre: Vec3, size: Vec3, image: FrameImage | null): void {
  const from = image?.worldFromCamera.t ?? currentFrame()?.frame.sweeps[0]?.worldFromSweep.t;
  if (from === undefined) return;
  const dx = centre[0] - from[0], dy = centre[1] - from[1], flat = Math.hypot(dx, dy) || 1;
  const direction: Vec3 = [(Math.cos(DOWN) * dx) / flat, (Math.cos(DOWN) * dy) / flat, -Math.sin(DOWN)];
  const away = Math.min(FARTHEST, Math.max(NEAREST, (AWAY * Math.hypot(...size)) / 2));
  viewport()?.lookAlong([centre[0] - away * direction[0], centre[1] - away * direction[1], centre[2] - away * direction[2]], direction, away, false);
}
