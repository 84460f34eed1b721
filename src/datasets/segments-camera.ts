import type { CameraSpec } from '#src/core/camera/camera.ts';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, fromQuaternion, rigid } from '#src/core/geometry/rigid.ts';
import type { Quaternion } from '#src/core/geometry/units.ts';
import type { SegmentsFrame, SegmentsImage } from './segments-schema.ts';

/** OpenGL cameras look along -z with y up: half a turn about x from OpenCV's. */
const OPENGL_FROM_OPENCV = rigid<'camera', 'camera'>([1, 0, 0, 0, -1, 0, 0, 0, -1], [0, 0, 0]);

/** The camera's pose in the sweep's frame; `camera_convention` says which way it looks, OpenGL where it is left out. */
export function sweepFromCamera(image: SegmentsImage, file: string, where: string): Rigid<'sweep', 'camera'> {
  const { translation: t, rotation } = image.extrinsics!;
  const pose = fromQuaternion<'sweep', 'camera'>(unitQuaternion(rotation, file, `${where}.extrinsics.rotation`), [t.x, t.y, t.z]);
  return image.camera_convention === 'OpenCV' ? pose : compose(pose, OPENGL_FROM_OPENCV);
}

export function worldFromSweep(frame: SegmentsFrame, file: string, where: string): Rigid<'world', 'sweep'> | null {
  if (!frame.ego_pose) return null;
  const { position: p, heading } = frame.ego_pose;
  return fromQuaternion(unitQuaternion(heading, file, `${where}.ego_pose.heading`), [p.x, p.y, p.z]);
}

function unitQuaternion(q: { qw: number; qx: number; qy: number; qz: number }, file: string, where: string): Quaternion {
  const norm = Math.hypot(q.qw, q.qx, q.qy, q.qz);
  if (Math.abs(norm - 1) < 1e-3) return [q.qw, q.qx, q.qy, q.qz];
  throw new DataError('malformed', 'has a rotation that is none', { file, where, expected: 'a quaternion of length 1', found: `length ${norm}` });
}

/**
 * The lens. A model that is not ours keeps its name, so that it is refused by name. Throws DataError for coefficients that
 * the model does not have.
 */
export function segmentsLens(image: SegmentsImage, file: string, where: string): Omit<CameraSpec, 'width' | 'height'> {
  const [[fx, , cx], [, fy, cy]] = image.intrinsics!.intrinsic_matrix;
  return { fx, fy, cx, cy, ...distortion(image, file, `${where}.distortion.coefficients`) };
}

/** Coefficients by model in the order of the format's documentation, and in ours. */
const MODELS: Readonly<Record<string, { readonly model: string; readonly given: readonly string[]; readonly ours: readonly string[] }>> = {
  'brown-conrady': { model: 'opencv-radtan', given: ['k1', 'k2', 'k3', 'p1', 'p2'], ours: ['k1', 'k2', 'p1', 'p2', 'k3'] },
  fisheye: { model: 'opencv-fisheye', given: ['k1', 'k2', 'k3', 'k4'], ours: ['k1', 'k2', 'k3', 'k4'] },
};

function distortion({ distortion: given }: SegmentsImage, file: string, where: string): Pick<CameraSpec, 'model' | 'coefficients'> {
  if (!given) return { model: 'pinhole', coefficients: [] };
  const known = MODELS[given.model];
  if (!known) return { model: given.model, coefficients: [] };
  const values = Array.isArray(given.coefficients) ? byPosition(given.coefficients, known.given) : given.coefficients;
  if (values === null || Object.keys(values).some((name) => !known.given.includes(name)))
    throw new DataError('malformed', 'has lens coefficients of another model', {
      file, where, expected: known.given.join(', '), found: Object.keys(given.coefficients).join(', '),
    });
  return { model: known.model, coefficients: known.ours.map((name) => values[name] ?? 0) };
}

function byPosition(values: readonly number[], names: readonly string[]): Record<string, number> | null {
  return values.length === names.length ? Object.fromEntries(names.map((name, i) => [name, values[i]])) : null;
}
