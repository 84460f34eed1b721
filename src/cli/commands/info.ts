import type { DataError } from '#src/core/errors.ts';
import type { Convention, Frame, Scene, Sequence } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { SweepDescription } from '#src/engine/jobs/describe-sweep.request.ts';
import { describeSweepJob } from '#src/engine/jobs/describe-sweep.request.ts';
import type { Command } from '../command.ts';
import { conventionLines, DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, table, textOption, UNUSABLE } from '../command.ts';
import { inOrder } from '../in-order.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { userPath } from '../user-path.ts';

/** What `info --json` prints: a published shape. */
export interface DatasetInfo {
  readonly layout: string;
  readonly conventions: readonly Convention[];
  readonly warnings: readonly string[];
  readonly frames: readonly FrameInfo[];
}

export interface FrameInfo {
  readonly id: string;
  readonly sequence: string;
  /** Of the frame's main sweep, as are the fields below. */
  readonly points: number;
  readonly invalid: number;
  readonly timestampNs: string | null;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** Of finite points, in source coordinates; null where there is none. */
  readonly bounds: { readonly min: readonly number[]; readonly max: readonly number[] } | null;
  readonly cameras: readonly { readonly name: string; readonly image: string; readonly width: number; readonly height: number; readonly model: string }[];
  readonly labels: Readonly<Record<string, number>> | null;
}

export const infoCommand: Command = {
  name: 'info',
  summary: 'Say what a dataset or a point cloud file holds',
  usage: 'info PATH [--threads N] [--layout ID] [--json]',
  options: { threads: THREADS_OPTION, json: JSON_OPTION, layout: LAYOUT_OPTION },

  async run(input, output) {
    const opened = await openPath(userPath(onePath(input, 'PATH')), { layout: textOption(input, 'layout') });
    const engine = engineFor(input, allFrames(opened.scene).length);
    const { info, errors } = await datasetInfo(opened, engine).finally(() => engine.dispose());
    if (input.values.json === true) printJson(output, info);
    else output.out(described(opened, info));
    for (const error of errors) output.err(`${error.message}\n`);
    return errors.length === 0 ? DONE : UNUSABLE;
  },
};

/** Reads every frame. A frame that cannot be read is left out, and its error is a warning too: the others stay usable. */
export async function datasetInfo({ tree, scene }: OpenedPath, engine: Engine): Promise<{ info: DatasetInfo; errors: DataError[] }> {
  const frames: FrameInfo[] = [], errors: DataError[] = [];
  const warnings = [...scene.warnings];
  const describe = ({ frame: { sweeps: [{ cloud, labels }] } }: { readonly frame: Frame }) => engine.run(describeSweepJob, { cloud, labels }, { trees: [tree] });
  for await (const outcome of inOrder(allFrames(scene), describe, framesAtOnce(engine))) {
    if ('error' in outcome) errors.push(outcome.error);
    else {
      const { item: { sequence, frame }, result } = outcome;
      frames.push(frameInfo(sequence, frame, result));
      warnings.push(...result.warnings.map((warning) => `${result.name}: ${warning}`));
    }
  }
  const { layout, conventions } = scene;
  return { info: { layout, conventions, warnings: [...warnings, ...errors.map((e) => e.message)], frames }, errors };
}

function frameInfo(sequence: Sequence, frame: Frame, sweep: SweepDescription): FrameInfo {
  return {
    id: frame.id,
    sequence: sequence.id,
    points: sweep.count,
    invalid: sweep.invalid,
    timestampNs: frame.timeNs === null ? null : String(frame.timeNs),
    fields: sweep.fields.map(({ name, type }) => ({ name, type })),
    bounds: sweep.bounds,
    cameras: frame.images.map(({ camera, file, spec }) => ({ name: camera, image: file, width: spec.width, height: spec.height, model: spec.model })),
    labels: sweep.classCounts,
  };
}

/** Every LiDAR, radar and camera of the dataset, in the order in which frames have them. */
function sensorLine(scene: Scene): string {
  const frames = allFrames(scene).map(({ frame }) => frame);
  const names = new Set([...frames.flatMap((f) => f.sweeps.map((s) => s.sensor)), ...frames.flatMap((f) => f.images.map((i) => i.camera + (i.unprojected === undefined ? '' : ' (without projection)')))]);
  return `  sensors: ${[...names].join(', ')}\n`;
}

function described({ scene }: OpenedPath, info: DatasetInfo): string {
  const rows = info.frames.map((f) => [
    f.sequence, f.id, f.points, f.invalid, f.cameras.length, f.labels === null ? '-' : Object.keys(f.labels).length,
    f.bounds === null ? '-' : `${f.bounds.min.map(shortly).join(' ')} .. ${f.bounds.max.map(shortly).join(' ')}`,
  ]);
  const fields = [...new Set(info.frames.map((f) => f.fields.map(({ name, type }) => `${name} ${type}`).join(', ')))];
  return [
    `${scene.name}: ${info.layout} (${scene.why})\n`,
    conventionLines(info.conventions),
    sensorLine(scene),
    ...fields.map((list) => `  fields: ${list}\n`),
    ...info.warnings.map((warning) => `  warning: ${warning}\n`),
    '\n',
    table([['sequence', 'frame', 'points', 'invalid', 'cameras', 'classes', 'bounds'], ...rows]),
  ].join('');
}

function shortly(metres: number): string {
  return metres.toFixed(2);
}
