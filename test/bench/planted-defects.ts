import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import { combineVerdicts } from '#src/core/crosscheck/combine.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { motionWindows, movingBoxes, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import type { Frame, Sequence } from '#src/core/scene/scene.ts';
import type { DefectRecord } from '#sample-data/defects/defect.ts';
import { FrameContent } from '#sample-data/output/frame-content.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import type { CameraFrame } from '#sample-data/simulate.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { VISIBILITY } from '#sample-data/truth/visibility.ts';

/**
 * Plants wrong labels in simulated streets and prints what the cross-check makes of them, with right masks and with masks that misread 10 % of
 * tracks: node src/cli/with-tsx.mjs test/bench/planted-defects.ts [SEED ...]
 */
const SEEDS = [101, 102];
const FRAMES = [0, 4, 8];
const KINDS = ['class-object', 'class-part', 'ground-line', 'bleed'] as const;
const RATE = 0.1;
const MISREAD = 0.1;
/** A mistake that a check could find: so many of its points are seen and not near a mask's edge. */
const ENOUGH = 10;

const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SEEDS;
const map = compileClassMap(identityMap(semanticKitti, semanticKitti));

interface Tally {
  disagreeing: number;
  disagreeingPlanted: number;
  right: number;
  rightFlagged: number;
  /** Per kind: planted points that a camera sees in truth, and those of them that disagree. */
  readonly points: Map<string, { seen: number; found: number }>;
  /** Per kind: groups (one mistake in one frame) that could be found, and those of which most such points disagree. */
  readonly groups: Map<string, { there: number; found: number }>;
}

const tallies = new Map<string, Tally>([['right', emptyTally()], [`misreading ${100 * MISREAD} % of tracks`, emptyTally()]]);
for (const seed of seeds) {
  const defects = [...KINDS.map((name) => ({ name, rate: RATE })), { name: 'mask-track' as const, rate: MISREAD }];
  const simulation = new Simulation({ seed, frames: 10, defects });
  for (const index of FRAMES) checkFrame(simulation, index);
}
print();

function checkFrame(simulation: Simulation, index: number): void {
  const content = new FrameContent(simulation, simulation.frame(index), true);
  const { frame } = content, [lidar] = frame.lidars;
  const labels = content.labels(lidar);
  const positions = Float32Array.from({ length: 3 * lidar.sweep.count }, (_, k) => lidar.sweep.points[POINT_STRIDE * Math.floor(k / 3) + (k % 3)]);
  const planted = content.records().filter((record) => (KINDS as readonly string[]).includes(record.kind));
  const moving = movingBoxes(boxesAround(simulation, index), Math.min(index, 1));
  const visibility = frame.cameras.map((camera) => frame.visibility(lidar, camera));
  const seen = Uint8Array.from(labels, (_, i) => Number(visibility.some((codes) => codes[i] % 4 === VISIBILITY.seen)));

  [...tallies.values()].forEach((tally, misread) => {
    const checks = frame.cameras.map((camera, c) => {
      const { spec } = camera.mount, lens = createCamera(spec);
      const sweep = { positions, origin: [0, 0, 0] as const }, cameraFromSweep = compose(invert(camera.worldFromCamera), lidar.worldFromSweep);
      const projection = projectSweep(sweep, lens, cameraFromSweep);
      const [visible] = visiblePoints([projection], spec.width, spec.height, [{ sweep, camera: lens, cameraFromSweep }]);
      const motion = motionWindows(moving, lens, invert(camera.worldFromCamera), secondsBetween(lidar.timeNs, camera.timeNs));
      const mask = maskOf(camera, misread === 1 ? content.masks(camera) : camera.image().labels);
      const { verdicts } = checkImage({ projection, visible, labels, mask, image: spec, classMap: map, edgeTolerance: EDGE_TOLERANCE, motion });
      return { verdicts, codes: visibility[c] };
    });
    const combined = combineVerdicts(checks.map((c) => c.verdicts), labels.length);
    // Seen in truth by a camera that does not put it next to an edge.
    const clear = Uint8Array.from(labels, (_, i) =>
      Number(checks.some(({ verdicts, codes }) => codes[i] % 4 === VISIBILITY.seen && verdicts[i] !== VERDICT.edge)));
    count(tally, combined, seen, clear, planted);
  });
}

function count(tally: Tally, combined: Uint8Array, seen: Uint8Array, clear: Uint8Array, planted: readonly DefectRecord[]): void {
  const wrong = new Uint8Array(combined.length);
  for (const record of planted) {
    const mine = pointsOf(record);
    for (const i of mine) wrong[i] = 1;
    const points = entry(tally.points, record.kind, { seen: 0, found: 0 });
    points.seen += mine.filter((i) => seen[i] === 1).length;
    points.found += mine.filter((i) => seen[i] === 1 && combined[i] === VERDICT.disagrees).length;
    const could = mine.filter((i) => clear[i] === 1);
    if (could.length < ENOUGH) continue;
    const groups = entry(tally.groups, record.kind, { there: 0, found: 0 });
    groups.there++;
    if (2 * could.filter((i) => combined[i] === VERDICT.disagrees).length > could.length) groups.found++;
  }
  for (let i = 0; i < combined.length; i++) {
    const disagrees = combined[i] === VERDICT.disagrees;
    if (disagrees) tally.disagreeing++;
    if (disagrees && wrong[i] === 1) tally.disagreeingPlanted++;
    if (wrong[i] === 0 && seen[i] === 1) tally.right++;
    if (wrong[i] === 0 && seen[i] === 1 && disagrees) tally.rightFlagged++;
  }
}

/** The boxes of the frames before, at and after, as a dataset would bring them. */
function boxesAround(simulation: Simulation, index: number): Sequence {
  const frames = [index - 1, index, index + 1].filter((i) => i >= 0).map((i): Frame => {
    const frame = simulation.frame(i);
    const boxes = new FrameContent(simulation, frame, false).boxes().map(({ object, instance, worldFromBox }) =>
      ({ id: object.name, className: '', track: String(instance), box: { pose: worldFromBox, size: object.model.size } }));
    return { id: frame.id, timeNs: frame.timeNs, sweeps: [], images: [], boxes };
  });
  return { id: 'street', posed: true, frames };
}

function maskOf({ mount: { spec } }: CameraFrame, labels: Uint32Array): IdMask {
  return { width: spec.width, height: spec.height, classes: Uint16Array.from(labels, (label) => label & 0xffff), instances: null, confidence: null, unknown: [] };
}

function pointsOf({ points = [] }: DefectRecord): number[] {
  const out: number[] = [];
  for (const { runs } of points) for (let k = 0; k < runs.length; k += 2) for (let i = 0; i < runs[k + 1]; i++) out.push(runs[k] + i);
  return out;
}

function entry<T>(table: Map<string, T>, key: string, fresh: T): T {
  if (!table.has(key)) table.set(key, fresh);
  return table.get(key)!;
}

function emptyTally(): Tally {
  return { disagreeing: 0, disagreeingPlanted: 0, right: 0, rightFlagged: 0, points: new Map(), groups: new Map() };
}

function print(): void {
  console.log('| masks | disagreeing points | of them planted | right points flagged |');
  console.log('|---|---|---|---|');
  for (const [name, t] of tallies)
    console.log(`| ${name} | ${t.disagreeing} | ${percent(t.disagreeingPlanted, t.disagreeing)} | ${t.rightFlagged} of ${t.right}, ${percent(t.rightFlagged, t.right)} |`);
  console.log('\n| masks | mistake | planted points seen | of them found | groups that could be found | found |');
  console.log('|---|---|---|---|---|---|');
  for (const [name, t] of tallies)
    for (const [kind, { seen, found }] of t.points) {
      const groups = t.groups.get(kind) ?? { there: 0, found: 0 };
      console.log(`| ${name} | ${kind} | ${seen} | ${percent(found, seen)} | ${groups.there} | ${groups.found} |`);
    }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
