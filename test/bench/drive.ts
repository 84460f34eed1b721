import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '#src/cli/prepare.mjs';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { SweepView } from '#src/core/select/selector.ts';
import type { View } from '#src/core/select/view.ts';
import { scan } from './scan.ts';

const SWEEP_POINTS = 166_000;
/** Metres from one sweep to the next. */
const STEP = 1.5;

/** Real sweeps where the folder of `POINTWELD_DATA` (or `../shared/data`) has them, x y z i as float32 in file order. */
const folder = join(resolve(process.env.POINTWELD_DATA ?? join(projectRoot, '../shared/data')), 'pandaset-002/lidar');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bin')).sort().map((name) => join(folder, name)) : [];
/** What the points are, for a benchmark's description. */
export const driveData = files.length > 0 ? 'PandaSet sweeps re-posed along a drive' : 'synthetic 64-beam sweeps re-posed along a drive';

/** Sweeps along a gentle curve, 1.5 m apart, exactly `points` points in all; in shared memory, indexed, without labels. */
export function drive(points: number): SweepView[] {
  const sweeps: SweepView[] = [];
  const sources = new Map<string, Float32Array>();
  for (let left = points; left > 0; left -= sweeps[sweeps.length - 1].count) {
    const n = sweeps.length;
    const positions = files.length > 0 ? fromFile(files[n % files.length], left, sources) : fromScan(Math.min(left, SWEEP_POINTS), n);
    const yaw = 0.3 * Math.sin(n / 40);
    sweeps.push({
      id: `sweep ${n}`,
      count: positions.length / 3,
      origin: [0, 0, 0],
      worldFromSweep: fromQuaternion([Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)], [n * STEP, 8 * Math.sin(n / 40), 0]),
      positions,
      bounds: null,
      index: buildSweepIndex(positions, true),
      labels: new Uint32Array(0),
    });
  }
  return sweeps;
}

function fromFile(file: string, limit: number, sources: Map<string, Float32Array>): Float32Array {
  const source = sources.get(file) ?? new Float32Array(new Uint8Array(readFileSync(file)).buffer);
  sources.set(file, source);
  const count = Math.min(limit, source.length / 4);
  const positions = shared(count);
  for (let i = 0; i < count; i++) for (let axis = 0; axis < 3; axis++) positions[3 * i + axis] = source[4 * i + axis];
  return positions;
}

function fromScan(count: number, seed: number): Float32Array {
  const positions = shared(count);
  // Each turn a little different, as if the ground were.
  const sway = 1 + 0.02 * Math.sin(seed);
  scan(count, (i, x, y, z) => positions.set([x * sway, y * sway, z], 3 * i));
  return positions;
}

/** Typed as if it were not shared: all that is done with it is the same. */
function shared(points: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(12 * points) as unknown as ArrayBuffer);
}

/** Where the drive's middle is, metres along x. */
export function middleOf(sweeps: readonly SweepView[]): number {
  return ((sweeps.length - 1) * STEP) / 2;
}

/** 1920 x 1080, from behind and above the middle of the drive, looking down at it by 30 degrees, with a field of view of 55 degrees. */
export function obliqueView(sweeps: readonly SweepView[]): View {
  const distance = 60 + middleOf(sweeps);
  const tilt = Math.PI / 6;
  const s = Math.sin(tilt), c = Math.cos(tilt);
  const eye = [middleOf(sweeps) - distance * c, 0, distance * s];
  // Rows of the camera: right = -y, up, back.
  const axes = [[0, -1, 0], [s, 0, c], [-c, 0, s]];
  const rows = axes.map((a) => [...a, -(a[0] * eye[0] + a[1] * eye[1] + a[2] * eye[2])]);
  const width = 1920, height = 1080;
  const focal = 1 / Math.tan((55 * Math.PI) / 360);
  const near = 0.1, far = 5000;
  const clip = [
    rows[0].map((v) => (v * focal * height) / width),
    rows[1].map((v) => v * focal),
    rows[2].map((v, k) => (v * (far + near) + (k === 3 ? 2 * far * near : 0)) / (near - far)),
    rows[2].map((v) => -v),
  ];
  return { clipFromWorld: clip.flat(), width, height };
}

/** A lasso of 200 vertices as a hand draws one: round, with bays and capes, in pixels. */
export function handDrawn({ width, height }: View, radius: number): number[] {
  return Array.from({ length: 200 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 200;
    const r = radius * (1 + 0.25 * Math.sin(3 * angle + 1) + 0.08 * Math.sin(11 * angle) + 0.02 * Math.sin(57 * angle));
    return [width / 2 + 1.4 * r * Math.cos(angle), height / 2 + 0.8 * r * Math.sin(angle)];
  }).flat();
}

/** The size of something, found by halving, at which the share of points that `hits` counts comes nearest to `share` from below. */
export function sizeForShare(most: number, total: number, share: number, hits: (size: number) => number): number {
  let low = 0, high = most;
  for (let turn = 0; turn < 12; turn++) {
    const middle = (low + high) / 2;
    if (hits(middle) > share * total) high = middle;
    else low = middle;
  }
  return low;
}
