import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { findImport, importers } from '#src/datasets/import/index.ts';
import type { FrameOf } from '#src/datasets/import/importer.ts';
import type { ImportPlan } from '#src/datasets/import/plan.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { sourceLabelsJob } from '#src/engine/jobs/source-labels.request.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { nodeFilesTree, nodeTree } from '#src/storage/sources/node-tree.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import type { Command, CommandInput } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, printJson, requiredOption, textOption, UsageError } from '../command.ts';
import { findFrame } from '../find-frame.ts';
import { withKept } from '../kept-conventions.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { showProgress } from '../progress.ts';
import { SavedSet } from '../saved-set.ts';
import { DEFAULT_SET } from '../saved-work.ts';
import { terminalChange } from '../terminal-change.ts';
import { engineFor, THREADS_OPTION } from '../threads.ts';
import { userPath } from '../user-path.ts';

/** What `import --json` prints. */
export interface ImportInfo {
  readonly format: string;
  readonly set: string;
  readonly files: ImportPlan['files'];
  readonly changed: number;
  readonly boxes: number;
  /** Boxes of the files that the dataset has already: they are left out. */
  readonly present: number;
  /** Objects that got another instance id than in the files, because another class has it. */
  readonly renumbered: number;
  /** Classes that the dataset does not know, and how many sweeps or boxes have them. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Seq of the Change; null where nothing changed, or nothing was to be. */
  readonly change: number | null;
}

export const importCommand: Command = {
  name: 'import',
  summary: 'Take labels and boxes from files into the saved work, as one change that can be undone',
  usage: 'import DATASET FILE|FOLDER --work DIR [--set NAME] [--format F] [--frame F] [--sequence S] [--dry-run] [--layout ID] [--json]',
  options: {
    work: { type: 'string', value: 'DIR', help: 'where the work is saved; made where there is none' },
    set: { type: 'string', value: 'NAME', help: 'the label set to change (work)' },
    format: { type: 'string', value: 'F', help: `${importers.map((i) => i.id).join(', ')}; found out where absent` },
    frame: { type: 'string', value: 'F', help: 'the frame that one file is for, where its name does not say' },
    sequence: { type: 'string', value: 'S', help: 'its sequence, where several have such a frame' },
    'dry-run': { type: 'boolean', help: 'say what would change, and change nothing' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    if (input.positionals.length !== 2) throw new UsageError('takes a DATASET, and a FILE or FOLDER to import');
    const [dataset, path] = input.positionals, dry = input.values['dry-run'] === true, set = textOption(input, 'set') ?? DEFAULT_SET;
    const work = userPath(requiredOption(input, 'work'));
    const opened = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const from = await treeOf(userPath(path)), paths = await from.list(), format = textOption(input, 'format');
    if (format !== undefined && importers.every((i) => i.id !== format)) throw new UsageError(`there is no import format '${format}' (${importers.map((i) => i.id).join(', ')})`);
    const match = await findImport({ scene: opened.scene, tree: opened.tree, from, paths, frame: frameOf(opened, input, paths) }, format);
    if (match === null)
      throw new DataError('missing', 'has nothing for this dataset', {
        file: userPath(path), expected: importers.map((i) => i.title).join(', '), found: `${paths.length} files, none of them named as a frame`, hint: '--frame says which frame one file is for',
      });
    const engine = engineFor(input, match.found.labels.length), store = await openWorkDir(work, set);
    try {
      if (store.recovered !== null) output.err(`${store.recovered}\n`);
      const saved = await SavedSet.open(store, set);
      const clouds = new Map<SweepId, string>(), { scene } = withKept(opened, saved.records.table('conventions').values());
      const asKept = new Map(allFrames(scene).flatMap(({ frame }) => frame.sweeps.map((sweep) => [sweep.id, sweep])));
      const plan = await planImport(opened.scene, match.found, match.importer.id, {
        async labels({ id }) {
          const sweep = asKept.get(id)!;
          const { labels, count, digest } = await engine.run(sourceLabelsJob, { cloud: sweep.cloud, labels: sweep.labels, digest: true }, { trees: [opened.tree] });
          clouds.set(sweep.id, digest!);
          return saved.labels(sweep.id, labels ?? new Uint32Array(count));
        },
        cuboid: (id) => saved.records.table('cuboids').get(id),
        instances: { kept: saved.records.table('exportIds'), classOf: (id) => saved.records.instance(id)?.classId, free: (taken) => freeIds(saved, taken) },
      }, { progress: showProgress(output, 'reading', 'files') });
      const seq = dry || plan.changed + plan.boxes === 0 ? null : await store.append(changeOf(plan, clouds, basename(path), saved.revision), { ifRevision: saved.revision });
      const info: ImportInfo = { format: match.importer.id, set, files: plan.files, changed: plan.changed, boxes: plan.boxes, present: plan.present, renumbered: plan.renumbered, unknown: Object.fromEntries(plan.unknown), change: seq };
      if (input.values.json === true) printJson(output, info);
      else output.out(described(info, match.importer.title, dry));
      return DONE;
    } finally {
      engine.dispose();
      await store.close();
    }
  },
};

function freeIds({ records }: SavedSet, taken: Iterable<number>): () => number {
  records.reserveInstances(taken);
  return () => {
    const id = records.nextInstance();
    records.reserveInstances([id]);
    return id;
  };
}

async function treeOf(path: string): Promise<FileTree> {
  const info = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  return info.isDirectory() ? nodeTree(path) : nodeFilesTree(dirname(path), [basename(path)]);
}

/** A single file may be for a frame that is named, or for the only one there is. */
function frameOf({ scene }: OpenedPath, input: CommandInput, paths: readonly string[]): FrameOf | undefined {
  const name = textOption(input, 'frame');
  if (name !== undefined) {
    if (paths.length !== 1) throw new UsageError('--frame is for a single file');
    return findFrame(scene, name, textOption(input, 'sequence'));
  }
  const [sequence] = scene.sequences;
  return paths.length === 1 && scene.sequences.length === 1 && sequence.frames.length === 1 ? { sequence, frame: sequence.frames[0] } : undefined;
}

function changeOf({ sweeps, records, changed, boxes }: ImportPlan, clouds: ReadonlyMap<SweepId, string>, file: string, baseRevision: number): Change {
  const what = [changed > 0 ? `${changed} points` : '', boxes > 0 ? `${boxes} boxes` : ''].filter(Boolean).join(', ');
  const marked = sweeps.map((delta) => ({ ...delta, cloud: clouds.get(delta.sweep) }));
  return terminalChange({ tool: 'import', region: { file } }, `import ${file}: ${what}`, baseRevision, marked, records);
}

function described({ files, changed, boxes, present, renumbered, unknown, set, change }: ImportInfo, title: string, dry: boolean): string {
  const odd = Object.entries(unknown).map(([what, n]) => `  not among the classes: ${what} (${n})\n`).join('');
  const done = change === null ? (dry ? 'nothing is changed: a dry run' : 'nothing to change') : `change ${change} of set ${set}`;
  return `${title}: ${files.length} files, ${changed} of ${files.reduce((sum, f) => sum + f.points, 0)} points and ${boxes} boxes change\n${present > 0 ? `  ${present} boxes are left out: the dataset has them\n` : ''}${renumbered > 0 ? `  ${renumbered} objects get other ids, because another class has theirs: kept, so that exports in this format give the old ones\n` : ''}${odd}${done}\n`;
}
