import type { PointRef } from '#src/core/cloud/window.ts';
import { packLabel } from '#src/core/labels/label.ts';
import type { Visibility } from '#src/core/labels/visibility.ts';
import { everythingShown, hidesSomething } from '#src/core/labels/visibility.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { workspace } from './current.ts';
import { showFrame } from './frames.ts';
import { formatFilter, parseFilter } from './link-filter.ts';
import { notify } from './notices.ts';
import { openFinding } from './review/scan.ts';
import { flash, showObject } from './selecting.ts';
import { useHover } from './stores/hover-store.ts';
import { useReview } from './stores/review-store.ts';
import { currentFrame, useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';
import { useView } from './stores/view-store.ts';
import type { Together } from './together.ts';
import { ONE_FRAME } from './together.ts';
import { viewport } from './viewport.ts';
import { visibility } from './visibility.ts';

/** A place in the work, as a link names it. */
export interface LinkedPlace {
  readonly sequence: string;
  readonly frame: string;
  readonly together: Together;
  readonly point: PointRef | null;
  /** Packed label of an object to select. */
  readonly object: number | null;
  /** What is hidden; null where nothing is. */
  readonly filter: Visibility | null;
  /** Id of a finding at the reviewer's desk. */
  readonly finding: string | null;
}

/** The part of an address after '#'. */
export function formatPlace({ sequence, frame, together, point, object, filter, finding }: LinkedPlace): string {
  const parts = new URLSearchParams({ sequence, frame });
  if (together.frames > 1) parts.set('together', `${together.frames}x${together.step}`);
  if (point !== null) {
    parts.set('sweep', point.sweep);
    parts.set('point', String(point.index));
  }
  if (object !== null) parts.set('object', String(object));
  if (filter !== null) parts.set('filter', formatFilter(filter));
  if (finding !== null) parts.set('finding', finding);
  return parts.toString();
}

/** Null where the text names no place. Parts of it that make no sense are left out: a link that was cut short still opens its frame. */
export function parsePlace(hash: string): LinkedPlace | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const sequence = parts.get('sequence'), frame = parts.get('frame'), sweep = parts.get('sweep');
  if (sequence === null || frame === null) return null;
  const [, frames, step] = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(parts.get('together') ?? '') ?? [];
  const index = whole(parts.get('point')), object = whole(parts.get('object'));
  return {
    sequence,
    frame,
    together: frames === undefined ? ONE_FRAME : { frames: Number(frames), step: Number(step) },
    point: sweep === null || index === null ? null : { sweep, index },
    object: object !== null && object <= 0xffffffff ? object : null,
    filter: parseFilter(parts.get('filter')),
    finding: parts.get('finding'),
  };
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Where people are now: the frame, the point under the cursor, the object that strokes add to, the finding at the reviewer's desk. Null where nothing is open. */
export function presentPlace(): LinkedPlace | null {
  const here = currentFrame();
  if (here === null) return null;
  const { target, armedClass } = useTools.getState();
  return {
    sequence: here.sequence.id,
    frame: here.frame.id,
    together: useScene.getState().together,
    point: useHover.getState().point,
    object: target.kind === 'existing' && armedClass !== null ? packLabel(armedClass, target.id) : null,
    filter: hidesSomething(visibility()) ? visibility() : null,
    finding: useReview.getState().on ? useReview.getState().current : null,
  };
}

/** Shows a place. What of it is not there is said, and the rest is shown. */
export async function goToPlace(place: LinkedPlace): Promise<void> {
  const open = workspace();
  if (open === null) return;
  const index = allFrames(open.scene).findIndex(({ sequence, frame }) => sequence.id === place.sequence && frame.id === place.frame);
  if (index < 0) return notify('error', `The link names frame ${place.frame} of sequence ${place.sequence}, which is not in ${open.scene.name}.`);
  await showFrame(index, place.together);
  if (workspace() !== open) return;
  useView.setState({ visibility: place.filter ?? everythingShown });
  if (place.object !== null) await showObject(place.object);
  if (place.point !== null) showPoint(place.point);
  if (place.finding !== null) openFinding(place.finding);
}

function showPoint(point: PointRef): void {
  const open = workspace();
  const loaded = open?.get(point.sweep);
  const world = open?.worldPoint(point.sweep, point.index);
  if (loaded === undefined || !world) return notify('error', `The link names point ${point.index} of ${point.sweep}, which is not there.`);
  viewport()?.focus(world);
  useHover.setState({ point });
  flash(new Map([[point.sweep, packIndices(loaded.cloud.count, [point.index])]]));
}
