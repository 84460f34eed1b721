import { DataError } from '#src/core/errors.ts';
import type { FileTree, JobContext } from '#src/core/io/bytes.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Frame, FrameBox, Scene, Sequence, Sweep } from '#src/core/scene/scene.ts';
import type { ExportedFile, Exporter, FrameFiles, FrameToExport, SweepToExport } from './exporter.ts';
import type { InstanceIds } from './instance-ids.ts';
import { INSTANCE_IDS_FILE, objectKey, renumbered, writeInstanceIds } from './instance-ids.ts';
import { needsNumbers } from './losses.ts';
import type { ExportMapping } from './mapping.ts';
import type { SetSummary } from './summary.ts';
import { SummaryBuilder } from './summary.ts';

export interface FrameAt {
  readonly sequence: Sequence;
  readonly frame: Frame;
  /** Its place in the sequence. */
  readonly at: number;
}

/** What is to be exported, and how. */
export interface ExportPlan {
  readonly exporter: Exporter;
  readonly scene: Scene;
  readonly tree: FileTree;
  readonly frames: readonly FrameAt[];
  readonly mapping: ExportMapping;
  /** Ids of an earlier export, which must stay. */
  readonly ids: InstanceIds;
  /** What to do with labels that nobody has accepted: nothing is exported, they go out as they are, or as unlabelled. */
  readonly drafts: 'refuse' | 'keep' | 'drop';
  readonly convert: boolean;
}

/** Who has the labels, and who does the work. */
export interface ExportHost {
  /** The labels of a sweep; null where there are none. Throws DataError. */
  labels(sweep: Sweep, signal?: AbortSignal): Promise<SweepLabels | null>;
  boxes(at: FrameAt): readonly FrameBox[];
  /** Makes the files of one frame, in a worker where there are any. */
  make(exporter: string, frame: FrameToExport, prepared: unknown, signal?: AbortSignal): Promise<FrameFiles>;
  /** Frames that are under way at once. */
  readonly width: number;
}

/** Counts what is in the set. Frames that cannot be read are counted out; the export itself says why. Progress is in frames. */
export async function summariseSet({ scene, frames, mapping }: Pick<ExportPlan, 'scene' | 'frames' | 'mapping'>, host: Pick<ExportHost, 'labels' | 'boxes' | 'width'>, { signal, progress }: JobContext = {}): Promise<SetSummary> {
  const builder = new SummaryBuilder(mapping.table, scene.layout);
  let done = 0;
  // Counting a sweep is cheap; to hold several frames of labels only for that is not.
  const counts = inOrder(frames, async ({ sequence, frame }) => {
    signal?.throwIfAborted();
    let hasMain = false;
    for (const sweep of frame.sweeps) {
      const labels = await host.labels(sweep, signal);
      if (labels === null) continue;
      builder.sweep(sequence.id, sweep.id, labels, sweep === frame.sweeps[0]);
      hasMain ||= sweep === frame.sweeps[0];
    }
    return hasMain;
  }, host.width);
  for await (const outcome of counts) {
    const { sequence, frame } = outcome.item;
    if ('result' in outcome) builder.frame(sequence.id, frame, host.boxes(outcome.item), outcome.result);
    progress?.(++done, frames.length);
  }
  return builder.summary();
}

/** Frames that could not be exported, and why, as far as that is known before anything is made. */
export async function refusedFrames({ exporter, frames, tree, convert }: ExportPlan, summary: SetSummary, { signal }: JobContext = {}): Promise<{ at: FrameAt; error: DataError }[]> {
  const refused: { at: FrameAt; error: DataError }[] = [];
  for (const at of exporter.check === undefined ? [] : frames) {
    signal?.throwIfAborted();
    try {
      await exporter.check!(at.frame, tree, summary, convert);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      refused.push({ at, error });
    }
  }
  return refused;
}

/** What came of a part of an export: a file, or a frame that could not be read. */
export type ExportStep = { readonly file: ExportedFile } | { readonly failed: FrameAt; readonly error: DataError };

/**
 * All files of an export, those of a frame one after the other, in the order of the frames; what is written once comes last, and with it the
 * record of instance ids where any was changed. Throws DataError where the set may not go out: drafts, classes that do not fit, more instances
 * than there are ids; and, for formats of which every frame must be there, where a frame is not. Progress is in frames.
 */
export async function* exportSet(plan: ExportPlan, summary: SetSummary, host: ExportHost, { signal, progress }: JobContext = {}): AsyncGenerator<ExportStep> {
  const { exporter, scene, tree, frames, mapping } = plan;
  refuse(plan, summary);
  const numbers = numbersFor(plan, summary);
  const prepared = await exporter.prepare?.(scene, tree);
  const rows: unknown[] = [];
  let done = 0, files = 0;
  const made = inOrder(frames, async (at) => {
    signal?.throwIfAborted();
    const sweeps: SweepToExport[] = [];
    const wanted = exporter.capacity.allSweeps ? at.frame.sweeps : at.frame.sweeps.slice(0, 1);
    for (const sweep of exporter.capacity.classes > 0 ? wanted : []) {
      const labels = await host.labels(sweep, signal);
      if (labels !== null) sweeps.push({ sweep, ...goingOut(labels, plan, numbers[at.sequence.id]) });
    }
    const frame: FrameToExport = {
      sequence: at.sequence.id, at: at.at, frame: at.frame, sweeps, boxes: host.boxes(at), taxonomy: mapping.taxonomy, layout: scene.layout, convert: plan.convert,
    };
    if (exporter.capacity.classes > 0 && sweeps.length === 0 && !(exporter.capacity.boxes && frame.boxes.length > 0)) return null;
    return host.make(exporter.id, frame, prepared, signal);
  }, host.width);
  for await (const outcome of made) {
    if ('error' in outcome) {
      if (exporter.complete) throw outcome.error;
      yield { failed: outcome.item, error: outcome.error };
    } else if (outcome.result !== null) {
      for (const file of outcome.result.files) {
        files++;
        yield { file };
      }
      rows.push(outcome.result.row);
    }
    progress?.(++done, frames.length);
  }
  if (rows.length > 0) for (const file of (await exporter.finish?.({ scene, tree, taxonomy: mapping.taxonomy }, rows, prepared)) ?? []) yield { file };
  if (files > 0 && Object.values(numbers).some((table) => Object.keys(table).length > 0))
    yield { file: { path: INSTANCE_IDS_FILE, bytes: new TextEncoder().encode(writeInstanceIds({ ...plan.ids, [idsKey(exporter)]: { ...plan.ids[idsKey(exporter)], ...numbers } })) } };
}

function refuse({ exporter, scene, drafts }: ExportPlan, summary: SetSummary): void {
  const { capacity } = exporter;
  if (capacity.classes === 0) return;
  if (drafts === 'refuse' && summary.drafts > 0)
    throw new DataError('unsupported', `has ${summary.drafts} drafts, which nobody has accepted`, { file: scene.name, hint: 'accept them, or ask for drafts to be kept or dropped' });
  const high = [...summary.classes.keys()].filter((id) => id > capacity.classes);
  if (high.length > 0)
    throw new DataError('unsupported', `has classes that ${exporter.title} cannot hold`, { file: scene.name, expected: `ids up to ${capacity.classes}`, found: high.join(', '), hint: 'map the classes first' });
  if (exporter.complete && summary.withoutLabels.length > 0)
    throw new DataError('missing', `has frames without labels, and ${exporter.title} needs all`, { file: scene.name, found: summary.withoutLabels.slice(0, 4).join(', ') });
}

/** What the ids of its files' instances are kept under. */
function idsKey({ id, idsOf }: Exporter): string {
  return idsOf ?? id;
}

/** By sequence; empty where every id can stay what it is. */
function numbersFor({ exporter, ids, scene }: ExportPlan, summary: SetSummary): Record<string, Record<string, number>> {
  const { instances } = exporter.capacity, last = ids[idsKey(exporter)] ?? {};
  if (instances === 0 || (!needsNumbers(summary, instances) && Object.keys(last).length === 0)) return {};
  return Object.fromEntries([...summary.objects].map(([sequence, objects]) => [sequence, renumbered(objects.keys(), instances, last[sequence] ?? {}, `${scene.name}, sequence ${sequence}`)]));
}

/** The labels with the classes and instances that the files are to have; a copy. */
function goingOut(labels: SweepLabels, { mapping, drafts, exporter }: ExportPlan, numbers: Readonly<Record<string, number>> = {}): { labels: Uint32Array; drafts: Uint8Array | null } {
  const out = new Uint32Array(labels.count);
  // Points come in runs of one label: each is worked out once.
  const known = new Map<number, number>();
  const drop = drafts === 'drop' && labels.draftCount > 0;
  for (let i = 0; i < out.length; i++) {
    if (drop && labels.isDraft(i)) continue;
    const label = labels.labels[i];
    let goes = known.get(label);
    if (goes === undefined) {
      const mapped = packLabel(mapping.table[classOf(label)], instanceOf(label));
      const isNothing = classOf(label) !== 0 && classOf(mapped) === 0 && mapping.realZero === null;
      goes = isNothing ? 0 : packLabel(classOf(mapped), exporter.capacity.instances === 0 ? 0 : (numbers[objectKey(mapped)] ?? instanceOf(mapped)));
      known.set(label, goes);
    }
    out[i] = goes;
  }
  return { labels: out, drafts: drop ? null : labels.draftBytes() };
}
