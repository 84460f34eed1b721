import { beforeAll, expect, it } from 'vitest';
import { openPath } from '#src/cli/open-path.ts';
import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { offsetExplains } from '#src/core/crosscheck/calibration/explain.ts';
import { offsetPose } from '#src/core/crosscheck/calibration/offset.ts';
import type { CalibrationVerdict, CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import { NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import { foldCalibration } from '#src/core/crosscheck/findings/fold-calibration.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { classOf } from '#src/core/labels/label.ts';
import type { FrameBox, Scene, Sweep } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { lot } from '#sample-data/defects/defect.ts';
import { densifiedMask } from '#test/support/densify-masks.ts';
import { describeReal } from '#test/support/shared-data.ts';

const FRAMES = [0, 1, 2];
const SEED = 3;
/** Share of the objects that are labelled as something else in every frame. */
const WRONG = 0.2;
/** A mistake that pictures can show: so many of its points are seen, not near a mask's edge. */
const ENOUGH = 10;
const TURNED = 'front_left_camera';
/** Half a degree, to the side and down. */
const TURN: CameraOffset = { ...NO_OFFSET, rotationDeg: [0.3, 0.4, 0] };
/** What the self-test says of it, see calibration-pandaset.test.ts. */
const OFF: CalibrationVerdict = {
  camera: TURNED, kind: 'rotation', offset: { ...NO_OFFSET, rotationDeg: [-0.3, -0.4, 0] }, pixels: 17, confidence: 1, explained: 0.8,
  candidates: [{ kind: 'rotation', offset: NO_OFFSET, pixels: 17 }], limits: [], curves: [], points: 1000, pictures: 3,
};

/** The points of one object in one frame that are wrong, and that a picture shows. */
interface Group {
  readonly frame: string;
  readonly points: readonly number[];
}

describeReal('pandaset-002', 'findings on PandaSet, its masks made of its own labels', (folder) => {
  let scene: Scene, tree: FileTree;
  beforeAll(async () => {
    ({ scene, tree } = await openPath(folder));
  });

  async function checked(turned: boolean): Promise<{ findings: Finding[]; groups: Group[] }> {
    const { sequences: [sequence], taxonomy } = scene, classMap = compileClassMap(identityMap(taxonomy, taxonomy)), classes = taxonomy.classes.map((c) => c.id);
    const frames = FRAMES.map((at) => sequence.frames[at]), groups: Group[] = [];
    const builder = new FindingBuilder([{ id: sequence.id, frames: frames.map(({ id }) => id), posed: sequence.posed }]);
    for (const frame of frames) {
      const [sweep] = frame.sweeps, cloud = await readSweep(tree, sweep), truth = (await loadFrameLabels(tree, sweep, cloud))!;
      const { labels, objects } = mislabelled(truth, cloud.positions, sweep, frame.boxes, classes);
      const images = frame.images.map((written) => {
        const right = compose(invert(written.worldFromCamera), sweep.worldFromSweep), { spec } = written;
        const isTurned = turned && written.camera === TURNED;
        const worldFromCamera = isTurned ? offsetPose(written.worldFromCamera, TURN, null) : written.worldFromCamera;
        const camera = cameraOf({ ...written, worldFromCamera }), mask = densifiedMask(cloud, truth, camera, right);
        const cameraFromSweep = compose(invert(worldFromCamera), sweep.worldFromSweep);
        const [{ projection, visible }] = seenSweeps([{ positions: cloud.positions, origin: cloud.origin, cameraFromSweep }], camera);
        const { verdicts } = checkImage({ projection, visible, labels, mask, image: spec, classMap, edgeTolerance: EDGE_TOLERANCE, motion: [] });
        return {
          id: imageId(sequence.id, frame.id, written.camera), camera: written.camera, spec, worldFromCamera, mask, sweeps: [{ projection, verdicts }],
          ...(isTurned ? { explains: offsetExplains(OFF.offset, { camera, mask, classMap, twist: null }) } : {}),
        };
      });
      const clear = Uint8Array.from(labels, (_, i) => Number(images.some(({ sweeps: [{ verdicts }] }) => verdicts[i] === VERDICT.agrees || verdicts[i] === VERDICT.disagrees)));
      for (const points of objects) groups.push({ frame: frame.id, points: points.filter((i) => clear[i] === 1) });
      const part = { id: sweep.id, positions: cloud.positions, origin: cloud.origin, worldFromSweep: sweep.worldFromSweep, labels };
      builder.addFrame(sequence.id, frame.id, observeFrame({ sequence: sequence.id, frame: frame.id, sweeps: [part], images, classMap, boxes: frame.boxes, moving: [] }));
    }
    return { findings: builder.findings(), groups: groups.filter(({ points }) => points.length >= ENOUGH) };
  }

  it('hold what was planted, and next to nothing else', async () => {
    const { findings, groups } = await checked(false);
    const found = groups.filter((group) => 2 * heldBy(findings, group) > group.points.length);
    const wrong = new Map(FRAMES.map((at) => [scene.sequences[0].frames[at].id, new Set(groups.filter(({ frame }) => frame === scene.sequences[0].frames[at].id).flatMap(({ points }) => points))]));
    const held = findings.flatMap(({ parts }) => parts.map((part) => part.points.filter((i) => wrong.get(part.frame)!.has(i)).length)).reduce((a, b) => a + b, 0);
    const points = findings.reduce((n, finding) => n + finding.points, 0);
    expect(groups.length).toBeGreaterThan(10);
    expect(found.length / groups.length).toBeGreaterThanOrEqual(0.95);
    expect(held / points).toBeGreaterThan(0.5);
  }, 300_000);

  it('hold it still where one camera is turned by half a degree, and fold what that causes into one', async () => {
    const { findings, groups } = await checked(true), folded = foldCalibration(findings, [OFF]);
    const kept = folded.filter(({ kind }) => kind !== 'calibration'), [calibration, ...more] = folded.filter(({ kind }) => kind === 'calibration');
    const found = groups.filter((group) => 2 * heldBy(kept, group) > group.points.length);
    expect(more).toEqual([]);
    expect(calibration.folded!.camera).toBe(TURNED);
    expect(calibration.folded!.findings.length).toBeGreaterThan(10);
    expect(found.length / groups.length).toBeGreaterThanOrEqual(0.9);
  }, 300_000);
});

/** How many of a group's points findings of it hold. */
function heldBy(findings: readonly Finding[], { frame, points }: Group): number {
  const held = new Set(findings.flatMap(({ parts }) => parts.filter((part) => part.frame === frame).flatMap((part) => [...part.points])));
  return points.filter((i) => held.has(i)).length;
}

/** Some objects, the same ones in every frame, with the class of something else. */
function mislabelled(truth: Uint32Array, positions: Float32Array, { worldFromSweep }: Sweep, boxes: readonly FrameBox[], classes: readonly number[]): { labels: Uint32Array; objects: number[][] } {
  const labels = truth.slice(), objects: number[][] = [];
  for (const { track, id, box: { pose, size } } of boxes) {
    const number = [...(track ?? id)].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7) >>> 0;
    if (lot(SEED, 'strike', number) >= WRONG) continue;
    const boxFromSweep = compose<'box', 'world', 'sweep'>(invert(pose), worldFromSweep), points: number[] = [];
    for (let i = 0; i < truth.length; i++) {
      const place = apply(boxFromSweep, [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]]);
      if (place.every((x, k) => Math.abs(x) <= size[k] / 2)) points.push(i);
    }
    if (points.length === 0) continue;
    // The box's own class, that of most of its points, becomes another one; ground below it stays.
    const counts = new Map<number, number>();
    for (const i of points) counts.set(classOf(truth[i]), (counts.get(classOf(truth[i])) ?? 0) + 1);
    const own = [...counts].sort((a, b) => b[1] - a[1])[0][0], wrong = classes[(classes.indexOf(own) + 1 + Math.floor(lot(SEED, 'class', number) * (classes.length - 1))) % classes.length];
    const struck = points.filter((i) => classOf(truth[i]) === own && own !== 0);
    for (const i of struck) labels[i] = wrong;
    objects.push(struck);
  }
  return { labels, objects };
}
