import { createCamera } from '#src/core/camera/index.ts';
import { apply, compose, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import type { SimulatedImage } from '../sensors/camera.ts';
import { POINT_STRIDE, type SimulatedSweep } from '../sensors/lidar.ts';
import type { CameraFrame, LidarFrame, SimulatedFrame } from '../simulate.ts';
import { VISIBILITY } from '../truth/visibility.ts';

type Picture = Pick<SimulatedImage, 'width' | 'height' | 'pixels'>;
type Colour = readonly [number, number, number];

const BACKGROUND = 14;
const UNKNOWN: Colour = [110, 110, 110];
const HIDDEN: Colour = [255, 255, 255];
const CLASS_COLOURS = new Map(semanticKitti.classes.map(({ id, colour }) => [id, [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16)) as unknown as Colour]));

/** A sweep seen from `eye` towards `target` (sweep frame, metres), each point coloured by its class or by its remission. */
export function drawSweep(sweep: SimulatedSweep, by: 'class' | 'remission', eye: Vec3, target: Vec3, width: number, height: number): Picture {
  const pixels = new Uint8Array(3 * width * height).fill(BACKGROUND), depths = new Float32Array(width * height).fill(Infinity);
  const ahead = unit([target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]]);
  const right = unit([ahead[1], -ahead[0], 0]);
  const up: Vec3 = [right[1] * ahead[2], -right[0] * ahead[2], right[0] * ahead[1] - right[1] * ahead[0]];
  const focal = 0.6 * width;
  for (let i = 0; i < sweep.count; i++) {
    const k = POINT_STRIDE * i, at: Vec3 = [sweep.points[k] - eye[0], sweep.points[k + 1] - eye[1], sweep.points[k + 2] - eye[2]];
    const depth = dot(at, ahead);
    if (depth < 0.5) continue;
    const u = Math.round(width / 2 + (focal * dot(at, right)) / depth), v = Math.round(height / 2 - (focal * dot(at, up)) / depth);
    const colour = by === 'class' ? CLASS_COLOURS.get(sweep.truth[i] & 0xffff) ?? UNKNOWN : warmth(sweep.points[k + 3]);
    for (const [x, y] of [[u, v], [u + 1, v], [u, v + 1], [u + 1, v + 1]]) {
      if (x < 0 || y < 0 || x >= width || y >= height || depths[y * width + x] <= depth) continue;
      depths[y * width + x] = depth;
      pixels.set(colour, 3 * (y * width + x));
    }
  }
  return { width, height, pixels };
}

/** A camera's picture, darkened, with the points of a sweep on it: by class where they are seen, white and small where something hides them. */
export function drawOverlay(frame: SimulatedFrame, lidar: LidarFrame, shot: CameraFrame): Picture {
  const { width, height, pixels } = shot.image(), out = pixels.map((value) => Math.round(value * 0.45));
  const camera = createCamera(shot.mount.spec), pixel = new Float64Array(2), codes = frame.visibility(lidar, shot);
  const cameraFromSweep = compose(invert(shot.worldFromCamera), lidar.worldFromSweep), { points, truth, count } = lidar.sweep;
  const dot3 = (u: number, v: number, size: number, colour: Colour): void => {
    for (let y = v; y < v + size; y++) for (let x = u; x < u + size; x++) if (x >= 0 && y >= 0 && x < width && y < height) out.set(colour, 3 * (y * width + x));
  };
  for (let i = 0; i < count; i++) {
    const code = codes[i] & 3, k = POINT_STRIDE * i;
    if (code === VISIBILITY.outside) continue;
    camera.project(...apply(cameraFromSweep, [points[k], points[k + 1], points[k + 2]]), pixel);
    const isSeen = code === VISIBILITY.seen;
    dot3(Math.round(pixel[0]), Math.round(pixel[1]), isSeen ? 3 : 1, isSeen ? CLASS_COLOURS.get(truth[i] & 0xffff) ?? UNKNOWN : HIDDEN);
  }
  return { width, height, pixels: out };
}

/** Pictures of one size side by side, `columns` to a row. */
export function contactSheet(pictures: readonly Picture[], columns: number): Picture {
  const [{ width, height }] = pictures, rows = Math.ceil(pictures.length / columns);
  const pixels = new Uint8Array(3 * columns * width * rows * height);
  pictures.forEach((picture, n) => {
    const left = (n % columns) * width, top = Math.floor(n / columns) * height;
    for (let y = 0; y < height; y++) pixels.set(picture.pixels.subarray(3 * y * width, 3 * (y + 1) * width), 3 * ((top + y) * columns * width + left));
  });
  return { width: columns * width, height: rows * height, pixels };
}

/** Dark blue over orange to pale yellow, evenly brighter. */
function warmth(remission: number): Colour {
  const g = Math.min(Math.sqrt(remission) * 1.1, 1);
  return [Math.min(2 * g * g, 1), g, (0.35 + 0.5 * g) * (1 - 0.4 * g)].map((v) => Math.round(255 * v)) as unknown as Colour;
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function unit(v: Vec3): Vec3 {
  const n = Math.sqrt(dot(v, v));
  return [v[0] / n, v[1] / n, v[2] / n];
}
