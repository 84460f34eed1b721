import { createCamera } from '#src/core/camera/index.ts';
import { cameraInTime } from '#src/core/camera/rolling-shutter.ts';
import type { SeenSweep } from '#src/core/camera/seen.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { handle } from '../job.ts';
import type { ImageProjection, ProjectSweepRequest } from './project-sweep.request.ts';
import { projectSweepJob } from './project-sweep.request.ts';

export const projectSweepHandler = handle(projectSweepJob, async (request) => {
  const value = projectInto(request);
  const { starts, index, u, v, depth, visible, farToNear } = value;
  return { value, transfer: [starts, index, u, v, depth, visible, farToNear].map((array) => array.buffer as ArrayBuffer) };
});

/** The job without its worker. Throws DataError where the spec is no camera that we know. */
export function projectInto({ sweeps, spec, shutter, file }: ProjectSweepRequest): ImageProjection {
  return joined(seenSweeps(sweeps, cameraInTime(createCamera(spec, file), shutter)));
}

function joined(seen: readonly SeenSweep[]): ImageProjection {
  const starts = new Uint32Array(seen.length + 1);
  seen.forEach(({ projection }, s) => (starts[s + 1] = starts[s] + projection.count));
  const count = starts[seen.length];
  const out = {
    index: new Uint32Array(count),
    u: new Float32Array(count),
    v: new Float32Array(count),
    depth: new Float32Array(count),
    visible: new Uint8Array(count),
  };
  seen.forEach(({ projection, visible }, s) => {
    for (const key of ['index', 'u', 'v', 'depth'] as const) out[key].set(projection[key], starts[s]);
    out.visible.set(visible, starts[s]);
  });
  return { starts, ...out, farToNear: farToNear(out.depth, out.visible) };
}

/**
 * Entries with `visible` set by falling depth; equal depths keep their order. A radix sort of two passes over the
 * numbers' bits, which for positive floats rise with their value: 20 times faster than sorting with a comparator.
 */
export function farToNear(depth: Float32Array, visible: Uint8Array): Uint32Array {
  const bits = new Uint32Array(depth.buffer, depth.byteOffset, depth.length);
  let shown = 0;
  for (let i = 0; i < visible.length; i++) shown += visible[i];
  let from = new Uint32Array(shown), to = new Uint32Array(shown);
  for (let i = 0, k = 0; i < visible.length; i++) if (visible[i] !== 0) from[k++] = i;
  for (const shift of [0, 16]) {
    const next = new Uint32Array(0x10001);
    const bucket = (entry: number) => 0xffff - ((bits[entry] >>> shift) & 0xffff);
    for (let k = 0; k < shown; k++) next[bucket(from[k]) + 1]++;
    for (let b = 0; b < 0x10000; b++) next[b + 1] += next[b];
    for (let k = 0; k < shown; k++) to[next[bucket(from[k])]++] = from[k];
    [from, to] = [to, from];
  }
  return from;
}
