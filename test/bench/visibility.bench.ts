import { visiblePoints } from '#src/core/camera/visibility.ts';
import type { SweepBeams } from '#src/core/camera/beams.ts';
import type { Projection } from '#src/core/camera/projection.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { createCamera } from '#src/core/camera/index.ts';
import type { Bench } from './bench.ts';
import { scan } from './scan.ts';
import { plainZBuffer } from './visibility-peer.ts';

const WIDTH = 1920, HEIGHT = 1080;
/** A camera at the side of the scanner, half a metre below and ahead, that looks along +x. */
const cameraFromSweep = { r: [0, -1, 0, 0, 0, -1, 1, 0, 0], t: [0.2, -0.4, -0.5] as const };

const PER_IMAGE = 20_000;

interface Picture {
  readonly projection: Projection;
  readonly beams: SweepBeams;
}

/** One picture of a synthetic sweep, cut off at exactly `points`. */
function projected(points: number): Picture {
  const camera = createCamera({ model: 'pinhole', width: WIDTH, height: HEIGHT, fx: 900, fy: 900, cx: WIDTH / 2, cy: HEIGHT / 2, coefficients: [] });
  // A quarter or less of all points falls into the picture.
  const positions = new Float32Array(3 * 6 * points);
  scan(6 * points, (i, x, y, z) => positions.set([x, y, z], 3 * i));
  const sweep = { positions, origin: [0, 0, 0] as const };
  const { count, index, u, v, depth } = projectSweep(sweep, camera, cameraFromSweep);
  if (count < points) throw new Error(`${count} points in the picture, not ${points}`);
  const projection = { count: points, index: index.slice(0, points), u: u.slice(0, points), v: v.slice(0, points), depth: depth.slice(0, points) };
  return { projection, beams: { sweep, camera, cameraFromSweep } };
}

export const bench: Bench = {
  name: 'visibility',
  describe: `which points a 1920 x 1080 camera sees, picture by picture of ${PER_IMAGE.toLocaleString('en')} points, against a depth buffer of one pixel per point (which finds next to none of the hidden)`,
  unit: 'ms',
  defaultPoints: 200_000,
  setup(points) {
    const whole = projected(PER_IMAGE);
    const last = points % PER_IMAGE;
    const pictures = [...new Array<Picture>(Math.floor(points / PER_IMAGE)).fill(whole), ...(last > 0 ? [projected(last)] : [])];
    const sum = (count: (picture: Picture) => number): number => pictures.reduce((total, picture) => total + count(picture), 0);
    return {
      ours: () => sum(({ projection, beams }) => visiblePoints([projection], WIDTH, HEIGHT, [beams])[0].length),
      peers: { 'plain z-buffer': () => sum(({ projection }) => plainZBuffer(projection, WIDTH, HEIGHT).length) },
      // Every point's pixel and depth read once.
      floor: () => sum(({ projection: { u, v, depth } }) => (u.slice().length === v.slice().length ? depth.slice().length : 0)),
    };
  },
};
