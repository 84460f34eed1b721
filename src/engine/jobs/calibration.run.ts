import type { BorderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { cameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import { movingBoxes } from '#src/core/crosscheck/motion.ts';
import type { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Sequence } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import type { Engine, Priority } from '../engine.ts';
import type { BorderPointsRequest } from './calibration.request.ts';
import { borderPointsJob, judgeCameraJob } from './calibration.request.ts';
import type { MaskedImage } from './check-frame.request.ts';

/** Frames that a test looks at: more of them, spread over the drive, tell little more than these, and cost a second each. */
export const MOST_FRAMES = 10;

/** A frame by its place in its sequence. */
export interface FramePlace {
  readonly sequence: Sequence;
  readonly at: number;
}

export interface CalibrationTest {
  readonly tree: FileTree;
  readonly masks: MaskSet;
  readonly classMap: ClassMap;
  /** Of them, `MOST_FRAMES` are looked at, evenly spread. */
  readonly frames: readonly FramePlace[];
  /** As in `BorderPointsRequest`. */
  labelsOf(place: FramePlace): Promise<BorderPointsRequest['labels']>;
  readonly signal?: AbortSignal;
  /** 'background' where people go on working meanwhile. */
  readonly priority?: Priority;
  /** Frames and cameras that are done, of all. */
  progress?(done: number, total: number): void;
}

export interface CalibrationResult {
  /** Of every camera with masks and labels, in the order in which they occur. */
  readonly verdicts: readonly CalibrationVerdict[];
  /** Ids of the frames that were looked at. */
  readonly frames: readonly string[];
  /** What was wrong with frames that could not be read; the others were looked at. */
  readonly errors: readonly DataError[];
}

/** Tests the calibration of every camera; see `judgeCamera`. Rejects with the signal's reason. */
export async function testCalibration(engine: Engine, test: CalibrationTest): Promise<CalibrationResult> {
  const frames = spread(test.frames, MOST_FRAMES), { signal, priority } = test;
  const pictures = new Map<string, BorderPoints[]>(), errors: DataError[] = [];
  // One step more at the end, so that nobody sees it done before its cameras are judged.
  let done = 0;
  for (const { sequence, at } of frames) for (const { camera } of sequence.frames[at].images) if (!pictures.has(camera)) pictures.set(camera, []);
  const total = frames.length + pictures.size;
  for await (const outcome of inOrder(frames, (place) => gather(engine, test, place), engine.size)) {
    signal?.throwIfAborted();
    test.progress?.(++done, total);
    if ('error' in outcome) errors.push(outcome.error);
    else for (const { camera, points } of outcome.result) pictures.get(camera)!.push(points);
  }
  const verdicts: CalibrationVerdict[] = [];
  const judged = inOrder([...pictures].filter(([, of]) => of.length > 0), ([camera, of]) => engine.run(judgeCameraJob, { camera, pictures: of }, { signal, priority }), engine.size);
  for await (const outcome of judged) {
    if ('error' in outcome) throw outcome.error;
    verdicts.push(outcome.result);
    test.progress?.(++done, total);
  }
  return { verdicts, frames: frames.map(({ sequence, at }) => sequence.frames[at].id), errors };
}

async function gather(engine: Engine, { tree, masks, classMap, labelsOf, signal, priority }: CalibrationTest, place: FramePlace) {
  const { sequence, at } = place, { id, timeNs, sweeps, images } = sequence.frames[at];
  const trees = [tree];
  const placeOf = (wanted: FileTree): number => (trees.includes(wanted) ? trees.indexOf(wanted) : trees.push(wanted) - 1);
  const checked = images.flatMap((image): MaskedImage[] => {
    const mask = masks.masks.get(imageId(sequence.id, id, image.camera));
    return mask === undefined || image.unprojected !== undefined ? [] : [{ image, parts: mask.parts, tree: placeOf(mask.tree) }];
  });
  if (checked.length === 0) return [];
  const request = {
    frame: { sweeps: sweeps.slice(0, 1), timeNs }, images: checked, moving: movingBoxes(sequence, at), maskTaxonomy: masks.taxonomy, classMap,
    labels: await labelsOf(place), twists: checked.map(({ image }) => cameraTwist(sequence, at, image)),
  };
  return (await engine.run(borderPointsJob, request, { trees, signal, priority })).cameras;
}

/** At most so many of them, evenly spread, the first and the last among them. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, k) => items[Math.round((k * (items.length - 1)) / (most - 1))]);
}
