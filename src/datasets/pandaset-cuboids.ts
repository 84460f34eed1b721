import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { uprightBox } from '#src/core/geometry/box.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { FrameBox } from '#src/core/scene/scene.ts';
import { jsonPath } from '#src/core/scene/parse-scene-file.ts';

const number = v.pipe(v.number(), v.finite());
const positive = v.pipe(number, v.gtValue(0));

const cuboids = v.array(v.object({
  uuid: v.string(),
  label: v.string(),
  yaw: number,
  'position.x': number,
  'position.y': number,
  'position.z': number,
  'dimensions.x': positive,
  'dimensions.y': positive,
  'dimensions.z': positive,
}));

/**
 * PandaSet's cuboids of one frame, records of its data frame: centre in the world; dimensions x = width, y = length, z = height;
 * yaw about z, 0 where the length lies along the world's y. The uuid stays over the sequence and is the track.
 * Throws DataError that names the record.
 */
export function parsePandasetCuboids(text: string, file: string): FrameBox[] {
  const result = v.safeParse(cuboids, parseJson(text, file), { abortEarly: true });
  if (!result.success) {
    const { path, expected, received } = result.issues[0];
    throw new DataError('malformed', 'is not a list of PandaSet cuboids', {
      file, where: jsonPath((path ?? []).map((item) => item.key as string | number)), expected: expected ?? undefined, found: received,
    });
  }
  return result.output.map((c) => ({
    id: c.uuid,
    className: c.label,
    track: c.uuid,
    box: uprightBox<'world'>(
      [c['position.x'], c['position.y'], c['position.z']],
      [c['dimensions.y'], c['dimensions.x'], c['dimensions.z']],
      c.yaw + Math.PI / 2,
    ),
  }));
}
