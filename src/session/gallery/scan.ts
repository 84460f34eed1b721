import { DataError, isAbort } from '#src/core/errors.ts';
import type { GalleryObject, Sitting } from '#src/core/gallery/gallery-object.ts';
import { gatherObjects } from '#src/core/gallery/gallery-object.ts';
import type { Oddity } from '#src/core/gallery/oddity.ts';
import { oddities } from '#src/core/gallery/oddity.ts';
import type { Frame, Sequence, Sweep, SweepId } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { concurrently } from '#src/datasets/concurrently.ts';
import { portraySweepJob } from '#src/engine/jobs/portray-sweep.request.ts';
import { workspace } from '../current.ts';
import { engine } from '../engine.ts';
import { useGallery } from '../stores/gallery-store.ts';
import { useScene } from '../stores/scene-store.ts';
import { readFrameLabels } from '../sweeps.ts';
import type { Workspace } from '../workspace.ts';

/** What is known of one dataset's objects. Kept until something else is opened, so that the gallery is there at once the second time. */
interface Known {
  readonly sittings: Map<SweepId, readonly Sitting[]>;
  /** Sweeps that were changed since they were looked at. */
  readonly stale: Set<SweepId>;
  objects: readonly GalleryObject[];
  oddity: ReadonlyMap<string, Oddity>;
}

const kept = new WeakMap<Workspace, Known>();
let running: AbortController | null = null;

/** The objects of what is open, as far as they were looked at. */
export function galleryObjects(): readonly GalleryObject[] {
  return known()?.objects ?? [];
}

export function oddityOf({ key }: GalleryObject): Oddity {
  return known()?.oddity.get(key) ?? { score: 0, why: null };
}

function known(): Known | null {
  const open = workspace();
  if (open === null) return null;
  let own = kept.get(open);
  if (own === undefined) {
    const fresh: Known = { sittings: new Map(), stale: new Set(), objects: [], oddity: new Map() };
    kept.set(open, (own = fresh));
    open.changed.subscribe((change) => {
      for (const { sweep } of change.sweeps) fresh.stale.add(sweep);
    });
  }
  return own;
}

/** How many frames come in between two pictures of the gallery. Milliseconds. */
const SHOW_EVERY = 400;

interface Place {
  readonly sequence: Sequence;
  readonly frame: Frame;
  readonly at: number;
  readonly sweep: Sweep;
}

/** Looks at every labelled sweep that was not looked at as it is now. Rejects never: what cannot be read is a line on screen. */
export async function lookAtObjects(): Promise<void> {
  running?.abort();
  const open = workspace(), own = known();
  if (open === null || own === null) return;
  const abort = new AbortController();
  running = abort;
  const places = allFrames(open.scene).flatMap(({ sequence, frame }, at) => frame.sweeps.map((sweep): Place => ({ sequence, frame, at, sweep })))
    .filter(({ sweep }) => (sweep.labels !== null || open.set.touched(sweep.id)) && (!own.sittings.has(sweep.id) || own.stale.has(sweep.id)));
  const problems: string[] = [];
  let done = 0, shown = performance.now();
  const progress = (phase: 'running' | 'stopped' | 'idle') => useGallery.setState({ scan: { phase, done, total: places.length }, problems: [...problems] });
  progress('running');
  await concurrently(places, async (place) => {
    if (abort.signal.aborted) return;
    try {
      own.stale.delete(place.sweep.id);
      own.sittings.set(place.sweep.id, await portray(open, place, abort.signal));
    } catch (error) {
      own.stale.add(place.sweep.id);
      if (isAbort(error) || abort.signal.aborted) return;
      if (!(error instanceof DataError)) throw error;
      problems.push(error.message);
    }
    done++;
    if (performance.now() - shown < SHOW_EVERY) return;
    shown = performance.now();
    gather(own);
    progress('running');
  }, engine().size + 1);
  if (running !== abort) return; // somebody looks again
  gather(own);
  progress(abort.signal.aborted ? 'stopped' : 'idle');
}

export function stopLooking(): void {
  running?.abort();
}

async function portray(open: Workspace, { sequence, frame, at, sweep }: Place, signal: AbortSignal): Promise<Sitting[]> {
  const labels: Uint32Array | 'source' = open.set.touched(sweep.id) ? (await readFrameLabels(open, sweep, signal)).labels.slice() : 'source';
  const { cloud, timing, worldFromSweep } = sweep;
  const request = { sweep: { cloud, labels: sweep.labels, timing, worldFromSweep }, labels, images: frame.images };
  const objects = await engine().run(portraySweepJob, request, { trees: [open.tree], signal, priority: 'background' });
  return objects.map(({ portrait, crop }) => ({ sequence: sequence.id, frame: at, sweep: sweep.id, portrait, crop }));
}

function gather(own: Known): void {
  own.objects = gatherObjects([...own.sittings.values()].flat());
  own.oddity = oddities(own.objects);
  useGallery.setState((s) => ({ version: s.version + 1 }));
}

// Another dataset has other objects, and nothing of it is chosen.
useScene.subscribe((now, before) => {
  if (now.scene?.name === before.scene?.name && now.scene?.layout === before.scene?.layout) return;
  stopLooking();
  useGallery.setState({ classId: null, chosen: new Set(), anchor: null, problems: [] });
});
