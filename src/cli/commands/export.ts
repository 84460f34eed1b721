import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import { parseClassMap } from '#src/core/labels/class-map-file.ts';
import { presets } from '#src/core/labels/presets/index.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { frameBoxes } from '#src/datasets/export/boxes.ts';
import type { Exporter } from '#src/datasets/export/exporter.ts';
import { exporters, findExporter } from '#src/datasets/export/index.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import { INSTANCE_IDS_FILE, parseInstanceIds } from '#src/datasets/export/instance-ids.ts';
import { exportLosses } from '#src/datasets/export/losses.ts';
import type { ExportMapping, MappingRow } from '#src/datasets/export/mapping.ts';
import { mappedTo, mappingRows, ownIds } from '#src/datasets/export/mapping.ts';
import type { ExportHost, ExportPlan, FrameAt } from '#src/datasets/export/run.ts';
import { exportSet, summariseSet } from '#src/datasets/export/run.ts';
import type { Engine } from '#src/engine/engine.ts';
import { exportFrameJob } from '#src/engine/jobs/export-frame.request.ts';
import { WorkError } from '#src/storage/work/work-store.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import type { Command, CommandInput, Output } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, requiredOption, table, textOption, UNUSABLE, UsageError } from '../command.ts';
import type { ExportTarget } from '../export-target.ts';
import { exportTarget } from '../export-target.ts';
import { frameRanges } from '../frame-range.ts';
import { withKept } from '../kept-conventions.ts';
import type { LabelSource } from '../label-source.ts';
import { labelSource } from '../label-source.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { showProgress } from '../progress.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { userPath } from '../user-path.ts';
import { zipTarget } from '../zip-target.ts';

/** What `export --json` prints. */
export interface ExportInfo {
  readonly format: string;
  /** Where the labels came from. */
  readonly source: string;
  /** What the format cannot hold of this set: known before anything was written. */
  readonly losses: readonly string[];
  /** What became of each class that the set uses; `to` null: dropped. */
  readonly mapping: { readonly why: string; readonly classes: readonly MappingRow[] };
  readonly files: readonly { readonly file: string; readonly points?: number }[];
  /** Frames that have no labels, as sequence/frame: nothing was written for them. */
  readonly withoutLabels: readonly string[];
  /** Frames that could not be exported, as sequence/frame, and why: nothing was written for them either. */
  readonly failed: readonly { readonly frame: string; readonly error: string }[];
}

const DRAFTS = ['refuse', 'keep', 'drop'] as const;

export const exportCommand: Command = {
  name: 'export',
  summary: "Write a label set in another program's format; what the format cannot hold is said first",
  usage: 'export DATASET --format F --out DIR|FILE.zip [--set NAME] [--work DIR] [--frames A-B] [--to TAXONOMY] [--map FILE] [--drafts refuse|keep|drop] [--convert] [--dry-run] [--threads N] [--layout ID] [--json]',
  options: {
    format: { type: 'string', value: 'F', help: exporters.map((e) => e.id).join(', ') },
    out: { type: 'string', value: 'DIR', help: 'where to write, a folder or a .zip; never inside the dataset' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    frames: { type: 'string', value: 'A-B', help: 'from frame A to frame B, both included, or one frame' },
    to: { type: 'string', value: 'TAXONOMY', help: `the classes to write, instead of the dataset's own: ${presets.map((p) => p.id).join(', ')}` },
    map: { type: 'string', value: 'FILE', help: 'with --to: which class becomes which; a preset or equal names where absent' },
    drafts: { type: 'string', value: 'WHAT', help: 'labels that nobody has accepted: refuse (the default), keep, or drop' },
    convert: { type: 'boolean', help: 'LAS: change point formats 0-5 to 6, 7, 9 and 10 where the classes need it' },
    'dry-run': { type: 'boolean', help: 'make everything and write nothing: what would become of what, what would be lost, and what would be refused' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dry = input.values['dry-run'] === true;
    const dataset = onePath(input, 'DATASET'), exporter = exporterOf(requiredOption(input, 'format'));
    const out = dry ? textOption(input, 'out') : requiredOption(input, 'out');
    const asRead = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const framesOf = (scene: Scene): FrameAt[] => frameRanges(scene, textOption(input, 'frames'))
      .flatMap(({ sequence, begin, end }) => sequence.frames.slice(begin, end).map((frame, k): FrameAt => ({ sequence, frame, at: begin + k })));
    const mapping = await mappingOf(asRead, exporter, input);
    const besideFiles = out === undefined ? {} : await idsIn(isZip(out) ? dirname(userPath(out)) : userPath(out));
    const work = textOption(input, 'work'), engine = engineFor(input, framesOf(asRead.scene).length);
    try {
      const source = await labelSource(asRead, work === undefined ? undefined : userPath(work), textOption(input, 'set'), engine);
      try {
        if (source.recovered !== null) output.err(`${source.recovered}\n`);
        const opened = withKept(asRead, source.conventions), frames = framesOf(opened.scene);
        const plan: ExportPlan = {
          exporter, scene: opened.scene, tree: opened.tree, frames, mapping, ids: together(besideFiles, source.ids), drafts: draftsOf(input), convert: input.values.convert === true,
        };
        return await run(opened, plan, source, engine, out === undefined ? null : userPath(out), input, output);
      } finally {
        await source.close();
      }
    } finally {
      engine.dispose();
    }
  },
};

async function run(opened: OpenedPath, plan: ExportPlan, source: LabelSource, engine: Engine, out: string | null, input: CommandInput, output: Output): Promise<number> {
  const { exporter, scene, mapping } = plan, json = input.values.json === true, dry = input.values['dry-run'] === true;
  const host = exportHost(opened, source, engine);
  const place = out === null ? null : exportTarget(isZip(out) ? dirname(out) : out, { folder: opened.folder, files: opened.isFolder ? null : await opened.tree.list() });
  const zip = place !== null && isZip(out!) ? zipTarget(out!, place) : null, target = dry ? keepsNothing(place) : (zip ?? place!);
  await target.check(INSTANCE_IDS_FILE);
  const summary = await summariseSet(plan, host, { progress: showProgress(output, 'counting', 'frames') });
  const losses = exportLosses(exporter, summary, mapping);
  const classes = mappingRows(mapping, scene.taxonomy, summary.source);
  if (exporter.capacity.classes > 0 && summary.points === 0 && summary.frames > 0) throw nothing(plan);
  if (!json) output.out(beforehand(exporter, mapping, classes, losses));
  const info = { format: exporter.id, source: source.name, losses, mapping: { why: mapping.why, classes } };
  const files: { file: string; points?: number }[] = [], failed: { frame: string; error: string }[] = [];
  try {
    for await (const step of exportSet(plan, summary, host, { progress: showProgress(output, dry ? 'trying' : 'exporting', 'frames') })) {
      if ('file' in step) {
        const { path, bytes, points } = step.file;
        await target.write(path, bytes);
        if (path === INSTANCE_IDS_FILE && !dry) await keepIds(source, bytes, output);
        files.push({ file: path, ...(points === undefined ? {} : { points }) });
      } else failed.push({ frame: frameName(step.failed), error: step.error.message });
    }
    if (files.length === 0 && failed.length === 0) throw nothing(plan);
    if (!dry) zip?.end();
  } catch (error) {
    zip?.abandon();
    throw error;
  }
  const failedFrames = new Set(failed.map((f) => f.frame));
  const result: ExportInfo = { ...info, files: dry ? [] : files, withoutLabels: summary.withoutLabels.filter((frame) => !failedFrames.has(frame)), failed };
  if (json) printJson(output, result);
  else if (!dry) output.out(afterwards(result, out!));
  for (const { error } of failed) output.err(`${error}\n`);
  return failed.length > 0 ? UNUSABLE : DONE;
}

/** Where a dry run writes: made files are let go, and refused where the export's own place would refuse them. */
function keepsNothing(place: ExportTarget | null): ExportTarget {
  const check = async (path: string): Promise<void> => place?.check(path);
  return { check, write: check };
}

function frameName({ sequence, frame }: FrameAt): string {
  return `${sequence.id}/${frame.id}`;
}

function isZip(out: string): boolean {
  return out.toLowerCase().endsWith('.zip');
}

function nothing({ scene, exporter }: ExportPlan): DataError {
  const what = exporter.capacity.classes > 0 ? 'labels' : 'boxes';
  return new DataError('missing', `has no ${what} to export`, { file: scene.name, hint: '--work names the folder of saved work' });
}

/** Labels of the source, files made by the engine's workers. */
export function exportHost({ tree, scene }: OpenedPath, source: LabelSource, engine: Engine): ExportHost {
  return {
    labels: (sweep) => source.sweepLabels(sweep),
    boxes: ({ sequence, frame }) => frameBoxes(sequence.id, frame, source.cuboids, scene.taxonomy),
    make: (exporter, frame, prepared, signal) => engine.run(exportFrameJob, { exporter, frame, prepared }, { trees: [tree], signal }),
    width: framesAtOnce(engine),
  };
}

function exporterOf(id: string): Exporter {
  const exporter = findExporter(id);
  if (exporter !== undefined) return exporter;
  throw new UsageError(`there is no export format '${id}' (${exporters.map((e) => e.id).join(', ')})`);
}

async function mappingOf({ scene }: OpenedPath, exporter: Exporter, input: CommandInput): Promise<ExportMapping> {
  const name = textOption(input, 'to'), file = textOption(input, 'map');
  const target = name === undefined ? exporter.classes : namedTaxonomy(name);
  if (target === undefined) {
    if (file !== undefined) throw new UsageError('--map needs --to: the classes that it maps to');
    return ownIds(scene);
  }
  if (file === undefined) return mappedTo(scene.taxonomy, target);
  const path = userPath(file);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, path);
  });
  return mappedTo(scene.taxonomy, target, parseClassMap(text, path, scene.taxonomy, target));
}

function namedTaxonomy(name: string): Taxonomy {
  const found = presets.find((p) => p.id === name);
  if (found !== undefined) return found.taxonomy;
  throw new UsageError(`there are no classes '${name}' (${presets.map((p) => p.id).join(', ')})`);
}

function draftsOf(input: CommandInput): ExportPlan['drafts'] {
  const text = textOption(input, 'drafts') ?? 'refuse';
  const found = DRAFTS.find((d) => d === text);
  if (found === undefined) throw new UsageError(`--drafts takes ${DRAFTS.join(', ')}, not '${text}'`);
  return found;
}

/** The ids that an earlier export into the same folder gave. */
async function idsIn(out: string): Promise<InstanceIds> {
  const path = join(out, INSTANCE_IDS_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw fileError(error, path);
  });
  return text === null ? {} : parseInstanceIds(text, path);
}

/** Those of the work, and of sequences that it knows nothing of those that lie beside earlier files. */
function together(beside: InstanceIds, work: InstanceIds): InstanceIds {
  const formats = [...new Set([...Object.keys(beside), ...Object.keys(work)])];
  return Object.fromEntries(formats.map((format) => [format, { ...beside[format], ...work[format] }]));
}

/** The files are whole without it, and the ids lie beside them: work that cannot be written now must not stop an export. */
async function keepIds(source: LabelSource, bytes: Uint8Array, output: Output): Promise<void> {
  try {
    await source.keepIds(parseInstanceIds(new TextDecoder().decode(bytes), INSTANCE_IDS_FILE));
  } catch (error) {
    if (!(error instanceof WorkError || error instanceof DataError)) throw error;
    output.err(`the instance ids are in ${INSTANCE_IDS_FILE} only: they could not be kept with the work (${error.message})\n`);
  }
}

function beforehand(exporter: Exporter, mapping: ExportMapping, classes: readonly MappingRow[], losses: readonly string[]): string {
  const rows = classes.map(({ name, from, to, toName, points }) => [`${name} (${from})`, to === null ? 'dropped' : `${toName} (${to})`, points]);
  return [
    `${exporter.title}: ${exporter.holds}\nclasses: ${mapping.why}\n`,
    ...(exporter.capacity.classes > 0 && rows.length > 0 ? [table([['class', 'becomes', 'points'], ...rows])] : []),
    ...losses.map((line) => `  lost: ${line}\n`),
  ].join('');
}

function afterwards({ files, withoutLabels, source }: ExportInfo, out: string): string {
  const points = files.reduce((sum, f) => sum + (f.points ?? 0), 0);
  const left = withoutLabels.length === 0 ? '' : `left out, without labels: ${withoutLabels.join(', ')}\n`;
  return `${files.length} files, ${points} labels from ${source}, in ${out}\n${left}`;
}
