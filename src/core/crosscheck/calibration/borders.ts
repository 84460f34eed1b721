import type { Camera } from '../../camera/camera.ts';
import type { Projection, SweepPositions } from '../../camera/projection.ts';
import { seenSweeps } from '../../camera/seen.ts';
import type { Rigid } from '../../geometry/rigid.ts';
import { apply } from '../../geometry/rigid.ts';
import type { Pixels, Vec3 } from '../../geometry/units.ts';
import type { CompiledClassMap } from '../../labels/class-map.ts';
import { classOf, instanceOf, UNLABELLED } from '../../labels/label.ts';
import type { IdMask } from '../id-mask.ts';
import type { MotionWindow } from '../motion.ts';
import { LocalAgreement } from './agreement.ts';
import type { CameraTwist } from './offset.ts';

/** What one picture brings: a sweep with its labels, and what the picture shows. */
export interface CalibrationPicture {
  readonly sweep: SweepPositions;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
  /** Packed, of all the sweep's points. */
  readonly labels: Uint32Array;
  readonly camera: Camera;
  readonly mask: IdMask;
  readonly classMap: CompiledClassMap;
  /** See `cameraTwist`. */
  readonly twist: CameraTwist | null;
  /** See `motionWindows`: points in them may be elsewhere for a reason of their own. */
  readonly motion: readonly MotionWindow[];
}

/** Parameters of an offset, in the order of `jacobian`: degrees, metres, milliseconds. */
export const PARAMETERS = 7;

/** Half the number of places at which a point looks at the mask, along either side of its square; the middle one is where it is. */
export const REACH = 20;
export const SIDE = 2 * REACH + 1;
/** How far an offset may carry a point, as a share of the focal length: 2.5 degrees. */
const FIELD = 0.0436;
/** Half the side of the square over which the mask's word is averaged, in places: about 0.17 degrees. */
const SOFTNESS = 1.4;
/** Points kept of a picture and class of labels: more cost memory and tell nothing new, and large surfaces do not drown small things. */
const MOST_PER_CLASS = 120;
/** Side of the world's cells that stand for things where labels name no instance. Metres. */
const CELL = 3;

/**
 * The points of one picture that an offset of the camera could bring to pixels of other classes, ready for many offsets to be tried: how a
 * point moves is linear in the offset, and what the mask says around it is looked up.
 */
export interface BorderPoints {
  readonly count: number;
  /** Pixels between the places of a patch. */
  readonly step: Pixels;
  /** Per point, SIDE x SIDE, row by row: share of agreeing pixels around each place, 0 to 255. */
  readonly patches: Uint8Array;
  /** Per point, d(u, v) / d(parameter): u's seven, then v's seven. Zero for time where the motion is not known. */
  readonly jacobian: Float32Array;
  /** Per point: which thing it belongs to, the same in all pictures. A hash: labels are wrong thing by thing. */
  readonly thing: Uint32Array;
  /** Of all points that the picture sees and compares: near borders (of which `count` were taken), and disagreeing. */
  readonly nearBorders: number;
  readonly disagreeing: number;
  /** Of those near borders. */
  readonly disagreeingNearBorders: number;
  /** How fast the camera moves, metres per second; null where that is not known. */
  readonly speed: number | null;
}

/**
 * Gathers the points near class borders of one picture. Which points are seen is decided with the pose as it is: exact for rotations, which
 * change no line of sight, and an approximation for shifts and times.
 */
export function borderPoints(picture: CalibrationPicture): BorderPoints {
  const { sweep, camera, mask, classMap, twist } = picture, { spec } = camera;
  const [{ projection, visible }] = seenSweeps([{ ...sweep, cameraFromSweep: picture.cameraFromSweep }], camera);
  const step = (Math.min(spec.fx, spec.fy) * FIELD) / REACH;
  const out = new Gathered(picture, step);
  for (const [labelClass, entries] of comparedByClass(picture, projection, visible)) {
    const agreement = new LocalAgreement(mask, spec, classMap, labelClass);
    const near = entries.filter((k) => {
      const isNear = agreement.hasBorderWithin(projection.u[k], projection.v[k], step * REACH);
      out.tally(isNear, agreement.contradictsAt(projection.u[k], projection.v[k]));
      return isNear;
    });
    const stride = Math.max(1, near.length / MOST_PER_CLASS);
    for (let n = 0; n < near.length; n += stride) {
      const k = near[Math.floor(n)];
      out.add(projection.index[k], projection.u[k], projection.v[k], agreement);
    }
  }
  return out.result(twist === null ? null : Math.hypot(...twist.velocity));
}

/** Entries of the projection that are seen, labelled, mapped and not in motion, by the class of their label. */
function comparedByClass({ labels, classMap, motion }: CalibrationPicture, { count, index, u, v, depth }: Projection, visible: Uint8Array): Map<number, number[]> {
  const byClass = new Map<number, number[]>();
  for (let k = 0; k < count; k++) {
    if (visible[k] === 0) continue;
    const labelClass = classOf(labels[index[k]]);
    if (labelClass === UNLABELLED || classMap.isUnmapped('label', labelClass)) continue;
    if (motion.some((w) => u[k] >= w.u0 && u[k] <= w.u1 && v[k] >= w.v0 && v[k] <= w.v1 && depth[k] >= w.nearest)) continue;
    const entries = byClass.get(labelClass);
    if (entries === undefined) byClass.set(labelClass, [k]);
    else entries.push(k);
  }
  return byClass;
}

class Gathered {
  private readonly patches: Uint8Array[] = [];
  private readonly jacobians: Float32Array[] = [];
  private readonly things: number[] = [];
  private nearBorders = 0;
  private disagreeing = 0;
  private disagreeingNearBorders = 0;
  private readonly byPoint = new Float64Array(6);

  constructor(private readonly picture: CalibrationPicture, private readonly step: Pixels) {}

  tally(isNear: boolean, disagrees: boolean): void {
    if (isNear) this.nearBorders++;
    if (disagrees) this.disagreeing++;
    if (isNear && disagrees) this.disagreeingNearBorders++;
  }

  add(point: number, u: Pixels, v: Pixels, agreement: LocalAgreement): void {
    const { sweep: { positions, origin }, cameraFromSweep, worldFromSweep, camera, labels, twist } = this.picture;
    const inSweep: Vec3 = [positions[3 * point] + origin[0], positions[3 * point + 1] + origin[1], positions[3 * point + 2] + origin[2]];
    const [x, y, z] = apply(cameraFromSweep, inSweep);
    if (!camera.jacobian(x, y, z, this.byPoint)) return;
    this.jacobians.push(byParameters(this.byPoint, x, y, z, twist));
    this.things.push(thingOf(labels[point], apply(worldFromSweep, inSweep)));
    const patch = new Uint8Array(SIDE * SIDE);
    agreement.patch(u, v, this.step, REACH, SOFTNESS * this.step, patch, 0);
    this.patches.push(patch);
  }

  result(speed: number | null): BorderPoints {
    const { nearBorders, disagreeing, disagreeingNearBorders, step } = this, count = this.things.length;
    const patches = new Uint8Array(count * SIDE * SIDE), jacobian = new Float32Array(count * 2 * PARAMETERS);
    this.patches.forEach((patch, k) => patches.set(patch, k * SIDE * SIDE));
    this.jacobians.forEach((rows, k) => jacobian.set(rows, k * 2 * PARAMETERS));
    return { count, step, patches, jacobian, thing: Uint32Array.from(this.things), nearBorders, disagreeing, disagreeingNearBorders, speed };
  }
}

const DEGREE = Math.PI / 180, MILLISECOND = 1e-3;

/** By the chain rule: a camera that turns by w and moves by s sees a point p at p - w x p - s. */
function byParameters([ux, uy, uz, vx, vy, vz]: Float64Array, x: number, y: number, z: number, twist: CameraTwist | null): Float32Array {
  const [tx, ty, tz] = twist?.velocity ?? [0, 0, 0], [wx, wy, wz] = twist?.turning ?? [0, 0, 0];
  // How the point moves, column by column.
  const moves: readonly Vec3[] = [
    [0, z * DEGREE, -y * DEGREE], [-z * DEGREE, 0, x * DEGREE], [y * DEGREE, -x * DEGREE, 0],
    [-1, 0, 0], [0, -1, 0], [0, 0, -1],
    [(wz * y - wy * z - tx) * MILLISECOND, (wx * z - wz * x - ty) * MILLISECOND, (wy * x - wx * y - tz) * MILLISECOND],
  ];
  const rows = new Float32Array(2 * PARAMETERS);
  moves.forEach(([mx, my, mz], k) => {
    rows[k] = ux * mx + uy * my + uz * mz;
    rows[PARAMETERS + k] = vx * mx + vy * my + vz * mz;
  });
  return rows;
}

/** An instance is one thing; what has none is cut into cells of the world, class by class. */
function thingOf(label: number, [x, y, z]: Vec3): number {
  if (instanceOf(label) !== 0) return hashed(instanceOf(label), 1, 0, 0);
  return hashed(classOf(label), Math.floor(x / CELL), Math.floor(y / CELL), Math.floor(z / CELL));
}

/** MurmurHash3's finalizer over each number in turn. */
function hashed(...numbers: readonly number[]): number {
  let hash = 0;
  for (const n of numbers) {
    hash = Math.imul(hash ^ n, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
