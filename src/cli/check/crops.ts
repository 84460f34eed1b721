import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { DataError } from '#src/core/errors.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import { frameToCheck } from '#src/engine/check-frame.ts';
import type { CropToDraw, DrawnCrop } from '#src/engine/jobs/draw-crops.request.ts';
import { drawCropsJob } from '#src/engine/jobs/draw-crops.request.ts';
import { sweepsToCheck } from '../check-frame.ts';
import { framesAtOnce } from '../threads.ts';
import type { DatasetCheck } from './check-dataset.ts';

/** What a finding looks like in one picture. */
export interface FindingCrop extends DrawnCrop {
  readonly frame: string;
  readonly camera: string;
}

/** Twice as wide as it is shown, for dense displays and for print, would cost twice the bytes: this is half way. */
export const MOST = { width: 400, height: 300 };

interface Wanted {
  readonly finding: Finding;
  /** Place in its views. */
  readonly view: number;
}

/**
 * The crops of findings, up to three each, best first; frames are read again for it, as many at once as the engine has workers. Of frames that
 * cannot be read there are none. Gives what was wrong with them, too.
 */
export async function drawFindings(check: Omit<DatasetCheck, 'state'>, findings: readonly Finding[]): Promise<{ crops: Map<string, FindingCrop[]>; errors: DataError[] }> {
  const { engine, opened: { tree }, against, source, ranges, progress } = check;
  const byFrame = new Map<string, Wanted[]>(), drawn = new Map<Finding, Map<number, FindingCrop>>(), errors: DataError[] = [];
  for (const finding of findings)
    for (const view of finding.best) {
      const key = JSON.stringify([finding.sequence, finding.views[view].frame]);
      byFrame.set(key, [...(byFrame.get(key) ?? []), { finding, view }]);
    }
  const places = ranges.flatMap(({ sequence, begin, end }) => sequence.frames.slice(begin, end).flatMap((frame, k) => {
    const wanted = byFrame.get(JSON.stringify([sequence.id, frame.id]));
    return wanted === undefined ? [] : [{ sequence, frame, at: begin + k, wanted }];
  }));
  const draw = async ({ sequence, frame, at, wanted }: (typeof places)[number]): Promise<DrawnCrop[]> => {
    const { request, trees } = frameToCheck(tree, sequence, at, await sweepsToCheck(frame, source), against);
    const cameras = new Set(wanted.map(({ finding, view }) => finding.views[view].camera));
    const images = request.images.filter(({ image }) => cameras.has(image.camera));
    const crops = wanted.map(({ finding, view }) => cropOf(finding, view, images.findIndex(({ image }) => image.camera === finding.views[view].camera)));
    return engine.run(drawCropsJob, { check: { ...request, images }, crops, most: MOST }, { trees });
  };
  let done = 0;
  for await (const { item: { frame, wanted }, ...outcome } of inOrder(places, draw, framesAtOnce(engine))) {
    progress?.(++done, places.length);
    if ('error' in outcome) errors.push(outcome.error);
    else wanted.forEach(({ finding, view }, k) => {
      const mine = drawn.get(finding) ?? new Map<number, FindingCrop>();
      drawn.set(finding, mine.set(view, { ...outcome.result[k], frame: frame.id, camera: finding.views[view].camera }));
    });
  }
  const crops = new Map(findings.map((finding) => [finding.id, finding.best.flatMap((view) => drawn.get(finding)?.get(view) ?? [])]));
  return { crops, errors };
}

function cropOf({ views, parts, kind, mask }: Finding, view: number, image: number): CropToDraw {
  const { frame, box, votes, maskInstance } = views[view];
  // What masks do not show at all has no outline of its own there: that of what they show instead.
  const maskClass = kind === 'calibration' || mask === 0 ? (votes[0]?.mask ?? 0) : mask;
  return { image, box, parts: parts.filter((part) => part.frame === frame), maskClass, instance: votes[0]?.mask === maskClass ? maskInstance : null };
}
