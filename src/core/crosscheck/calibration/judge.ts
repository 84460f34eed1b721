import type { BorderPoints } from './borders.ts';
import { PARAMETERS } from './borders.ts';
import type { Parameters } from './fit.ts';
import { OffsetFit } from './fit.ts';
import type { CalibrationCandidate, CalibrationCurve, CalibrationVerdict, CameraOffset, OffsetKind } from './verdict.ts';
import { NO_OFFSET, OFFSET_KINDS } from './verdict.ts';

const OF_KIND: Readonly<Record<OffsetKind, readonly number[]>> = { rotation: [0, 1, 2], shift: [3, 4, 5], time: [6] };
const AXES = ['x', 'y', 'z', 'x', 'y', 'z', 't'] as const;

/** Fewer points, or things, say nothing. */
const ENOUGH_POINTS = 300;
const ENOUGH_THINGS = 20;
/** Slower cameras say nothing about time. Metres per second. */
const MOVING = 0.5;
/** From here on labels and masks gain by an offset: pixels, and standard errors of what things gain that the offset was not fitted to. */
const LEAST_PIXELS = 0.7;
const LEAST_SIGMAS = 3;
/** A gain of so many standard errors is as likely as not to come from wrong labels and masks. */
const EVEN_SIGMAS = 2;
/** Kinds whose gains differ by less cannot be told apart. Standard errors. */
const APART = 2.5;
/** What one thing may count for or against an offset, however many points it has: nats. */
const MOST_PER_THING = 5;
/** Parts of the things, each of which tells about the offset that fits the others. */
const PARTS = 4;
/** Values per curve, to either side of its middle. */
const CURVE = 16;

/** A kind's best offset, and what things gain by it that it was not fitted to. */
interface Tried {
  readonly kind: OffsetKind;
  readonly offset: Parameters;
  readonly pixels: number;
  readonly gains: ReadonlyMap<number, number>;
  readonly sigmas: number;
}

/**
 * Whether an offset of the camera explains its disagreements better than wrong labels and masks do, which offset, and how sure that is.
 *
 * Labels and masks are wrong thing by thing, and in as many directions as there are things; an offset is wrong for all things in one way. So each
 * kind of offset is fitted to some of the things and has to be right about the others (cross-validation): what those gain in likelihood, thing by
 * thing, against its standard error, is what the verdict rests on.
 */
export function judgeCamera(camera: string, pictures: readonly BorderPoints[]): CalibrationVerdict {
  const used = pictures.filter((p) => p.count > 0), points = sum(used, (p) => p.count);
  const nothing = { camera, offset: NO_OFFSET, pixels: 0, explained: 0, candidates: [], curves: [], points, pictures: used.length };
  if (points < ENOUGH_POINTS) return { ...nothing, kind: 'unknown', confidence: 0, limits: [`too few points near class borders: ${points}`] };
  const fit = new OffsetFit(used);
  const things = new Set(fit.thing).size;
  if (things < ENOUGH_THINGS) return { ...nothing, kind: 'unknown', confidence: 0, limits: [`too few things near class borders: ${things}`] };

  const limits: string[] = [];
  const testable = OFFSET_KINDS.filter((kind) => kind !== 'time' || timeIsTestable(used, limits));
  const tried = testable.map((kind) => tryKind(fit, kind)).sort((a, b) => b.sigmas - a.sigmas);
  const off = tried.filter((t) => t.pixels >= LEAST_PIXELS && t.sigmas >= LEAST_SIGMAS).sort((a, b) => total(b.gains) - total(a.gains));
  const confidence = Math.max(0, ...tried.map((t) => (t.pixels >= LEAST_PIXELS ? confidenceOf(t.sigmas) : 0)));
  if (off.length === 0) return { ...nothing, kind: 'fine', confidence, limits, curves: curves(fit, testable, new Float64Array(PARAMETERS)) };

  const [best, ...others] = off;
  const alike = others.filter((other) => sigmas(difference(best.gains, other.gains)) < APART);
  const isTimeAlongTheWay = best.kind === 'time' && alike.every(({ kind }) => kind === 'shift');
  if (isTimeAlongTheWay && alike.length > 0) limits.push('a shift along the way would explain it as well: the speed was much the same in all pictures');
  const clear = alike.length === 0 || isTimeAlongTheWay;
  const candidates = [best, ...(clear ? [] : alike)].map(({ kind, offset, pixels }): CalibrationCandidate => ({ kind, offset: namedOffset(offset), pixels }));
  if (!clear) limits.push(`${candidates.map((c) => c.kind).join(' and ')} explain it equally well`);
  return {
    ...nothing, kind: clear ? best.kind : 'unknown', offset: namedOffset(best.offset), pixels: best.pixels, confidence,
    explained: explained(fit, best.offset, used), candidates, limits, curves: curves(fit, testable, best.offset),
  };
}

function timeIsTestable(pictures: readonly BorderPoints[], limits: string[]): boolean {
  const speeds = pictures.map((p) => p.speed);
  if (speeds.some((speed) => speed === null)) limits.push('time offsets cannot be tested: poses or times are not known');
  else if (Math.max(...(speeds as number[])) < MOVING) limits.push('time offsets cannot be tested: the vehicle stands');
  else return true;
  return false;
}

function tryKind(fit: OffsetFit, kind: OffsetKind): Tried {
  const parameters = OF_KIND[kind], offset = fit.best(parameters);
  const gains = new Map<number, number>(), likelihoods = new Float32Array(fit.count), asIs = new Float32Array(fit.count);
  fit.likelihoods(new Float64Array(PARAMETERS), asIs);
  for (let part = 0; part < PARTS; part++) {
    const others = Uint8Array.from(fit.thing, (thing) => Number(thing % PARTS !== part));
    fit.likelihoods(fit.best(parameters, others, offset), likelihoods);
    for (let i = 0; i < fit.count; i++)
      if (others[i] === 0) gains.set(fit.thing[i], (gains.get(fit.thing[i]) ?? 0) + likelihoods[i] - asIs[i]);
  }
  return { kind, offset, pixels: fit.displacement(offset), gains, sigmas: sigmas(gains) };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((n, item) => n + of(item), 0);
}

function total(gains: ReadonlyMap<number, number>): number {
  return sum([...gains.values()], (gain) => gain);
}

/** The sum over things against its standard error, were things as likely to lose as to gain. A few large things do not decide. */
function sigmas(gains: ReadonlyMap<number, number>): number {
  const counted = [...gains.values()].map((gain) => Math.max(-MOST_PER_THING, Math.min(MOST_PER_THING, gain)));
  const squares = sum(counted, (gain) => gain * gain);
  return squares === 0 ? 0 : sum(counted, (gain) => gain) / Math.sqrt(squares);
}

function difference(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map([...a].map(([thing, gain]) => [thing, gain - (b.get(thing) ?? 0)]));
}

/** 0 where nothing is gained, one half at `EVEN_SIGMAS`, and towards 1 from there as the tail of a bell curve falls. */
function confidenceOf(sigma: number): number {
  return sigma <= 0 ? 0 : 1 - 2 ** -((sigma / EVEN_SIGMAS) ** 2);
}

function namedOffset(p: Parameters): CameraOffset {
  return { rotationDeg: [p[0], p[1], p[2]], shiftM: [p[3], p[4], p[5]], timeMs: p[6] };
}

function explained(fit: OffsetFit, offset: Parameters, pictures: readonly BorderPoints[]): number {
  const before = new Float32Array(fit.count), after = new Float32Array(fit.count);
  fit.sharesAt(new Float64Array(PARAMETERS), before);
  fit.sharesAt(offset, after);
  let disagreed = 0, agree = 0;
  for (let i = 0; i < fit.count; i++) {
    if (before[i] >= 127) continue;
    disagreed++;
    if (after[i] > 127) agree++;
  }
  const near = sum(pictures, (p) => p.disagreeingNearBorders), all = sum(pictures, (p) => p.disagreeing);
  return disagreed === 0 || all === 0 ? 0 : ((agree / disagreed) * near) / all;
}

/** Each parameter by itself around the offset; of kinds that are not the offset's, around none. */
function curves(fit: OffsetFit, kinds: readonly OffsetKind[], offset: Parameters): CalibrationCurve[] {
  const shares = new Float32Array(fit.count);
  return kinds.flatMap((kind) => OF_KIND[kind].flatMap((k): CalibrationCurve[] => {
    const perPixel = fit.perPixel(k);
    if (perPixel === Infinity) return [];
    const base = OF_KIND[kind].some((other) => offset[other] !== 0) ? offset : new Float64Array(PARAMETERS);
    const reach = Math.max(6 * perPixel, 1.5 * Math.abs(base[k]));
    const values = Array.from({ length: 2 * CURVE + 1 }, (_, n) => (reach * (n - CURVE)) / CURVE);
    const agreement = values.map((value) => {
      const at = base.slice();
      at[k] = value;
      fit.sharesAt(at, shares);
      return shares.reduce((n, share) => n + share, 0) / (255 * fit.count);
    });
    return [{ kind, axis: AXES[k], values, agreement }];
  }));
}
