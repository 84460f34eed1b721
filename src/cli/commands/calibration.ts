import { offsetText } from '#src/core/crosscheck/calibration/corrections.ts';
import { isOff } from '#src/core/crosscheck/calibration/verdict.ts';
import { DataError } from '#src/core/errors.ts';
import type { CalibrationResult } from '#src/engine/jobs/calibration.run.ts';
import { MOST_FRAMES, testCalibration } from '#src/engine/jobs/calibration.run.ts';
import type { Command } from '../command.ts';
import { conventionLines, DONE, FAILED, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, table, textOption, UNUSABLE } from '../command.ts';
import { frameRanges } from '../frame-range.ts';
import { labelSource } from '../label-source.ts';
import { classMapOf, masksOf } from '../mask-source.ts';
import { openPath } from '../open-path.ts';
import { engineFor, THREADS_OPTION } from '../threads.ts';
import { pathOption, userPath } from '../user-path.ts';

export const calibrationCommand: Command = {
  name: 'calibration',
  summary: 'Tell whether a camera is turned, moved or late, by its labels and masks; exit 1 where one is',
  usage: 'calibration DATASET [--frames A-B] [--masks DIR] [--map FILE] [--set NAME] [--work DIR] [--threads N] [--layout ID] [--json]',
  options: {
    frames: { type: 'string', value: 'A-B', help: `from frame A to frame B, both included; at most ${MOST_FRAMES} of them are looked at` },
    masks: { type: 'string', value: 'DIR', help: "the masks, as CAMERA/FRAME.png; the dataset's own where absent" },
    map: { type: 'string', value: 'FILE', help: 'which label classes agree with which mask classes; a preset or equal names where absent' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET');
    const opened = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const masks = await masksOf(opened, pathOption(input, 'masks'));
    const { map, convention } = await classMapOf(opened, masks, pathOption(input, 'map'));
    const frames = frameRanges(opened.scene, textOption(input, 'frames')).flatMap(({ sequence, begin, end }) =>
      Array.from({ length: end - begin }, (_, k) => ({ sequence, at: begin + k })));
    const engine = engineFor(input, Math.min(frames.length, MOST_FRAMES));
    try {
      const source = await labelSource(opened, pathOption(input, 'work'), textOption(input, 'set'), engine);
      try {
        if (source.recovered !== null) output.err(`${source.recovered}\n`);
        const result = await testCalibration(engine, {
          tree: opened.tree, masks, classMap: map, frames,
          labelsOf: ({ sequence, at }) => (source.saved ? source.labels(sequence.frames[at].sweeps[0]) : Promise.resolve('source')),
        });
        refuseNothing(result, opened.scene.name);
        if (input.values.json === true) printJson(output, { frames: result.frames, cameras: result.verdicts });
        else output.out(`${source.name} against masks\n${conventionLines([...masks.conventions, convention])}\n${described(result)}`);
        for (const error of result.errors) output.err(`${error.message}\n`);
        if (result.errors.length > 0) return UNUSABLE;
        return result.verdicts.some(isOff) ? FAILED : DONE;
      } finally {
        await source.close();
      }
    } finally {
      engine.dispose();
    }
  },
};

function refuseNothing({ verdicts, errors }: CalibrationResult, file: string): void {
  if (verdicts.length > 0) return;
  throw errors[0] ?? new DataError('missing', 'has no frames with labels and masks', { file, hint: '--masks and --work name their folders' });
}

function described({ verdicts, frames }: CalibrationResult): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const rows = verdicts.map((v) => [
    v.camera, v.kind, offsetText(v.offset), Number(v.pixels.toFixed(1)), percent(v.confidence), percent(v.explained), v.points, v.limits.join('; '),
  ]);
  return `${frames.length} frames: ${frames.join(', ')}\n${table([['camera', 'verdict', 'offset', 'pixels', 'confidence', 'explained', 'points', 'limits'], ...rows])}`;
}
