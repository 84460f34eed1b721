import * as v from 'valibot';
import { compose, identity } from '../../geometry/rigid.ts';
import { rotationVector } from '../../geometry/interpolate.ts';
import type { Flips } from '../../scene/flips.ts';
import type { FrameImage, Scene, Sequence } from '../../scene/scene.ts';
import { cameraTwist, offsetPose } from './offset.ts';
import type { CameraOffset, OffsetKind } from './verdict.ts';
import { NO_OFFSET } from './verdict.ts';

/** Corrections are kept among the conventions, a record each. */
const ID = 'camera-offset:';

const number = v.pipe(v.number(), v.finite());
const offsetSchema = v.object({ rotationDeg: v.tuple([number, number, number]), shiftM: v.tuple([number, number, number]), timeMs: number });

/** Id of the record that keeps the correction of a camera. */
export function correctionId(camera: string): string {
  return ID + camera;
}

export function correctionValue({ rotationDeg, shiftM, timeMs }: CameraOffset): string {
  return JSON.stringify({ rotationDeg, shiftM, timeMs });
}

/** The corrections among what was decided about conventions, by camera. Values that are none are left out, as `applyFlips` does. */
export function correctionsIn(decided: Flips): ReadonlyMap<string, CameraOffset> {
  const found = new Map<string, CameraOffset>();
  for (const [id, value] of Object.entries(decided)) {
    const offset = id.startsWith(ID) ? parsed(value) : null;
    if (offset !== null) found.set(id.slice(ID.length), offset);
  }
  return found;
}

function parsed(value: string): CameraOffset | null {
  try {
    const result = v.safeParse(offsetSchema, JSON.parse(value));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** The scene with its cameras where, and when, their corrections say. Pictures of other cameras stay the same objects. */
export function applyCorrections(scene: Scene, corrections: ReadonlyMap<string, CameraOffset>): Scene {
  if (corrections.size === 0) return scene;
  const corrected = (sequence: Sequence, at: number, image: FrameImage): FrameImage => {
    const offset = corrections.get(image.camera);
    if (offset === undefined || image.unprojected !== undefined) return image;
    const timeNs = image.timeNs === null ? null : image.timeNs + BigInt(Math.round(offset.timeMs * 1e6));
    return { ...image, timeNs, worldFromCamera: offsetPose(image.worldFromCamera, offset, cameraTwist(sequence, at, image)) };
  };
  const sequences = scene.sequences.map((s) => ({ ...s, frames: s.frames.map((f, at) => ({ ...f, images: f.images.map((image) => corrected(s, at, image)) })) }));
  return { ...scene, sequences };
}

/** One offset after another, of a camera that was corrected already. Times are added: that the camera turned meanwhile is of second order. */
export function combinedOffsets(first: CameraOffset, then: CameraOffset): CameraOffset {
  const { r, t } = compose(offsetPose(identity(), { ...first, timeMs: 0 }, null), offsetPose(identity(), { ...then, timeMs: 0 }, null));
  const [x, y, z] = rotationVector(r), degrees = 180 / Math.PI;
  return { rotationDeg: [x * degrees, y * degrees, z * degrees], shiftM: t, timeMs: first.timeMs + then.timeMs };
}

/** An offset in words, in the camera's axes: 'x 0.13° y -0.13° z 0.00°', '30 ms'; the parts of it that are not zero. */
export function offsetText(offset: CameraOffset): string {
  const axes = (values: readonly number[], unit: string, digits: number): string =>
    values.map((value, k) => `${'xyz'[k]} ${value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1')}${unit}`).join(' ');
  const parts: Readonly<Record<OffsetKind, string>> = {
    rotation: axes(offset.rotationDeg, '°', 2), shift: axes(offset.shiftM.map((m) => 100 * m), ' cm', 1), time: `${offset.timeMs.toFixed(0)} ms`,
  };
  const has: Readonly<Record<OffsetKind, boolean>> = {
    rotation: offset.rotationDeg.some((x) => x !== 0), shift: offset.shiftM.some((x) => x !== 0), time: offset.timeMs !== NO_OFFSET.timeMs,
  };
  return (Object.keys(parts) as OffsetKind[]).filter((kind) => has[kind]).map((kind) => parts[kind]).join(', ');
}
