import { DataError } from '#src/core/errors.ts';
import type { Convention, Frame, Scene, Sequence } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { SweepDescription } from '#src/engine/jobs/describe-sweep.request.ts';
import { describeSweepJob } from '#src/engine/jobs/describe-sweep.request.ts';
import type { Command } from '../command.ts';
import { conventionLines, DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, table, textOption, UNUSABLE } from '../command.ts';
import { withKeptIn } from '../kept-conventions.ts';
import { inOrder } from '../in-order.ts';
import type { OpenedPath } from '../open-path.ts';
import { openPath } from '../open-path.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { pathOption, userPath } from '../user-path.ts';

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
  /** What the frame's other LiDARs and radars hold; absent where it has one sweep. */
  readonly otherSweeps?: readonly SweepInfo[];
}

export interface SweepInfo extends Pick<FrameInfo, 'points' | 'invalid' | 'fields' | 'bounds' | 'labels'> {
  readonly sensor: string;
}

export const infoCommand: Command = {
  name: 'info',
  summary: 'Say what a dataset or a point cloud file holds',
  usage: 'info PATH [--work DIR] [--threads N] [--layout ID] [--json]',
  options: {
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset: its conventions count' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const opened = await withKeptIn(await openPath(userPath(onePath(input, 'PATH')), { layout: textOption(input, 'layout') }), pathOption(input, 'work'));
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
  const describe = ({ frame: { sweeps } }: { readonly frame: Frame }) => Promise.all(sweeps.map(async ({ cloud, labels }, k) => {
    const described = engine.run(describeSweepJob, { cloud, labels }, { trees: [tree] });
    return k === 0 ? described : described.catch((error: unknown) => {
      if (error instanceof DataError) return error;
      throw error;
    });
  }));
  for await (const outcome of inOrder(allFrames(scene), describe, framesAtOnce(engine))) {
    if ('error' in outcome) errors.push(outcome.error);
    else {
      const { item: { sequence, frame }, result } = outcome;
      frames.push(frameInfo(sequence, frame, result));
      for (const sweep of result) {
        if (sweep instanceof DataError) errors.push(sweep);
        else warnings.push(...sweep.warnings.map((warning) => `${sweep.name}: ${warning}`));
      }
    }
  }
  const { layout, conventions } = scene;
  return { info: { layout, conventions, warnings: [...warnings, ...errors.map((e) => e.message)], frames }, errors };
}

function frameInfo(sequence: Sequence, frame: Frame, sweeps: readonly (SweepDescription | DataError)[]): FrameInfo {
  const [main, ...others] = sweeps.map((sweep, k) => (sweep instanceof DataError ? [] : [{ sensor: frame.sweeps[k].sensor, ...sweepInfo(sweep) }]));
  const [{ sensor: _sensor, ...first }] = main;
  return {
    id: frame.id,
    sequence: sequence.id,
    timestampNs: frame.timeNs === null ? null : String(frame.timeNs),
    ...first,
    cameras: frame.images.map(({ camera, file, spec }) => ({ name: camera, image: file, width: spec.width, height: spec.height, model: spec.model })),
    ...(others.length === 0 ? {} : { otherSweeps: others.flat() }),
  };
}

function sweepInfo({ count, invalid, fields, bounds, classCounts }: SweepDescription): Omit<SweepInfo, 'sensor'> {
  return { points: count, invalid, fields: fields.map(({ name, type }) => ({ name, type })), bounds, labels: classCounts };
}

/** Every LiDAR, radar and camera of the dataset, in the order in which frames have them. */
function sensorLine(scene: Scene): string {
  const frames = allFrames(scene).map(({ frame }) => frame);
  const names = new Set([...frames.flatMap((f) => f.sweeps.map((s) => s.sensor)), ...frames.flatMap((f) => f.images.map((i) => i.camera + (i.unprojected === undefined ? '' : ' (without projection)')))]);
  return `  sensors: ${[...names].join(', ')}\n`;
}

function described({ scene }: OpenedPath, info: DatasetInfo): string {
  const cells = (what: Pick<FrameInfo, 'points' | 'invalid' | 'labels' | 'bounds'>, cameras: number | string): (string | number)[] => [
    what.points, what.invalid, cameras, what.labels === null ? '-' : Object.keys(what.labels).length,
    what.bounds === null ? '-' : `${what.bounds.min.map(shortly).join(' ')} .. ${what.bounds.max.map(shortly).join(' ')}`,
  ];
  const rows = info.frames.flatMap((f) => [
    [f.sequence, f.id, ...cells(f, f.cameras.length)], ...(f.otherSweeps ?? []).map((sweep) => [f.sequence, `${f.id} ${sweep.sensor}`, ...cells(sweep, '')]),
  ]);
  const fields = [...new Set(info.frames.flatMap((f) => [f, ...(f.otherSweeps ?? [])].map((s) => s.fields.map(({ name, type }) => `${name} ${type}`).join(', '))))];
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
