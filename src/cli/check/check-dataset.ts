import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { ReportBuilder } from '#src/core/crosscheck/report.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import type { Frame, Scene, Sequence } from '#src/core/scene/scene.ts';
import type { CheckAgainst } from '#src/engine/check-frame.ts';
import { checkFrame, frameToCheck } from '#src/engine/check-frame.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { sweepsToCheck } from '../check-frame.ts';
import type { FrameRange } from '../frame-range.ts';
import type { LabelSource } from '../label-source.ts';
import type { OpenedPath } from '../open-path.ts';
import { framesAtOnce } from '../threads.ts';
import type { CheckState } from './check-state.ts';
import { frameInputs } from './frame-inputs.ts';

export interface DatasetCheck {
  readonly engine: Engine;
  readonly opened: OpenedPath;
  readonly against: CheckAgainst;
  readonly source: LabelSource;
  readonly ranges: readonly FrameRange[];
  /** What was checked before, and where results are kept; null without. */
  readonly state: CheckState | null;
  /** The folder of a tree of files: `state` tells by its files whether a result still holds. */
  folderOf(tree: FileTree): string;
  progress?(done: number, total: number): void;
}

export interface CheckedDataset {
  readonly report: CheckReport;
  /** In the order of sequences and frames. */
  readonly findings: readonly Finding[];
  readonly errors: readonly DataError[];
  /** Images that have no mask. */
  readonly without: number;
  /** Frames whose result was there already. */
  readonly kept: number;
}

/** A frame as reports call it: with its sequence where there are several. */
export function frameName({ sequences }: Pick<Scene, 'sequences'>, sequence: string, frame: string): string {
  return sequences.length === 1 ? frame : `${sequence}/${frame}`;
}

interface Place {
  readonly sequence: Sequence;
  readonly frame: Frame;
  readonly at: number;
}

/**
 * Checks frames, as many at once as the engine has workers; what comes of it is the same with any number, and where results of an earlier
 * check are used. A frame that cannot be read is left out, and its error given: the others stay usable. Throws DataError where no
 * frame has labels or none has masks: there is nothing to check then.
 */
export async function checkDataset(check: DatasetCheck): Promise<CheckedDataset> {
  const { engine, opened: { scene }, against: { masks, classMap }, ranges, progress } = check;
  const builder = new ReportBuilder(classMap, scene.taxonomy, masks.taxonomy);
  const findings = new FindingBuilder(scene.sequences.map(({ id, frames, posed }) => ({ id, frames: frames.map((frame) => frame.id), posed })));
  const places = ranges.flatMap(({ sequence, begin, end }) => sequence.frames.slice(begin, end).map((frame, k) => ({ sequence, frame, at: begin + k })));
  const errors: DataError[] = [];
  let labelled = 0, pictures = 0, without = 0, kept = 0, done = 0;
  for await (const { item: { sequence, frame }, ...outcome } of inOrder(places, (place) => checkPlace(check, place), framesAtOnce(engine))) {
    progress?.(++done, places.length);
    if ('error' in outcome) {
      errors.push(outcome.error);
      continue;
    }
    const { checked, known } = outcome.result, { labelled: hasLabels, images, summary } = checked;
    builder.frame(frameName(scene, sequence.id, frame.id));
    for (const image of images) builder.image(image.camera, image, image.unknown);
    builder.counts(summary);
    findings.addFrame(sequence.id, frame.id, checked);
    if (hasLabels) labelled++;
    if (known) kept++;
    pictures += images.length;
    without += frame.images.length - images.length;
  }
  if (labelled === 0) throw errors[0] ?? new DataError('missing', 'has no labels to check', { file: scene.name, hint: '--work names the folder of saved work' });
  if (pictures === 0) throw errors[0] ?? new DataError('missing', 'has no masks for these frames', { file: scene.name, hint: '--masks names their folder' });
  return { report: builder.report(), findings: findings.findings(), errors, without, kept };
}

/** `known`: whether its result was there already. */
async function checkPlace({ engine, opened: { tree }, against, source, state, folderOf }: DatasetCheck, { sequence, frame, at }: Place): Promise<{ checked: CheckedFrame; known: boolean }> {
  const check = async (): Promise<CheckedFrame> => checkFrame(engine, tree, sequence, at, await sweepsToCheck(frame, source), against);
  if (state === null) return { checked: await check(), known: false };
  const { request, trees } = frameToCheck(tree, sequence, at, frame.sweeps.map((sweep) => ({ sweep, labels: null })), against);
  const name = `${sequence.id}/${frame.id}`, inputs = await frameInputs(request, trees, folderOf, frame.sweeps, source);
  const before = await state.result(name, inputs);
  return before === null ? { checked: await state.keep(name, inputs, await check()), known: false } : { checked: before, known: true };
}
