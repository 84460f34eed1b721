import type { CameraFrame, Simulation } from '../simulate.ts';
import { CLASS_NAMES } from '../world/classes.ts';
import { classByName, confusedClass, labelOf } from './confused.ts';
import { type DefectRecord, runsOf, struckObjects } from './defect.ts';

/** How many pixels a mask with bad edges is too large. */
const EDGE = 4;
/** The upper part of what is seen of an object, by rows of the picture. */
const PART = 0.5;

/** A picture's masks with what was asked for done to them, and a record of each mistake. Every pixel is touched by one at most. */
export function misMasked(simulation: Simulation, frameId: string, { mount, image }: CameraFrame): { labels: Uint32Array; records: DefectRecord[] } {
  const requests = simulation.options.defects.filter(({ name }) => name.startsWith('mask-'));
  const { labels: truth, width, height } = image();
  const labels = truth.slice(), touched = new Uint8Array(truth.length), records: DefectRecord[] = [];
  const pixelsOf = pixelsPerInstance(truth);
  for (const request of requests)
    for (const object of struckObjects(simulation, request)) {
      const { thing, name } = simulation.objects[object];
      const pixels = thing && pixelsOf.get(thing.instance);
      if (!pixels) continue;
      const wrong = request.to ? classByName(request.to) : confusedClass(thing.classId, simulation.options.seed + 1, thing.instance);
      const isEdge = request.name === 'mask-edge';
      const label = isEdge ? labelOf(thing.classId, thing.instance) : labelOf(wrong, thing.instance);
      const rows = pixels.map((i) => Math.floor(i / width));
      const split = rows[0] + PART * (rows[rows.length - 1] + 1 - rows[0]);
      const struck = isEdge ? around(pixels, width, height) : request.name === 'mask-part' ? pixels.filter((_, k) => rows[k] < split) : pixels;
      const changed = struck.filter((i) => touched[i] === 0 && truth[i] !== label);
      if (changed.length === 0) continue;
      for (const i of changed) {
        labels[i] = label;
        touched[i] = 1;
      }
      records.push({
        kind: request.name, object: name, instance: thing.instance, ...(isEdge ? {} : { from: CLASS_NAMES[thing.classId] }),
        to: CLASS_NAMES[isEdge ? thing.classId : wrong], pixels: [{ frame: frameId, sensor: mount.name, runs: runsOf(changed) }],
      });
    }
  return { labels, records };
}

function pixelsPerInstance(labels: Uint32Array): Map<number, number[]> {
  const found = new Map<number, number[]>();
  labels.forEach((label, i) => {
    if (label >>> 16 === 0) return;
    const pixels = found.get(label >>> 16);
    if (pixels) pixels.push(i);
    else found.set(label >>> 16, [i]);
  });
  return found;
}

/** The pixels within EDGE of any of these, without them, in order. */
function around(pixels: readonly number[], width: number, height: number): number[] {
  const own = new Set(pixels), found = new Set<number>();
  for (const i of pixels) {
    const u = i % width, v = Math.floor(i / width);
    // Inside, the neighbours are its own.
    if (own.has(i - 1) && own.has(i + 1) && own.has(i - width) && own.has(i + width)) continue;
    for (let dv = -EDGE; dv <= EDGE; dv++)
      for (let du = -EDGE; du <= EDGE; du++) {
        if (du * du + dv * dv > EDGE * EDGE || u + du < 0 || u + du >= width || v + dv < 0 || v + dv >= height) continue;
        const j = i + dv * width + du;
        if (!own.has(j)) found.add(j);
      }
  }
  return [...found].sort((a, b) => a - b);
}
