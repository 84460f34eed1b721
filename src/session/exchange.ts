import { presets } from '#src/core/labels/presets/index.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { frameBoxes } from '#src/datasets/export/boxes.ts';
import type { Exporter } from '#src/datasets/export/exporter.ts';
import { exporters, findExporter } from '#src/datasets/export/index.ts';
import { INSTANCE_IDS_FILE, parseInstanceIds } from '#src/datasets/export/instance-ids.ts';
import { exportLosses } from '#src/datasets/export/losses.ts';
import type { ExportMapping, MappingRow } from '#src/datasets/export/mapping.ts';
import { mappedTo, mappingRows, ownIds, withRows } from '#src/datasets/export/mapping.ts';
import type { ExportHost, ExportPlan, FrameAt } from '#src/datasets/export/run.ts';
import { exportSet, refusedFrames, summariseSet } from '#src/datasets/export/run.ts';
import type { SetSummary } from '#src/datasets/export/summary.ts';
import { exportFrameJob } from '#src/engine/jobs/export-frame.request.ts';
import { ZipWriter } from '#src/formats/zip-writer.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { keepIds, keptIds } from './kept-ids.ts';
import { currentFrame } from './stores/scene-store.ts';
import { readFrameLabels } from './sweeps.ts';
import type { Workspace } from './workspace.ts';

/** A file for the user. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What people can choose among. */
export interface ExportFormat {
  readonly id: string;
  readonly title: string;
  readonly holds: string;
  /** Whether it holds labels of points, whose classes can be mapped. */
  readonly labels: boolean;
  /** Whether clouds whose kind has no room for a class can be converted to one that has. */
  readonly converts: boolean;
}

export const exportFormats: readonly ExportFormat[] = exporters.map(({ id, title, holds, capacity, check }) => ({ id, title, holds, labels: capacity.classes > 0, converts: check !== undefined }));

/** Classes that can go out instead of the dataset's own. */
export const exportClasses: readonly { readonly id: string; readonly name: string }[] = presets.map(({ id, taxonomy }) => ({ id, name: taxonomy.name }));

export interface ExportChoice {
  readonly format: string;
  /** All frames, or the one on screen. */
  readonly all: boolean;
  /** Id of a preset; null: the format's own classes, else the dataset's. */
  readonly to: string | null;
  /** Classes that were mapped by hand; null drops one. */
  readonly rows: ReadonlyMap<number, number | null>;
  readonly drafts: ExportPlan['drafts'];
  /** Whether a cloud's own kind may change where labels do not fit in it. */
  readonly convert?: boolean;
}

export interface PreviewedFile {
  readonly path: string;
  /** Null where it depends on what is in it. */
  readonly bytes: number | null;
}

/** What an export would write and lose, for people to see before it is made. */
export interface ExportPreview {
  readonly why: string;
  readonly classes: readonly MappingRow[];
  /** The classes that a class can become. */
  readonly targets: readonly { readonly id: number; readonly name: string }[];
  readonly losses: readonly string[];
  /** Why frames cannot be written, a line each. */
  readonly refused: readonly string[];
  /** Points that nobody has accepted. */
  readonly drafts: number;
  readonly files: readonly PreviewedFile[];
  /** Makes the export. */
  run(options: ExportRun): Promise<Exported>;
}

export interface ExportRun {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** A file for the user, in parts as they were made. */
export interface Exported {
  readonly name: string;
  readonly parts: readonly Uint8Array[];
  readonly files: number;
  /** Why frames were left out, a line each. */
  readonly leftOut: readonly string[];
}

/** Frames of an export that are under way at once: their labels are held. */
const WIDTH = 2;

/** Looks through the labels that an export would write. Rejects with AbortError when told to stop. */
export async function previewExport(choice: ExportChoice, { signal, progress }: ExportRun): Promise<ExportPreview> {
  const open = workspace(), exporter = findExporter(choice.format);
  if (open === null || exporter === undefined) throw new Error('nothing is open');
  const { scene, tree } = open, mapping = mappingFor(open, exporter, choice), frames = framesFor(open, choice);
  const host = hostFor(open);
  const summary = await summariseSet({ scene, frames, mapping }, host, { signal, progress });
  const plan: ExportPlan = { exporter, scene, tree, frames, mapping, ids: keptIds(open), drafts: choice.drafts, convert: choice.convert === true };
  const refused = (await refusedFrames(plan, summary, { signal })).map(({ error }) => error.message);
  return {
    why: mapping.why,
    refused,
    classes: exporter.capacity.classes > 0 ? mappingRows(mapping, scene.taxonomy, summary.source) : [],
    targets: mapping.taxonomy.classes.map(({ id, name }) => ({ id, name })),
    losses: exportLosses(exporter, summary, mapping),
    drafts: exporter.capacity.classes > 0 ? summary.drafts : 0,
    files: filesFor(open, exporter, frames),
    run: (options) => makeExport(open, plan, summary, host, options),
  };
}

async function makeExport(open: Workspace, plan: ExportPlan, summary: SetSummary, host: ExportHost, { signal, progress }: ExportRun): Promise<Exported> {
  const { scene, exporter, frames } = plan, name = `${scene.name}-${exporter.id}.zip`;
  const parts: Uint8Array[] = [], leftOut: string[] = [];
  const zip = new ZipWriter(name, (piece) => parts.push(piece));
  let files = 0, single: { path: string; bytes: Uint8Array } | null = null;
  for await (const step of exportSet(plan, summary, host, { signal, progress })) {
    signal.throwIfAborted();
    if ('error' in step) {
      leftOut.push(step.error.message);
      continue;
    }
    if (step.file.path === INSTANCE_IDS_FILE) keepIds(open, parseInstanceIds(new TextDecoder().decode(step.file.bytes), step.file.path));
    // One file of one frame needs no zip around it; it goes in when a second one comes.
    if (++files === 1 && frames.length === 1) single = step.file;
    else {
      if (single !== null) zip.add(single.path, single.bytes);
      single = null;
      zip.add(step.file.path, step.file.bytes);
    }
  }
  if (files === 0) throw new Error(leftOut[0] ?? `there is nothing to export: ${exporter.capacity.classes > 0 ? 'no labels' : 'no boxes'}`);
  if (single !== null) return { name: single.path.slice(single.path.lastIndexOf('/') + 1), parts: [single.bytes], files, leftOut };
  zip.end();
  return { name, parts, files, leftOut };
}

function mappingFor({ scene }: Workspace, exporter: Exporter, { to, rows }: ExportChoice): ExportMapping {
  const target = to === null ? exporter.classes : presets.find((p) => p.id === to)?.taxonomy;
  return withRows(target === undefined ? ownIds(scene) : mappedTo(scene.taxonomy, target), rows);
}

function framesFor({ scene }: Workspace, { all }: ExportChoice): FrameAt[] {
  const here = currentFrame();
  const frames = scene.sequences.flatMap((sequence) => sequence.frames.map((frame, at): FrameAt => ({ sequence, frame, at })));
  return all ? frames : frames.filter(({ frame }) => frame === here?.frame);
}

function hostFor(open: Workspace): ExportHost {
  return {
    labels: (sweep, signal) => (hasLabels(open, sweep) ? readFrameLabels(open, sweep, signal ?? new AbortController().signal) : Promise.resolve(null)),
    boxes: ({ sequence, frame }) => frameBoxes(sequence.id, frame, open.set.table('cuboids').values(), open.scene.taxonomy),
    make: (exporter, frame, prepared, signal) => engine().run(exportFrameJob, { exporter, frame, prepared }, { trees: [open.tree], signal }),
    width: WIDTH,
  };
}

/** What nobody has said anything of is not written as unlabelled. */
function hasLabels({ set }: Workspace, sweep: Sweep): boolean {
  return sweep.labels !== null || set.touched(sweep.id);
}

function filesFor(open: Workspace, exporter: Exporter, frames: readonly FrameAt[]): PreviewedFile[] {
  const files = new Map<string, number | null>();
  for (const { sequence, frame } of frames)
    for (const { path, sweep, bytesPerPoint } of exporter.paths(sequence.id, frame)) {
      if (sweep !== undefined && !hasLabels(open, sweep)) continue;
      const count = sweep && (open.get(sweep.id)?.cloud.count ?? open.set.get(sweep.id)?.count);
      files.set(path, count !== undefined && bytesPerPoint !== null ? count * bytesPerPoint : null);
    }
  return [...files].map(([path, bytes]) => ({ path, bytes }));
}
