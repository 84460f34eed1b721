import { DataError } from '../errors.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { fromMatrix, fromQuaternion } from '../geometry/rigid.ts';
import type { FrameName, Vec3 } from '../geometry/units.ts';
import type { SceneFilePose } from './scene-schema.ts';

/** Calibration files round to six digits or so; anything further off is not a rotation but a mistake. */
const ROTATION_TOLERANCE = 1e-3;

/**
 * The transform that a pose of scene.json stands for. Throws DataError at `where` when it is given in two ways, when the
 * quaternion is zero, or when the matrix is not a rotation and a translation.
 */
export function poseFromFile<To extends FrameName, From extends FrameName>(pose: SceneFilePose, file: string, where: string): Rigid<To, From> {
  const fail = (expected: string, found?: string): DataError =>
    new DataError('malformed', 'has a pose that is not right', { file, where, expected, found });
  const { matrix, rotation, yaw, translation } = pose;
  if (matrix !== undefined) {
    if (rotation !== undefined || yaw !== undefined || translation !== undefined)
      throw fail('matrix alone, or translation with rotation or yaw');
    const fault = matrixFault(matrix);
    if (fault !== null) throw fail('a row-major 4x4 of a rotation and a translation', fault);
    return fromMatrix(matrix);
  }
  if (rotation !== undefined && yaw !== undefined) throw fail('rotation or yaw, one of the two');
  const t: Vec3 = translation ? [translation.x, translation.y, translation.z] : [0, 0, 0];
  if (rotation === undefined) return fromQuaternion([Math.cos((yaw ?? 0) / 2), 0, 0, Math.sin((yaw ?? 0) / 2)], t);
  const norm = Math.hypot(rotation.w, rotation.x, rotation.y, rotation.z);
  if (!(Math.abs(norm - 1) < ROTATION_TOLERANCE)) throw fail('a quaternion of length 1', `length ${norm}`);
  return fromQuaternion([rotation.w, rotation.x, rotation.y, rotation.z], t);
}

/** What keeps a row-major 4x4 from being a rigid transform, or null. */
function matrixFault(m: readonly number[]): string | null {
  if (m[12] !== 0 || m[13] !== 0 || m[14] !== 0 || m[15] !== 1)
    return `last row ${m.slice(12).join(' ')}${m[3] === 0 && m[7] === 0 && m[11] === 0 ? ' (column-major?)' : ''}`;
  const rows = [m.slice(0, 3), m.slice(4, 7), m.slice(8, 11)];
  const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  for (let i = 0; i < 3; i++)
    for (let j = i; j < 3; j++)
      if (!(Math.abs(dot(rows[i], rows[j]) - (i === j ? 1 : 0)) < ROTATION_TOLERANCE)) return 'rows that are not orthonormal';
  const [a, b, c] = rows;
  const cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  return dot(cross, c) > 0 ? null : 'a mirror image (determinant -1)';
}
