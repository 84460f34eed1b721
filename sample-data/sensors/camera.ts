import type { CameraSpec } from '#src/core/camera/camera.ts';
import { identity, type Rigid } from '#src/core/geometry/rigid.ts';
import { newHit, type RayScene } from '../world/ray-scene.ts';
import { pixelRays } from './lens.ts';
import { shade, skyColour } from './light.ts';

/** A camera on the vehicle. */
export interface CameraMount {
  readonly name: string;
  readonly spec: CameraSpec;
  readonly egoFromSensor: Rigid<'box', 'camera'>;
  /** When it fires, after the frame's time. */
  readonly delayNs: bigint;
}

/** A picture with its exact masks; row by row from the top left. */
export interface SimulatedImage {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, 8 bits each. */
  readonly pixels: Uint8Array;
  /** What the ray through each pixel's centre met: class in the low 16 bits, instance in the high 16; 0 is sky. */
  readonly labels: Uint32Array;
}

const FAR = 400;
/** Places inside a pixel, beside its centre, where the pixels along an edge are sampled too. */
const EDGE_SAMPLES: readonly (readonly [number, number])[] = [[-0.25, -0.3], [0.3, -0.2], [-0.05, 0.33]];

/** Summed difference of linear colours from which an edge is smoothed. */
const EDGE_CONTRAST = 0.1;

/** Renders what a camera sees of the street; `poseOf` makes the street stand as it does when a row is read, and says where the camera is then. */
export function photograph(street: RayScene, spec: CameraSpec, poseOf: (row: number) => Rigid<'world', 'camera'>): SimulatedImage {
  const { width, height } = spec;
  const pixels = new Uint8Array(3 * width * height), labels = new Uint32Array(width * height), parts = new Float64Array(width * height);
  const linear = new Float32Array(3 * width * height);
  const look = viewer(street, spec);
  const sum = new Float64Array(3);
  // An edge between two parts, or on a painted one, that the eye would see as a staircase.
  const differs = (i: number, j: number): boolean =>
    (parts[i] !== parts[j] || labels[i] !== labels[j]) && contrast(linear, 3 * i, 3 * j) > EDGE_CONTRAST;
  for (let v = 0, i = 0; v < height; v++) {
    look.from(poseOf(v));
    for (let u = 0; u < width; u++, i++) {
      look.at(u, v);
      linear.set(look.colour, 3 * i);
      labels[i] = look.label;
      parts[i] = look.part;
    }
  }
  for (let v = 0, i = 0; v < height; v++) {
    look.from(poseOf(v));
    for (let u = 0; u < width; u++, i++) {
      const isEdge = (u + 1 < width && differs(i, i + 1)) || (v + 1 < height && differs(i, i + width))
        || (u > 0 && differs(i, i - 1)) || (v > 0 && differs(i, i - width));
      for (let k = 0; k < 3; k++) sum[k] = linear[3 * i + k];
      if (isEdge)
        for (const [du, dv] of EDGE_SAMPLES) {
          look.at(u + du, v + dv);
          for (let k = 0; k < 3; k++) sum[k] += look.colour[k];
        }
      for (let k = 0; k < 3; k++) pixels[3 * i + k] = encode(sum[k] / (isEdge ? 1 + EDGE_SAMPLES.length : 1));
    }
  }
  return { width, height, pixels, labels };
}

function contrast(colours: Float32Array, i: number, j: number): number {
  return Math.abs(colours[i] - colours[j]) + Math.abs(colours[i + 1] - colours[j + 1]) + Math.abs(colours[i + 2] - colours[j + 2]);
}

/** One eye for one picture: `from` places it, `at` looks through a pixel and leaves what it saw in the fields. */
function viewer(street: RayScene, spec: CameraSpec) {
  let { r, t }: Rigid<'world', 'camera'> = identity();
  const rayThrough = pixelRays(spec);
  const ray = new Float64Array(3), hit = newHit();
  const seen = {
    colour: new Float64Array(3),
    label: 0,
    part: -1,
    from(worldFromCamera: Rigid<'world', 'camera'>): void {
      ({ r, t } = worldFromCamera);
    },
    at(u: number, v: number): void {
      seen.part = -1;
      seen.label = 0;
      if (!rayThrough(u, v, ray)) {
        seen.colour.fill(0);
        return;
      }
      const n = Math.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2]);
      const x = ray[0] / n, y = ray[1] / n, z = ray[2] / n;
      const dx = r[0] * x + r[1] * y + r[2] * z, dy = r[3] * x + r[4] * y + r[5] * z, dz = r[6] * x + r[7] * y + r[8] * z;
      if (!street.cast(t[0], t[1], t[2], dx, dy, dz, FAR, hit)) {
        skyColour(dx, dy, dz, seen.colour);
        return;
      }
      seen.part = hit.object * 1e6 + hit.part;
      const { classId, material } = street.surfaceAt(hit);
      seen.label = ((street.objects[hit.object].thing?.instance ?? 0) * 65536 + classId) >>> 0;
      shade(street, hit, material, dx, dy, dz, seen.colour);
    },
  };
  return seen;
}

/** Linear light to 8 bits with a gamma of 2 and a soft shoulder. */
function encode(light: number): number {
  const bent = light < 0.7 ? light : 0.7 + 0.3 * ((light - 0.7) / (light - 0.4));
  return Math.min(255, Math.round(Math.sqrt(Math.max(bent, 0)) * 255));
}
