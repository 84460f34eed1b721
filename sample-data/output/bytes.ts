import { encode } from 'fast-png';
import type { SimulatedImage } from '../sensors/camera.ts';
import { DRAFT_CLASSES } from '../world/classes.ts';

/** KITTI `.bin`: Float32 x, y, z, remission per point, little-endian. */
export function encodePoints(points: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * points.length), view = new DataView(bytes.buffer);
  points.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}

/** SemanticKITTI `.label`: one uint32 per point, little-endian. */
export function encodeLabels(labels: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * labels.length), view = new DataView(bytes.buffer);
  labels.forEach((value, i) => view.setUint32(4 * i, value, true));
  return bytes;
}

/** The truth with everything that is left to label set to 0. */
export function draftLabels(truth: Uint32Array): Uint32Array {
  return truth.map((label) => (DRAFT_CLASSES.has(label & 0xffff) ? label : 0));
}

/** An RGB PNG of 8 bits. */
export function encodePicture({ width, height, pixels }: SimulatedImage): Uint8Array {
  return encode({ width, height, data: pixels, channels: 3 }, { zlib: { level: 9 } });
}
