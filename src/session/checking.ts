import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { combineVerdicts } from '#src/core/crosscheck/combine.ts';
import type { IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import { withIgnoredRegions } from '#src/core/crosscheck/findings/ignored-regions.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { maskIndex, summedUnknown } from '#src/core/crosscheck/id-mask.ts';
import { frameMotion } from '#src/core/crosscheck/frame-motion.ts';
import type { MovingBox } from '#src/core/crosscheck/motion.ts';
import { movingBoxes } from '#src/core/crosscheck/motion.ts';
import type { PairCount } from '#src/core/crosscheck/pairs.ts';
import { PairCounter } from '#src/core/crosscheck/pairs.ts';
import { pairTotals } from '#src/core/crosscheck/totals.ts';
import type { VerdictCounts } from '#src/core/crosscheck/verdict.ts';
import { VERDICT, VERDICTS } from '#src/core/crosscheck/verdict.ts';
import { DataError, errorMessage, isAbort } from '#src/core/errors.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { classOf } from '#src/core/labels/label.ts';
import { topSpeeds } from '#src/core/labels/top-speed.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { checkImageJob } from '#src/engine/jobs/check-image.request.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import { classMap } from './class-map.ts';
import { frameSweeps, workspace } from './current.ts';
import { engine } from './engine.ts';
import { maskOf } from './masks.ts';
import { frameProjections } from './projections.ts';
import { useCheck } from './stores/check-store.ts';
import { useMasks } from './stores/mask-store.ts';
import { currentFrame, useScene } from './stores/scene-store.ts';
import type { LoadedSweep } from './workspace.ts';

/** One picture's part of the check, kept so that points can be found again by what they are. */
interface CheckedImage {
  readonly image: FrameImage;
  readonly projection: ImageProjection;
  readonly mask: IdMask;
  /** Per sweep on screen. */
  readonly verdicts: readonly Uint8Array[];
}

let checked: readonly CheckedImage[] = [];
let running: AbortController | null = null;

/** Holds the labels of the frame on screen against the masks of its images. Rejects never: a failure is a state on screen. */
export async function checkFrame(): Promise<void> {
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const current = classMap();
  const sweeps = frameSweeps();
  if (!useCheck.getState().on || current === null || sweeps.length === 0) return forget(sweeps);
  useCheck.setState({ status: { phase: 'running' } });
  try {
    const images = currentFrame()?.frame.images ?? [];
    const moving = movingBoxesHere();
    const problems: string[] = [];
    const parts = await Promise.all(
      images.map((image) =>
        checkImage(image, sweeps, current.map, moving, abort.signal).catch((error: unknown) => {
          // One mask that cannot be read keeps no other camera from being checked.
          if (!(error instanceof DataError)) throw error;
          problems.push(error.message);
          return null;
        }),
      ),
    );
    if (abort.signal.aborted) return;
    take(sweeps, parts.filter((part) => part !== null), current.map, problems);
  } catch (error) {
    if (isAbort(error) || abort.signal.aborted) return;
    forget(sweeps);
    useCheck.setState({ status: { phase: 'failed', error: errorMessage(error) } });
  }
}

type ImagePart = CheckedImage & { readonly counts: VerdictCounts; readonly pairs: readonly PairCount[] };

/** Null where the image has no mask. */
async function checkImage(image: FrameImage, sweeps: readonly LoadedSweep[], map: ClassMap, moving: readonly MovingBox[], signal: AbortSignal): Promise<ImagePart | null> {
  const reading = maskOf(image);
  if (reading === null) return null;
  const [read, projection] = await Promise.all([reading, frameProjections(sweeps).of(image)]);
  const mask = withIgnoredRegions(read, image.spec, ignoredIn(image));
  const camera = cameraOf(image, image.camera);
  const results = await Promise.all(
    sweeps.map((loaded, s) => {
      const part = <T extends { subarray(a: number, b: number): T }>(array: T): T => array.subarray(projection.starts[s], projection.starts[s + 1]);
      const { index, u, v, depth, visible } = projection;
      const request = {
        index: part(index), u: part(u), v: part(v), depth: part(depth), visible: part(visible),
        labels: loaded.view.labels, mask, image: image.spec, classMap: map,
        ...motionOf(loaded, moving).in(image, camera, part(index)),
      };
      return engine().run(checkImageJob, request, { signal });
    }),
  );
  const pairs = new PairCounter();
  for (const result of results) pairs.addAll(result.pairs);
  return { image, projection, mask, verdicts: results.map((r) => r.verdicts), counts: summed(results.map((r) => r.counts)), pairs: pairs.pairs() };
}

/** What reviewers said is wrong in the mask of an image of the frame on screen. */
function ignoredIn(image: FrameImage): IgnoreRegion[] {
  const here = currentFrame(), id = here === null ? '' : imageId(here.sequence.id, here.frame.id, image.camera);
  return [...(workspace()?.set.table('ignoreRegions').values() ?? [])].filter((region) => region.image === id);
}

/** Of one sweep of the frame on screen, whose boxes move like this, with the labels of now. */
function motionOf({ sweep, cloud, view: { labels } }: LoadedSweep, moving: readonly MovingBox[]): ReturnType<typeof frameMotion> {
  const frame = currentFrame()?.frame ?? { boxes: [], timeNs: null };
  return frameMotion({ sweep, cloud, labels }, frame, moving, topSpeeds(useScene.getState().taxonomy));
}

function movingBoxesHere(): MovingBox[] {
  const here = currentFrame();
  return here === null ? [] : movingBoxes(here.sequence, here.sequence.frames.indexOf(here.frame));
}

function take(sweeps: readonly LoadedSweep[], parts: readonly ImagePart[], map: ClassMap, problems: readonly string[]): void {
  checked = parts;
  const combined = new Array<number>(VERDICTS.length).fill(0);
  sweeps.forEach(({ sweep, cloud }, s) => {
    const verdicts = combineVerdicts(parts.map((part) => part.verdicts[s]), cloud.count);
    for (const verdict of verdicts) combined[verdict]++;
    workspace()?.setVerdicts(sweep.id, verdicts);
  });
  const counter = new PairCounter();
  for (const part of parts) counter.addAll(part.pairs);
  useCheck.setState({
    status: { phase: 'idle' },
    result: {
      cameras: parts.map(({ image, counts }) => ({ name: image.camera, counts })),
      pairs: distinctPairs(sweeps),
      ...pairTotals(counter.pairs(), map, useScene.getState().taxonomy, useMasks.getState().taxonomy),
      combined,
      problems,
      unknown: summedUnknown(parts.flatMap((part) => part.mask.unknown)),
    },
  });
}

function forget(sweeps: readonly LoadedSweep[]): void {
  checked = [];
  for (const { sweep } of sweeps) workspace()?.setVerdicts(sweep.id, null);
  useCheck.setState({ status: { phase: 'idle' }, result: null });
}

function summed(counts: readonly VerdictCounts[]): VerdictCounts {
  const sum = Object.fromEntries(Object.keys(counts[0]).map((key) => [key, 0])) as { -readonly [K in keyof VerdictCounts]: number };
  for (const part of counts) for (const key of Object.keys(sum) as (keyof VerdictCounts)[]) sum[key] += part[key];
  return sum;
}

/**
 * The points that have this class where a mask shows that one, and whose verdict there follows from the two: what a cell of
 * the matrix counts, each point once. Points excused by an edge or by motion are not among them.
 */
export function pointsOfPair({ label, mask }: Pick<PairCount, 'label' | 'mask'>): Selection {
  return selected((loaded, s, mark) => {
    eachCompared(loaded, s, (i, l, m) => {
      if (l === label && m === mask) mark(i);
    });
  });
}

/** Distinct points per pair of classes. */
function distinctPairs(sweeps: readonly LoadedSweep[]): PairCount[] {
  const counter = new PairCounter();
  sweeps.forEach((loaded, s) => {
    const seen = new Set<number>();
    eachCompared(loaded, s, (i, label, mask) => {
      // A point and a mask class in one safe integer: the label follows from the point.
      const key = i * 0x10000 + mask;
      if (seen.has(key)) return;
      seen.add(key);
      counter.add(label, mask);
    });
  });
  return counter.pairs();
}

const COMPARED: readonly number[] = [VERDICT.unmapped, VERDICT.agrees, VERDICT.disagrees];

/** Every point of a sweep in every image that compared it: index in the file, class of its label, class of the mask. */
function eachCompared(loaded: LoadedSweep, s: number, visit: (i: number, label: number, mask: number) => void): void {
  for (const { image, projection, mask, verdicts } of checked)
    for (let k = projection.starts[s]; k < projection.starts[s + 1]; k++) {
      const i = projection.index[k];
      if (!COMPARED.includes(verdicts[s][i])) continue;
      visit(i, classOf(loaded.view.labels[i]), mask.classes[maskIndex(mask, image.spec, projection.u[k], projection.v[k])]);
    }
}

/** The points with this verdict over all cameras. */
export function pointsOfVerdict(verdict: number): Selection {
  return selected(({ verdicts, cloud }, _, mark) => {
    for (let i = 0; i < cloud.count; i++) if ((verdicts === null ? VERDICT.outside : verdicts[i]) === verdict) mark(i);
  });
}

function selected(choose: (loaded: LoadedSweep, s: number, mark: (i: number) => void) => void): Selection {
  return new Map(
    frameSweeps().map((loaded, s) => {
      const picked = new Uint8Array(loaded.cloud.count);
      choose(loaded, s, (i) => (picked[i] = 1));
      return [loaded.sweep.id, packMask(picked)];
    }),
  );
}
