import { writeFile } from 'node:fs/promises';
import { DataError } from '#src/core/errors.ts';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { ReportBuilder } from '#src/core/crosscheck/report.ts';
import { VERDICTS } from '#src/core/crosscheck/verdict.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import { checkFrame } from '#src/engine/check-frame.ts';
import type { Engine } from '#src/engine/engine.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { sweepsToCheck } from '../check-frame.ts';
import type { Command } from '../command.ts';
import { conventionLines, DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, table, textOption, UNUSABLE } from '../command.ts';
import type { FrameRange } from '../frame-range.ts';
import { frameRanges } from '../frame-range.ts';
import { inOrder } from '../in-order.ts';
import { withKept } from '../kept-conventions.ts';
import type { LabelSource } from '../label-source.ts';
import { labelSource } from '../label-source.ts';
import { classMapOf, masksOf } from '../mask-source.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { pathOption, userPath } from '../user-path.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Hold the labels of every point against the masks of every image that sees it',
  usage: 'check DATASET [--frames A-B] [--masks DIR] [--map FILE] [--set NAME] [--work DIR] [--report FILE.json] [--threads N] [--layout ID] [--json]',
  options: {
    frames: { type: 'string', value: 'A-B', help: 'from frame A to frame B, both included, or one frame' },
    masks: { type: 'string', value: 'DIR', help: "the masks, as CAMERA/FRAME.png; the dataset's own where absent" },
    map: { type: 'string', value: 'FILE', help: 'which label classes agree with which mask classes; a preset or equal names where absent' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    report: { type: 'string', value: 'FILE', help: 'write the report there, as JSON' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET'), report = pathOption(input, 'report');
    const asRead = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const masks = await masksOf(asRead, pathOption(input, 'masks'));
    const { map, convention } = await classMapOf(asRead, masks, pathOption(input, 'map'));
    const work = pathOption(input, 'work'), rangesOf = (scene: Scene): FrameRange[] => frameRanges(scene, textOption(input, 'frames'));
    const engine = engineFor(input, rangesOf(asRead.scene).reduce((n, { begin, end }) => n + end - begin, 0));
    const source = await labelSource(asRead, work, textOption(input, 'set'), engine).catch((error: unknown) => {
      engine.dispose();
      throw error;
    });
    try {
      if (source.recovered !== null) output.err(`${source.recovered}\n`);
      const opened = withKept(asRead, source.conventions);
      const result = await checkDataset(engine, opened, masks, map, source, rangesOf(opened.scene));
      if (report !== undefined) await writeReport(report, result.report);
      if (input.values.json === true) printJson(output, result.report);
      else output.out(`${source.name} against masks\n${conventionLines([...masks.conventions, convention])}\n${described(result.report)}`);
      if (result.without > 0) output.err(`${result.without} images have no mask and were not checked\n`);
      for (const error of result.errors) output.err(`${error.message}\n`);
      return result.errors.length === 0 ? DONE : UNUSABLE;
    } finally {
      engine.dispose();
      await source.close();
    }
  },
};

/**
 * Checks frames, as many at once as the engine has workers; the report is the same with any number. A frame that cannot be read is left out of
 * it, and its error given: the others stay usable. `without` counts the images that have no mask. Throws DataError where no frame has
 * labels or none has masks: there is nothing to check then.
 */
export async function checkDataset(
  engine: Engine, { tree, scene }: OpenedPath, masks: MaskSet, map: ClassMap, source: LabelSource, ranges: readonly FrameRange[],
): Promise<{ report: CheckReport; errors: DataError[]; without: number }> {
  const builder = new ReportBuilder(map, scene.taxonomy, masks.taxonomy);
  const frames = ranges.flatMap(({ sequence, begin, end }) => sequence.frames.slice(begin, end).map((frame, k) => ({ sequence, frame, at: begin + k })));
  const errors: DataError[] = [];
  let labelled = 0, pictures = 0, without = 0;
  const against = { masks, classMap: map, ignored: source.ignored };
  const checks = inOrder(
    frames, async ({ sequence, frame, at }) => checkFrame(engine, tree, sequence, at, await sweepsToCheck(frame, source), against), framesAtOnce(engine),
  );
  for await (const { item: { sequence, frame }, ...outcome } of checks) {
    if ('error' in outcome) {
      errors.push(outcome.error);
      continue;
    }
    const { labelled: hasLabels, images, summary } = outcome.result;
    builder.frame(scene.sequences.length === 1 ? frame.id : `${sequence.id}/${frame.id}`);
    for (const image of images) builder.image(image.camera, image, image.unknown);
    builder.counts(summary);
    if (hasLabels) labelled++;
    pictures += images.length;
    without += frame.images.length - images.length;
  }
  if (labelled === 0) throw errors[0] ?? new DataError('missing', 'has no labels to check', { file: scene.name, hint: '--work names the folder of saved work' });
  if (pictures === 0) throw errors[0] ?? new DataError('missing', 'has no masks for these frames', { file: scene.name, hint: '--masks names their folder' });
  return { report: builder.report(), errors, without };
}

async function writeReport(file: string, report: CheckReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`).catch((error: unknown) => {
    throw fileError(error, file);
  });
}

const COLUMNS = ['points', 'inside', 'hidden', 'seen', ...VERDICTS.slice(2)] as const;
const SHOWN_PAIRS = 12;

function described({ frames, pairs, iou, unmapped }: CheckReport): string {
  const rows = frames.flatMap(({ id, cameras }) => cameras.map((camera) => [id, camera.name, ...COLUMNS.map((name) => camera[name as 'points'])]));
  const sections = [
    table([['frame', 'camera', ...COLUMNS], ...rows]),
    table([['label', 'mask', 'points'], ...[...pairs].sort((a, b) => b.count - a.count).slice(0, SHOWN_PAIRS).map((p) => [p.label, p.mask, p.count])]),
    table([['class of the masks', 'IoU'], ...Object.entries(iou).map(([name, value]) => [name, value.toFixed(3)])]),
    ...(unmapped.length === 0 ? [] : [table([['unmapped', 'class', 'points'], ...unmapped.map((u) => [u.side, u.name, u.count])])]),
  ];
  return sections.join('\n');
}
