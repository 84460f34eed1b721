import { createCamera } from '#src/core/camera/index.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import type { MotionWindow, MovingBox } from '#src/core/crosscheck/motion.ts';
import { motionWindows, presumedMotion, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { presumedThings } from '#src/core/crosscheck/presumed-motion.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import { topSpeed } from '#src/core/labels/top-speed.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { VISIBILITY } from '#sample-data/truth/visibility.ts';
import { CLASS, CLASS_NAMES } from '#sample-data/world/classes.ts';

/**
 * What the verdict 'motion' explains, and what it hides, in simulated streets, by what is known of how things move:
 * node src/cli/with-tsx.mjs test/bench/moving-things.ts [SEED ...]
 */
const FRAMES = [0, 3, 6, 9];
const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [101, 102];
const map = compileClassMap(identityMap(semanticKitti, semanticKitti));

const MOVING = semanticKitti.classes.filter((c) => topSpeed(c.name) > 0).map((c) => c.id);

interface Known {
  /** Things that move, with their velocity. */
  readonly moving: readonly MovingBox[];
  /** Every thing of a kind that moves, without its velocity. */
  readonly boxed: readonly MovingBox[];
  /** The same, found by its points alone: `presumedThings`. */
  readonly byPoints: readonly MovingBox[];
}

/** What is known, and whether the times of points are. */
const VARIANTS: readonly (readonly [name: string, boxes: (known: Known) => readonly MovingBox[], times: boolean, flow: boolean])[] = [
  ['nothing', () => [], false, true],
  ['velocity, any way within its reach', (k) => k.moving, false, false],
  ['velocity', (k) => k.moving, false, true],
  ['velocity and times of points', (k) => k.moving, true, true],
  ['heading of its box', (k) => k.boxed, false, true],
  ['heading of its box, and times', (k) => k.boxed, true, true],
  ['any way', (k) => k.boxed, false, false],
  ['its points', (k) => k.byPoints, false, true],
  ['its points, and times', (k) => k.byPoints, true, true],
  ['its points, any way', (k) => k.byPoints, false, false],
];

interface Tally {
  right: number;
  rightFlagged: number;
  moving: number;
  movingFlagged: number;
  whole: number;
  wholeFound: number;
  part: number;
  partFound: number;
}
let tallies: Tally[] = [];

const emptyTally = (): Tally => ({ right: 0, rightFlagged: 0, moving: 0, movingFlagged: 0, whole: 0, wholeFound: 0, part: 0, partFound: 0 });

for (const lateMilliseconds of [0, 50]) {
  tallies = VARIANTS.map(emptyTally);
  for (const seed of seeds) {
    const simulation = new Simulation({ seed, frames: 10, imageWidth: 640, lateMilliseconds });
    for (const index of FRAMES) check(simulation, index);
  }
  print(lateMilliseconds);
}

function print(late: number): void {
  console.log(`\nCameras fire ${late === 0 ? 'when the LiDAR passes them' : `${late} ms after the LiDAR has passed them`}:\n`);
  console.log('| known of motion | right points flagged | of those on moving things | wrong class on a whole moving thing, found | on its lowest third |');
  console.log('|---|---|---|---|---|');
  VARIANTS.forEach(([name], n) => {
    const t = tallies[n], percent = (a: number, b: number): string => `${((100 * a) / b).toFixed(2)} %`;
    console.log(`| ${name} | ${t.rightFlagged} of ${t.right}, ${percent(t.rightFlagged, t.right)} | ${t.movingFlagged} of ${t.moving}, ${percent(t.movingFlagged, t.moving)} | ${percent(t.wholeFound, t.whole)} of ${t.whole} | ${percent(t.partFound, t.part)} of ${t.part} |`);
  });
}

function check(simulation: Simulation, index: number): void {
  const frame = simulation.frame(index), [lidar] = frame.lidars, { sweep } = lidar, { objects } = simulation;
  const positions = Float32Array.from({ length: 3 * sweep.count }, (_, k) => sweep.points[POINT_STRIDE * Math.floor(k / 3) + (k % 3)]);
  const onMoving = Uint8Array.from(sweep.objects, (o) => Number(objects[o].moves));
  const low = lowestThirds(simulation, sweep.objects, positions);
  const truth = sweep.truth;
  const whole = truth.map((label, i) => (onMoving[i] === 1 ? CLASS.building : label)), part = truth.map((label, i) => (onMoving[i] === 1 && low[i] === 1 ? CLASS.road : label));
  const known = new Map([truth, whole, part].map((labels) => [labels, whatIsKnown(simulation, index, labels, positions)]));
  for (const camera of frame.cameras) {
    const { spec } = camera.mount, lens = createCamera(spec), codes = frame.visibility(lidar, camera);
    const [{ projection, visible }] = seenSweeps([{ positions, origin: [0, 0, 0], cameraFromSweep: compose(invert(camera.worldFromCamera), lidar.worldFromSweep) }], lens);
    const mask = { width: spec.width, height: spec.height, classes: Uint16Array.from(camera.image().labels, (l) => l & 0xffff), instances: null, confidence: null, unknown: [] };
    const apart = secondsBetween(lidar.timeNs, camera.timeNs);
    const pointSeconds = Float32Array.from(projection.index, (i) => apart - sweep.points[POINT_STRIDE * i + 4]);
    VARIANTS.forEach(([, boxesOf, times, flow], n) => {
      const motion = (labels: Uint32Array): MotionWindow[] => motionWindows(boxesOf(known.get(labels)!), lens, invert(camera.worldFromCamera), apart).map(({ flow: f, ...w }) => (flow ? { ...w, flow: f } : w));
      const verdicts = (labels: Uint32Array): Uint8Array => checkImage({
        projection, visible, labels, mask, image: spec, classMap: map, edgeTolerance: EDGE_TOLERANCE, motion: motion(labels), movingClasses: MOVING, ...(times ? { pointSeconds } : {}),
      }).verdicts;
      const t = tallies[n], right = verdicts(truth), wrong = verdicts(whole), below = verdicts(part);
      for (let i = 0; i < sweep.count; i++) {
        if (codes[i] % 4 !== VISIBILITY.seen) continue;
        const flagged = Number(right[i] === VERDICT.disagrees);
        t.right++;
        t.rightFlagged += flagged;
        if (onMoving[i] === 0) continue;
        t.moving++;
        t.movingFlagged += flagged;
        if (wrong[i] !== VERDICT.edge) t.whole++;
        if (wrong[i] === VERDICT.disagrees) t.wholeFound++;
        if (low[i] === 1 && below[i] !== VERDICT.edge) t.part++;
        if (low[i] === 1 && below[i] === VERDICT.disagrees) t.partFound++;
      }
    });
  }
}

function whatIsKnown(simulation: Simulation, index: number, labels: Uint32Array, positions: Float32Array): Known {
  const frame = simulation.frame(index), [lidar] = frame.lidars, { seconds } = frame;
  const things = simulation.objects.flatMap((object) => {
    const { thing, model: { size }, poseAt } = object;
    if (thing === null) return [];
    const box: OrientedBox<'world'> = { size, pose: compose(poseAt(seconds), { r: identity().r, t: [0, 0, size[2] / 2] }) };
    const a = poseAt(seconds - 0.1).t, b = poseAt(seconds + 0.1).t, speed = topSpeed(CLASS_NAMES[thing.classId]);
    return [{ box, speed, moves: object.moves, velocity: [(b[0] - a[0]) / 0.2, (b[1] - a[1]) / 0.2, (b[2] - a[2]) / 0.2] as const }];
  });
  const byPoints = presumedThings({ labels, positions, origin: [0, 0, 0], worldFromSweep: lidar.worldFromSweep }, [], (id) => topSpeed(CLASS_NAMES[id] ?? ''));
  return {
    moving: things.filter((t) => t.moves), byPoints,
    boxed: things.flatMap(({ box, speed }) => presumedMotion(box, speed)),
  };
}

/** The points in the lowest third of each thing, by its height. */
function lowestThirds({ objects }: Simulation, of: Int32Array, positions: Float32Array): Uint8Array {
  const floor = new Map<number, number>();
  for (let i = 0; i < of.length; i++) floor.set(of[i], Math.min(floor.get(of[i]) ?? Infinity, positions[3 * i + 2]));
  return Uint8Array.from(of, (o, i) => Number(positions[3 * i + 2] < floor.get(o)! + objects[o].model.size[2] / 3));
}
