import { DataError } from '../errors.ts';
import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import { equirectangular } from './equirectangular.ts';
import { lookupTable } from './lookup-table.ts';
import { mei } from './mei.ts';
import { opencvFisheye } from './opencv-fisheye.ts';
import { opencvRadtan } from './opencv-radtan.ts';
import { pinhole } from './pinhole.ts';

/** Every lens model, in the order in which they are offered. */
export const cameraModels: readonly CameraModel[] = [pinhole, opencvRadtan, opencvFisheye, mei, equirectangular, lookupTable];

/**
 * A camera ready to compute. `file` and `where` name the place that the numbers came from, for the message.
 * Throws DataError: 'unsupported' for an unknown model or number of coefficients, 'malformed' for numbers that are no camera.
 */
export function createCamera(spec: CameraSpec, file = 'camera', where?: string): Camera {
  const model = cameraModels.find((m) => m.id === spec.model);
  if (!model) {
    throw new DataError('unsupported', 'unknown camera model', {
      file, where, expected: cameraModels.map((m) => m.id).join(' or '), found: `"${spec.model}"`,
    });
  }
  if (!model.coefficientCounts.includes(spec.coefficients.length)) {
    throw new DataError('unsupported', `wrong number of lens coefficients for ${model.id}`, {
      file, where, expected: listed(model.coefficientCounts), found: String(spec.coefficients.length),
    });
  }
  const malformed = (what: string, expected: string, found: number | string): never => {
    throw new DataError('malformed', `camera with a bad ${what}`, { file, where, expected, found: String(found) });
  };
  for (const key of ['width', 'height'] as const)
    if (!(Number.isInteger(spec[key]) && spec[key] > 0)) malformed(key, 'a whole number of pixels above 0', spec[key]);
  for (const key of ['fx', 'fy'] as const)
    if (!(Number.isFinite(spec[key]) && spec[key] > 0)) malformed(key, 'a number above 0', spec[key]);
  for (const key of ['cx', 'cy'] as const) if (!Number.isFinite(spec[key])) malformed(key, 'a finite number', spec[key]);
  spec.coefficients.forEach((c, k) => {
    if (!Number.isFinite(c)) malformed(`coefficient ${k}`, 'a finite number', c);
  });
  const fault = model.fault?.(spec) ?? null;
  if (fault !== null) malformed(fault.what, fault.expected, fault.found);
  return model.create(spec);
}

function listed(counts: readonly number[]): string {
  if (counts.length === 1) return String(counts[0]);
  return `${counts.slice(0, -1).join(', ')} or ${counts[counts.length - 1]}`;
}
