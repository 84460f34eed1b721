import * as v from 'valibot';
import { parse } from 'yaml';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { DataError, errorMessage } from '#src/core/errors.ts';

const finite = v.pipe(v.number(), v.finite());
const pixels = v.pipe(v.number(), v.integer(), v.minValue(1));

const meiFile = v.object({
  model_type: v.literal('MEI'),
  image_width: pixels,
  image_height: pixels,
  mirror_parameters: v.object({ xi: finite }),
  distortion_parameters: v.object({ k1: finite, k2: finite, p1: finite, p2: finite }),
  projection_parameters: v.object({ gamma1: finite, gamma2: finite, u0: finite, v0: finite }),
});

/**
 * The lens of calibration/image_02.yaml or image_03.yaml: camodocal's unified fisheye, in OpenCV's old dialect of YAML, whose first line
 * ("%YAML:1.0") no reader of YAML takes, nor keys without a space behind the colon. kitti360Scripts leaves p1 and p2 out, which are
 * under a pixel; camodocal, which the lenses were calibrated with, does not. Throws DataError that names the entry.
 */
export function parseKitti360Fisheye(text: string, file: string): CameraSpec {
  const result = v.safeParse(meiFile, parsed(text.replace(/^%YAML[^\n]*\n/, '').replace(/^(\s*\w+):(?=\S)/gm, '$1: '), file));
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError('malformed', 'is no lens of KITTI-360', { file, where: v.getDotPath(issue) ?? undefined, expected: issue.expected ?? undefined, found: issue.received });
  }
  const { image_width: width, image_height: height, mirror_parameters: { xi }, distortion_parameters: d, projection_parameters: p } = result.output;
  return { model: 'mei', width, height, fx: p.gamma1, fy: p.gamma2, cx: p.u0, cy: p.v0, coefficients: [xi, d.k1, d.k2, d.p1, d.p2] };
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new DataError('malformed', 'is not valid YAML', { file, found: errorMessage(error) });
  }
}
