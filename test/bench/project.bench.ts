import type { CameraSpec } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { beamSpacing } from '#src/core/camera/spacing.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import type { Bench, Task } from './bench.ts';
import type { PeerQuestion } from './project-peer.ts';
import { OpenCvPeer } from './project-peer.ts';
import { scan } from './scan.ts';

/** A lens that folds nothing back into the picture: OpenCV would count what it folds. */
const SPEC: CameraSpec = {
  model: 'opencv-radtan', width: 1920, height: 1080, fx: 900, fy: 900, cx: 959.5, cy: 539.5, coefficients: [-0.05, 0.02, 0.0004, -0.0003, 0],
};
/** A camera at the side of the scanner, half a metre below and ahead, that looks along +x. */
const cameraFromSweep = { r: [0, -1, 0, 0, 0, -1, 1, 0, 0], t: [0.2, -0.4, -0.5] as const };
/** So many points at a picture's edge may be inside for one and outside for the other: OpenCV computes in float32. */
const AT_EDGES = 20;
/** A check does this for thousands of pictures; what the first ones take to be compiled, which the peers are before they start, is no part of that. */
const WARM_UP = 60;

const QUESTIONS: Readonly<Record<string, PeerQuestion>> = {
  'OpenCV, one pixel per point': 'plain',
  'OpenCV, splats as wide as the beams are apart': 'splats',
};

export const bench: Bench = {
  name: 'project',
  describe: 'one scan into one picture of 1920 x 1080 with lens distortion, and which points the camera sees, against cv2.projectPoints and a depth buffer in numpy',
  unit: 'ms',
  defaultPoints: 120_000,
  async setup(points) {
    const positions = new Float32Array(3 * points);
    scan(points, (i, x, y, z) => positions.set([x, y, z], 3 * i));
    const sweep = { positions, origin: [0, 0, 0] as const }, camera = createCamera(SPEC);
    const projection = projectSweep(sweep, camera, cameraFromSweep), spacing = beamSpacing([projection], SPEC.width, SPEC.height);
    const ours = (): number => {
      const inside = projectSweep(sweep, camera, cameraFromSweep);
      visiblePoints([inside], SPEC.width, SPEC.height, [{ sweep, camera, cameraFromSweep }]);
      return points;
    };
    for (let n = 0; n < WARM_UP; n++) ours();
    // Every position read once.
    const floor = (): number => positions.slice().length / 3;
    if (!OpenCvPeer.installed()) return { ours, peers: {}, floor, notes: () => ['OpenCV is not here: python3 with cv2 and numpy'] };

    const size = (pixels: number): number => Math.max(1, Math.round(pixels));
    const peer = new OpenCvPeer({ positions, spec: SPEC, cameraFromSweep, across: size(spacing.typicalHorizontal), along: size(spacing.typicalVertical) });
    const asked = (question: PeerQuestion): Task => async () => {
      const { inside } = await peer.ask(question);
      if (Math.abs(inside - projection.count) > AT_EDGES) throw new Error(`OpenCV has ${inside} points in the picture, and we ${projection.count}`);
      return points;
    };
    return { ours, peers: Object.fromEntries(Object.entries(QUESTIONS).map(([name, question]) => [name, asked(question)])), floor, release: () => peer.close() };
  },
};
