import { classOf } from '#src/core/labels/label.ts';
import { writeRgbPng } from './write-png.ts';

/** One segment of a picture, as `segments_info` of COCO panoptic has it; the box is left, top, width, height. */
export interface CocoSegment {
  readonly id: number;
  readonly category_id: number;
  readonly area: number;
  readonly bbox: readonly [number, number, number, number];
  readonly iscrowd: 0;
}

/** A picture's packed labels (0 is void) as a panoptic PNG, id = R + 256 G + 65536 B, and its segments in the order of their ids. */
export function writeCocoPanoptic(labels: Uint32Array, width: number, height: number): { png: Uint8Array; segments: CocoSegment[] } {
  const ids = new Map<number, number>();
  const area: number[] = [0], left: number[] = [0], top: number[] = [0], right: number[] = [0], bottom: number[] = [0];
  const rgb = new Uint8Array(3 * labels.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i];
      if (classOf(label) === 0) continue;
      let id = ids.get(label);
      if (id === undefined) {
        ids.set(label, (id = ids.size + 1));
        [area[id], left[id], top[id], right[id], bottom[id]] = [0, x, y, x, y];
      }
      area[id]++;
      left[id] = Math.min(left[id], x);
      right[id] = Math.max(right[id], x);
      bottom[id] = y;
      rgb[3 * i] = id & 255;
      rgb[3 * i + 1] = (id >> 8) & 255;
      rgb[3 * i + 2] = id >> 16;
    }
  const segments = [...ids].map(([label, id]): CocoSegment => (
    { id, category_id: classOf(label), area: area[id], bbox: [left[id], top[id], right[id] - left[id] + 1, bottom[id] - top[id] + 1], iscrowd: 0 }
  ));
  return { png: writeRgbPng(rgb, width, height), segments };
}
