import type { GalleryObject } from '#src/core/gallery/gallery-object.ts';
import { bestPortrait } from '#src/core/gallery/gallery-object.ts';
import type { Change, SweepDelta } from '#src/core/labels/change.ts';
import { deltaSteps } from '#src/core/labels/change.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { RecordDiff } from '#src/core/labels/records.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import { armObject } from '../arming.ts';
import { changeHeader } from '../change-header.ts';
import { workspace } from '../current.ts';
import { showFrame } from '../frames.ts';
import { galleryObjects, lookAtObjects, oddityOf } from './scan.ts';
import type { LongAction } from '../in-order.ts';
import { queued } from '../in-order.ts';
import { objectName, points } from '../names.ts';
import { reviewRows } from '../review/findings.ts';
import { showObject } from '../selecting.ts';
import type { GalleryOrder } from '../stores/gallery-store.ts';
import { useGallery } from '../stores/gallery-store.ts';
import { useMasks } from '../stores/mask-store.ts';
import { useScene } from '../stores/scene-store.ts';
import { readFrameLabels } from '../sweeps.ts';
import { ONE_FRAME } from '../together.ts';
import { commitSteps } from '../undoing.ts';
import type { Workspace } from '../workspace.ts';

/** What masks say against an object, as far as the desk has looked for disagreements. */
export interface ObjectVerdict {
  /** Points in open findings. */
  readonly points: number;
  /** Name of the masks' class, or of another disagreement, with the most of them. */
  readonly says: string;
}

/** By key of the object; those that nothing is said against are not in it. Depends on `useReview().version`. */
export function verdictsOfObjects(): ReadonlyMap<string, ObjectVerdict> {
  const masks = useMasks.getState().taxonomy, out = new Map<string, ObjectVerdict & { most: number }>();
  for (const { state, finding } of reviewRows()) {
    if (finding === null || state !== 'open' || finding.instance === 0) continue;
    const key = `${finding.sequence}/${packLabel(finding.label, finding.instance)}`, before = out.get(key);
    const says = finding.kind === 'class' ? className(masks, finding.mask) : finding.kind.replace('-', ' in ');
    const isMost = finding.points > (before?.most ?? -1);
    out.set(key, { points: (before?.points ?? 0) + finding.points, says: isMost ? says : before!.says, most: Math.max(finding.points, before?.most ?? 0) });
  }
  return out;
}

/** Classes that have objects, with how many, by class id. */
export function galleryClasses(): { classId: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { label } of galleryObjects()) counts.set(classOf(label), (counts.get(classOf(label)) ?? 0) + 1);
  return [...counts].map(([classId, count]) => ({ classId, count })).sort((a, b) => a.classId - b.classId);
}

/** The objects of a class, in the order that people want. */
export function galleryOf(classId: number, order: GalleryOrder, verdicts: ReadonlyMap<string, ObjectVerdict>): GalleryObject[] {
  const most: Record<GalleryOrder, (object: GalleryObject) => number> = {
    oddity: (o) => oddityOf(o).score,
    verdict: (o) => (verdicts.get(o.key)?.points ?? 0) / o.points,
    size: (o) => bestPortrait(o).size.reduce((volume, side) => volume * Math.max(0.05, side), 1),
    points: (o) => o.points,
    id: (o) => -instanceOf(o.label),
  };
  const value = most[order];
  return galleryObjects().filter((o) => classOf(o.label) === classId).sort((a, b) => value(b) - value(a) || a.label - b.label);
}

/** Chooses an object: alone, with all between it and the one before (`range`), or besides what is chosen (`add`). */
export function chooseObject(key: string, shown: readonly GalleryObject[], how: { readonly range: boolean; readonly add: boolean }): void {
  const { chosen, anchor } = useGallery.getState();
  if (how.range && anchor !== null) {
    const [from, to] = [anchor, key].map((k) => shown.findIndex((o) => o.key === k)).sort((a, b) => a - b);
    if (from >= 0) return useGallery.setState({ chosen: new Set([...(how.add ? chosen : []), ...shown.slice(from, to + 1).map((o) => o.key)]) });
  }
  const next = new Set(how.add ? chosen : []);
  if (how.add && chosen.has(key)) next.delete(key);
  else next.add(key);
  useGallery.setState({ chosen: next, anchor: key });
}

export function chooseObjects(keys: Iterable<string>): void {
  useGallery.setState({ chosen: new Set(keys), anchor: null });
}

/** Goes to the frame that shows an object best, and selects it there. */
export async function goToObject({ label, sittings, best }: GalleryObject): Promise<void> {
  await showFrame(sittings[best].frame, ONE_FRAME);
  armObject(classOf(label), instanceOf(label));
  await showObject(label);
}

/**
 * Gives the chosen objects another class, in all frames, as one Change; they keep their ids, which are unique over all classes. Null where
 * nothing would change, or it failed, which is said.
 */
export async function reclassify(classId: number): Promise<Change | null> {
  const { chosen } = useGallery.getState();
  const objects = galleryObjects().filter((o) => chosen.has(o.key) && classOf(o.label) !== classId);
  if (objects.length === 0) return null;
  const change = await queued('Relabelling', async (action) => {
    const open = workspace();
    if (open === null) return null;
    const made = await changeOf(open, objects, classId, action);
    await action.slices(commitSteps(made));
    return made;
  });
  if (change !== null) {
    chooseObjects([]);
    void lookAtObjects();
  }
  return change;
}

async function changeOf(open: Workspace, objects: readonly GalleryObject[], classId: number, action: LongAction): Promise<Change> {
  const frames = allFrames(open.scene);
  const wanted = new Map<string, Set<number>>();
  for (const { label, sittings } of objects) for (const { sweep } of sittings) wanted.set(sweep, (wanted.get(sweep) ?? new Set()).add(label));
  const sweeps: SweepDelta[] = [];
  for (const { frame } of frames)
    for (const sweep of frame.sweeps) {
      const labels = wanted.get(sweep.id);
      if (labels !== undefined) sweeps.push(await deltaIn(open, sweep, labels, classId, action));
    }
  const count = sweeps.reduce((n, delta) => n + delta.points.count, 0);
  if (count === 0) throw new Error('these objects are no longer there.');
  const [first] = objects, place = frames[first.sittings[first.best].frame];
  const what = objects.length === 1 ? objectName(first.label) : `${objects.length} objects`;
  return {
    ...changeHeader({ tool: 'gallery', region: { kind: 'objects', labels: objects.map((o) => o.label) } }),
    title: `gallery: ${what}, ${points(count)} → ${className(useScene.getState().taxonomy, classId)}`,
    place: { sequence: place.sequence.id, frame: place.frame.id },
    sweeps: sweeps.filter((delta) => delta.points.count > 0),
    records: objects.flatMap((object) => recordsOf(open, object, classId)),
  };
}

async function deltaIn(open: Workspace, sweep: Parameters<typeof readFrameLabels>[1], objects: ReadonlySet<number>, classId: number, { signal, slices }: LongAction): Promise<SweepDelta> {
  signal.throwIfAborted();
  const present = await readFrameLabels(open, sweep, signal), { labels } = present;
  const mine = Uint8Array.from(labels, (label) => Number(objects.has(label)));
  return slices(deltaSteps(sweep.id, packMask(mine), present, (i) => ({ label: packLabel(classId, instanceOf(labels[i])), draft: false })));
}

/** The object's record and its cuboids say its class as well. */
function recordsOf(open: Workspace, { sequence, label }: GalleryObject, classId: number): RecordDiff[] {
  const id = instanceOf(label), instance = open.set.instance(id), out: RecordDiff[] = [];
  if (instance !== undefined && instance.classId === classOf(label)) out.push({ table: 'instances', id: String(id), before: instance, after: { ...instance, classId } });
  for (const cuboid of open.set.table('cuboids').values())
    if (cuboid.instance === id && cuboid.classId === classOf(label) && cuboid.frame.startsWith(`${sequence}/`)) out.push({ table: 'cuboids', id: cuboid.id, before: cuboid, after: { ...cuboid, classId } });
  return out;
}
