import type { CalibrationVerdict } from '../calibration/verdict.ts';
import { isOff } from '../calibration/verdict.ts';
import { Digest } from './digest.ts';
import type { Finding } from './finding.ts';
import { joinTokens } from './fingerprint.ts';
import { shared } from './link-observations.ts';

/** Of a finding's contradicting points, from which share on a camera's offset is all that is behind it. */
const EXPLAINED = 0.5;

/**
 * Puts the findings that a camera's wrong pose or time explains (`ImageView.explained`) into one for each camera and sequence, at the place of the
 * first of them; the others stay as they are, in their order. A finding that other cameras contradict as well stays: no camera explains
 * most of it then.
 */
export function foldCalibration(findings: readonly Finding[], verdicts: readonly CalibrationVerdict[]): Finding[] {
  const off = new Map(verdicts.filter(isOff).map((verdict) => [verdict.camera, verdict]));
  const cameraOf = new Map(findings.map((finding) => [finding, explainingCamera(finding, off)]));
  const folded = new Map<string, Finding[]>();
  const keyOf = (finding: Finding): string | null => ((cameraOf.get(finding) ?? null) === null ? null : `${finding.sequence} ${cameraOf.get(finding)}`);
  for (const finding of findings) {
    const key = keyOf(finding);
    if (key !== null) folded.set(key, [...(folded.get(key) ?? []), finding]);
  }
  return findings.flatMap((finding) => {
    const key = keyOf(finding);
    if (key === null) return [finding];
    const all = folded.get(key)!;
    return all[0] === finding ? [foldedInto(off.get(cameraOf.get(finding)!)!, all)] : [];
  });
}

/** The camera whose offset explains most of what contradicts the finding; null where none does. */
function explainingCamera({ kind, views }: Finding, off: ReadonlyMap<string, CalibrationVerdict>): string | null {
  if (kind === 'calibration' || kind === 'split' || kind === 'merged') return null;
  const disagrees = views.reduce((n, view) => n + view.verdicts.disagrees, 0);
  for (const camera of off.keys()) {
    const explained = views.filter((view) => view.camera === camera).reduce((n, view) => n + view.explained, 0);
    if (disagrees > 0 && explained >= EXPLAINED * disagrees) return camera;
  }
  return null;
}

function foldedInto({ camera, kind, offset, pixels }: CalibrationVerdict, findings: readonly Finding[]): Finding {
  const [first] = findings, parts = new Map<string, Finding['parts'][number]>();
  for (const part of findings.flatMap((finding) => finding.parts)) {
    const known = parts.get(part.sweep);
    parts.set(part.sweep, known === undefined ? part : { ...part, points: union(known.points, part.points) });
  }
  const min = [0, 1, 2].map((k) => Math.min(...findings.map(({ centre, size }) => centre[k] - size[k] / 2)));
  const max = [0, 1, 2].map((k) => Math.max(...findings.map(({ centre, size }) => centre[k] + size[k] / 2)));
  const views = findings.flatMap((finding) => finding.views.filter((view) => view.camera === camera));
  const amount = { rotation: `${Math.hypot(...offset.rotationDeg).toFixed(2)} degrees`, shift: `${Math.hypot(...offset.shiftM).toFixed(2)} m`, time: `${offset.timeMs.toFixed(0)} ms` };
  const by = kind === 'rotation' || kind === 'shift' || kind === 'time' ? amount[kind] : `${pixels.toFixed(1)} pixels`;
  return {
    ...first,
    id: new Digest().addText('calibration').addText(first.sequence).addText(camera).toString(),
    kind: 'calibration', label: 0, mask: 0, instance: 0, track: null, parts: [...parts.values()],
    views, votes: [], best: first.best.map((k) => views.findIndex((view) => view.image === first.views[k].image)).filter((k) => k >= 0),
    points: [...parts.values()].reduce((n, part) => n + part.points.length, 0),
    centre: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2], size: [max[0] - min[0], max[1] - min[1], max[2] - min[2]],
    cause: 'calibration', why: `camera ${camera} seems off by ${by}, which explains ${findings.length === 1 ? 'this finding' : `these ${findings.length} findings`}`,
    fingerprint: joinTokens(new Set(findings.flatMap((finding) => finding.fingerprint.split(' ')))),
    folded: { camera, findings },
  };
}

function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (shared(a, b) === b.length) return a;
  return Uint32Array.from(new Set([...a, ...b])).sort();
}
