import type { Finding } from '../findings/finding.ts';
import { rangeBin } from '../ranking/range-bins.ts';
import { stanceOf } from '../ranking/stance.ts';

/** By what others must be like a finding to be settled with it. */
export interface Likeness {
  /** The same kind and the same two classes. */
  readonly pair?: boolean;
  /** The same track, or where there is none the same instance, of the same sequence. */
  readonly track?: boolean;
  /** Contradicted most by the same camera. */
  readonly camera?: boolean;
  /** At about the same distance: see `rangeBin`. */
  readonly range?: boolean;
}

/** What settling all like this would settle. */
export interface LikeFindings {
  /** Without the one that they are like, in the order given. */
  readonly findings: readonly Finding[];
  /** Sums over these. */
  readonly points: number;
  readonly frames: number;
  /** How many of the findings there are per camera that contradicts them most, the most first. */
  readonly cameras: readonly { readonly camera: string; readonly count: number }[];
}

/** Those of `findings` (the open ones, say) that are like one in all that is asked for; none where nothing is. */
export function settleLike(finding: Finding, findings: readonly Finding[], by: Likeness): LikeFindings {
  const asked = tests(finding, by);
  const found = asked.length === 0 ? [] : findings.filter((other) => other.id !== finding.id && asked.every((test) => test(other)));
  const cameras = new Map<string, number>();
  for (const { camera } of found.map(stanceOf)) if (camera !== null) cameras.set(camera, (cameras.get(camera) ?? 0) + 1);
  return {
    findings: found,
    points: found.reduce((sum, { points }) => sum + points, 0),
    frames: new Set(found.flatMap(({ sequence, parts, views }) => (parts.length > 0 ? parts : views).map(({ frame }) => `${sequence}/${frame}`))).size,
    cameras: [...cameras].map(([camera, count]) => ({ camera, count })).sort((a, b) => b.count - a.count || (a.camera < b.camera ? -1 : 1)),
  };
}

type Test = (other: Finding) => boolean;

function tests(one: Finding, { pair, track, camera, range }: Likeness): Test[] {
  const out: Test[] = [];
  if (pair) out.push(({ kind, label, mask }) => kind === one.kind && label === one.label && mask === one.mask);
  if (track) out.push((other) => other.sequence === one.sequence && isSameObject(one, other));
  const most = stanceOf(one).camera;
  if (camera) out.push((other) => most !== null && stanceOf(other).camera === most);
  if (range) out.push((other) => rangeBin(other.range) === rangeBin(one.range));
  return out;
}

function isSameObject(a: Finding, b: Finding): boolean {
  return a.track !== null || b.track !== null ? a.track === b.track : a.instance !== 0 && a.instance === b.instance;
}
