import { DataError } from '#src/core/errors.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { labelFormat } from '#src/formats/labels/index.ts';
import type { Command } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, requiredOption, textOption, UNUSABLE, UsageError } from '../command.ts';
import { exportTarget } from '../export-target.ts';
import type { LabelSource } from '../label-source.ts';
import { labelSource } from '../label-source.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { userPath } from '../user-path.ts';

/** What `export --json` prints. */
export interface ExportInfo {
  readonly format: string;
  /** Where the labels came from. */
  readonly source: string;
  readonly files: readonly { readonly file: string; readonly points: number }[];
  /** Frames that have no labels, as sequence/frame: nothing was written for them. */
  readonly withoutLabels: readonly string[];
  /** Frames whose labels could not be read, as sequence/frame, and why: nothing was written for them either. */
  readonly failed: readonly { readonly frame: string; readonly error: string }[];
}

const FORMAT = 'semantickitti';

export const exportCommand: Command = {
  name: 'export',
  summary: "Write labels as sequences/SEQUENCE/labels/FRAME.label (SemanticKITTI), with the dataset's own names",
  usage: 'export DATASET --format semantickitti [--set NAME] [--work DIR] --out DIR [--layout ID] [--json]',
  options: {
    format: { type: 'string', value: 'F', help: 'semantickitti: one uint32 per point, class low, instance high' },
    out: { type: 'string', value: 'DIR', help: 'where to write; never inside the dataset' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET'), format = requiredOption(input, 'format'), out = requiredOption(input, 'out');
    if (format !== FORMAT) throw new UsageError(`there is no export format '${format}' (${FORMAT})`);
    const opened = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const work = textOption(input, 'work');
    const source = await labelSource(opened, work === undefined ? undefined : userPath(work), textOption(input, 'set'));
    try {
      if (source.recovered !== null) output.err(`${source.recovered}\n`);
      const info = await exportSemanticKitti(opened, source, userPath(out));
      if (input.values.json === true) printJson(output, info);
      else output.out(described(info, userPath(out)));
      for (const { error } of info.failed) output.err(`${error}\n`);
      return info.failed.length > 0 ? UNUSABLE : DONE;
    } finally {
      await source.close();
    }
  },
};

/** Writes one `.label` per frame, of its main sweep; a frame that cannot be read is in `failed`. Throws DataError where none has any. */
export async function exportSemanticKitti(opened: OpenedPath, source: LabelSource, out: string): Promise<ExportInfo> {
  const { scene, folder, tree, isFolder } = opened;
  const target = exportTarget(out, { folder, files: isFolder ? null : await tree.list() });
  const { write } = labelFormat(FORMAT)!;
  const files: { file: string; points: number }[] = [];
  const withoutLabels: string[] = [];
  const failed: { frame: string; error: string }[] = [];
  for (const { sequence, frame } of allFrames(scene)) {
    const labels = await readable(() => source.labels(frame.sweeps[0]), (error) => failed.push({ frame: `${sequence.id}/${frame.id}`, error }));
    if (labels === undefined) continue;
    if (labels === null) {
      withoutLabels.push(`${sequence.id}/${frame.id}`);
      continue;
    }
    const file = `sequences/${sequence.id}/labels/${frame.id}.label`;
    await target.write(file, write(labels));
    files.push({ file, points: labels.length });
  }
  if (files.length === 0 && failed.length === 0) throw new DataError('missing', 'has no labels to export', { file: scene.name, hint: '--work names the folder of saved work' });
  return { format: FORMAT, source: source.name, files, withoutLabels, failed };
}

/** One frame that cannot be read must not keep the others from being exported. */
async function readable<T>(read: () => Promise<T>, fail: (error: string) => void): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    fail(error.message);
    return undefined;
  }
}

function described({ files, withoutLabels, source }: ExportInfo, out: string): string {
  const points = files.reduce((sum, f) => sum + f.points, 0);
  const left = withoutLabels.length === 0 ? '' : `left out, without labels: ${withoutLabels.join(', ')}\n`;
  return `${files.length} files, ${points} labels from ${source}, in ${out}\n${left}`;
}
