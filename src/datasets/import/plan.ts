import { DataError } from '#src/core/errors.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import type { SweepDelta } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { CANNOT_TELL_CLASS, classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { CuboidRecord, RecordDiff } from '#src/core/labels/records.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Frame, FrameBox, Scene, Sequence, Sweep, SweepId } from '#src/core/scene/scene.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import { frameBoxes } from '../export/boxes.ts';
import { sourceClassMap } from '../export/mapping.ts';
import { sameClass } from './class-names.ts';
import type { Found } from './importer.ts';
import type { InstancesHere } from './instances.ts';
import { InstancesComingIn } from './instances.ts';

/** What an import would change: one Change's worth, and what to tell people before it is made. */
export interface ImportPlan {
  readonly sweeps: readonly SweepDelta[];
  readonly records: readonly RecordDiff[];
  /** Files that hold labels of this scene, and how many points each would change. */
  readonly files: readonly { readonly file: string; readonly sweep: SweepId; readonly points: number; readonly changed: number }[];
  readonly changed: number;
  readonly boxes: number;
  /** Boxes of the files that the dataset has already: they are left out. */
  readonly present: number;
  /** Objects that get another instance id than in the files, because another class has it. */
  readonly renumbered: number;
  /** Classes that the taxonomy does not know, by id or name, and how many points or boxes have them. */
  readonly unknown: ReadonlyMap<string, number>;
}

export interface ImportHost {
  /** The present labels of a sweep. Throws DataError. */
  labels(sweep: Sweep, signal?: AbortSignal): Promise<SweepLabels>;
  /** The present cuboid of that id. */
  cuboid(id: string): CuboidRecord | undefined;
  readonly instances: InstancesHere;
}

/**
 * Reads what was found by the importer `format` and holds it against what is there. Class ids are the source's own, and are mapped as the dataset's
 * labels are; instances whose ids other classes have get free ones (`InstancesComingIn`). Throws DataError for the first file that does not fit: an
 * import is made whole or not at all. Progress is in files.
 */
export async function planImport(scene: Scene, { labels, boxes }: Found, format: string, host: ImportHost, { signal, progress }: JobContext = {}): Promise<ImportPlan> {
  const known = new Set([0, CANNOT_TELL_CLASS, ...scene.taxonomy.classes.map((c) => c.id)]);
  const unknown = new Map<string, number>();
  const count = (what: string, n = 1): void => void unknown.set(what, (unknown.get(what) ?? 0) + n);
  const classMap = sourceClassMap(scene), table = Uint16Array.from({ length: 0x10000 }, (_, id) => classMap[id] ?? id);
  const instances = new InstancesComingIn(format, table, host.instances);
  const pass = async (again: boolean): Promise<Pick<ImportPlan, 'sweeps' | 'files'>> => {
    const sweeps: SweepDelta[] = [], files: ImportPlan['files'][number][] = [];
    for (const [k, { sequence, sweep, file, read, drafts: draftsIn }] of labels.entries()) {
      signal?.throwIfAborted();
      const twin = files.find((f) => f.sweep === sweep.id);
      if (twin !== undefined) throw new DataError('malformed', 'is a second file for the same sweep', { file, found: twin.file });
      const present = await host.labels(sweep, signal), next = await read(present.count), drafts = draftsIn?.() ?? null;
      if (again) instances.apply(sequence.id, next);
      else instances.note(sequence.id, next, present);
      for (let i = 0; i < next.length; i++) next[i] = packLabel(table[classOf(next[i])], instanceOf(next[i]));
      if (!again) for (const label of new Set(next)) if (!known.has(classOf(label))) count(`class ${classOf(label)}`);
      const mask = new Uint8Array(next.length);
      for (let i = 0; i < next.length; i++) if (next[i] !== present.labels[i] || present.isDraft(i) !== (drafts?.[i] === 1)) mask[i] = 1;
      const points = packMask(mask);
      if (points.count > 0) sweeps.push(makeDelta(sweep.id, points, present, (i) => ({ label: next[i], draft: drafts?.[i] === 1 })));
      files.push({ file, sweep: sweep.id, points: next.length, changed: points.count });
      progress?.(k + 1, labels.length);
    }
    return { sweeps, files };
  };
  // Which ids collide is known when all files were read; that they do is rare, and to hold the labels of thousands of frames for it is too much.
  const first = await pass(false), { sweeps, files } = instances.settle() ? await pass(true) : first;
  let present = 0;
  const cuboids = boxes.flatMap(({ sequence, frame, boxes: own, isSame }) => {
    const here = isSame === undefined ? [] : boxesHere(scene, sequence, frame, host);
    return own.flatMap((box): RecordDiff[] => {
      if (here.some((other) => isSame!(box, other))) {
        present++;
        return [];
      }
      const classId = scene.taxonomy.classes.find((c) => sameClass(c.name, box.className))?.id;
      if (classId === undefined) count(box.className);
      if (classId === undefined) return [];
      const id = `${sequence.id}/${frame.id}/${box.id}`;
      const after: CuboidRecord = { id, frame: `${sequence.id}/${frame.id}`, classId, ...(box.track === undefined ? {} : { track: box.track }), worldFromBox: box.box.pose, size: box.box.size };
      return [{ table: 'cuboids', id, before: host.cuboid(id) ?? null, after }];
    });
  });
  const changed = files.reduce((sum, f) => sum + f.changed, 0);
  return { sweeps, files, changed, records: [...cuboids, ...(changed > 0 ? instances.diffs() : [])], boxes: cuboids.length, present, renumbered: instances.renumbered, unknown };
}

/** The dataset's boxes of a frame, where the work has them now. */
function boxesHere(scene: Scene, sequence: Sequence, frame: Frame, host: ImportHost): FrameBox[] {
  return frameBoxes(sequence.id, frame, frame.boxes.flatMap(({ id }) => host.cuboid(id) ?? []), scene.taxonomy);
}
