import { expect, it } from 'vitest';
import { openPath } from '#src/cli/open-path.ts';
import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import type { BorderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { borderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { judgeCamera } from '#src/core/crosscheck/calibration/judge.ts';
import { cameraTwist, offsetPose } from '#src/core/crosscheck/calibration/offset.ts';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import { isOff, NO_OFFSET } from '#src/core/crosscheck/calibration/verdict.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { classOf } from '#src/core/labels/label.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { FrameBox, FrameImage, Sweep } from '#src/core/scene/scene.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { lot } from '#sample-data/defects/defect.ts';
import { densifiedMask } from '#test/support/densify-masks.ts';
import { describeReal } from '#test/support/shared-data.ts';

/** Of the eight frames: every third, so that things are seen from several places. */
const FRAMES = [0, 3, 6];
const TURNED = 'front_left_camera';
/** Half a degree, to the side and down. */
const TURN = [0.3, 0.4, 0] as const;
/** Share of the objects that are labelled as something else in every frame. */
const WRONG = 0.15;
const SEED = 1;

describeReal('pandaset-002', 'the self-test of cameras on PandaSet', (folder) => {
  it('names the one camera of six that is turned by half a degree, with wrong labels about', async () => {
    const { scene, tree } = await openPath(folder), { sequences: [sequence], taxonomy } = scene;
    const classMap = compileClassMap(identityMap(taxonomy, taxonomy)), classes = taxonomy.classes.map((c) => c.id);
    const pictures = new Map<string, BorderPoints[]>();
    let planted = 0;
    for (const at of FRAMES) {
      const { sweeps: [sweep], images, boxes } = sequence.frames[at];
      const cloud = await readSweep(tree, sweep), truth = (await loadFrameLabels(tree, sweep, cloud))!;
      const labels = mislabelled(truth, cloud.positions, sweep, boxes, classes);
      planted += labels.filter((label, i) => label !== truth[i]).length;
      for (const image of images) {
        const camera = cameraOf(image), mask = densifiedMask(cloud, truth, camera, cameraFromSweep(image, sweep));
        const written = image.camera === TURNED ? turned(image) : image;
        const points = borderPoints({
          sweep: cloud, worldFromSweep: sweep.worldFromSweep, cameraFromSweep: cameraFromSweep(written, sweep), labels, camera, mask, classMap,
          twist: cameraTwist(sequence, at, written), motion: [],
        });
        pictures.set(image.camera, [...(pictures.get(image.camera) ?? []), points]);
      }
    }
    expect(planted).toBeGreaterThan(1000);
    expect(pictures.size).toBe(6);
    const verdicts = [...pictures].map(([camera, of]) => judgeCamera(camera, of));
    expect(verdicts.filter(isOff).map((v) => v.camera)).toEqual([TURNED]);
    const verdict = verdicts.find((v): v is CalibrationVerdict => v.camera === TURNED)!;
    expect(verdict.kind).toBe('rotation');
    expect(verdict.confidence).toBeGreaterThan(0.9);
    expect(Math.hypot(...verdict.offset.rotationDeg.map((degrees, k) => degrees + TURN[k]))).toBeLessThan(0.1);
  }, 300_000);
});

function turned(image: FrameImage): FrameImage {
  return { ...image, worldFromCamera: offsetPose(image.worldFromCamera, { ...NO_OFFSET, rotationDeg: TURN }, null) };
}

/** Some objects, the same ones in every frame, with the class of something else. */
function mislabelled(truth: Uint32Array, positions: Float32Array, { worldFromSweep }: Sweep, boxes: readonly FrameBox[], classes: readonly number[]): Uint32Array {
  const labels = truth.slice();
  const struck = boxes.flatMap(({ track, id, box }) => {
    const number = Number.parseInt((track ?? id).replace(/\D/g, '').slice(0, 9), 10);
    return lot(SEED, 'pandaset', number) < WRONG ? [{ number, boxFromWorld: invert(box.pose), half: box.size.map((s) => s / 2) }] : [];
  });
  for (let i = 0; i < labels.length; i++) {
    const world = apply(worldFromSweep, [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]]);
    const inside = struck.find(({ boxFromWorld, half }) => apply(boxFromWorld, world).every((x, k) => Math.abs(x) <= half[k]));
    if (inside === undefined) continue;
    const others = classes.filter((id) => id !== classOf(truth[i]));
    labels[i] = others[Math.floor(lot(SEED, 'as', inside.number) * others.length)];
  }
  return labels;
}
