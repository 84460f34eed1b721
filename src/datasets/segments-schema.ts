import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { jsonPath } from '#src/core/scene/parse-scene-file.ts';

/** The parts of a Segments.ai multi-frame sample that this program reads (docs.segments.ai, "sample formats"). */
const number = v.pipe(v.number(), v.finite());
const xyz = v.object({ x: number, y: number, z: number });
const quaternion = v.object({ qw: number, qx: number, qy: number, qz: number });
/** Integers above 2^53 arrive as strings (core/io/json.ts). */
const timestamp = v.nullish(v.union([v.string(), v.number()]));
const row = v.pipe(v.array(number), v.length(3));

const image = v.object({
  name: v.nullish(v.string()),
  url: v.string(),
  timestamp,
  width: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
  height: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
  intrinsics: v.nullish(v.object({ intrinsic_matrix: v.pipe(v.array(row), v.length(3)) })),
  extrinsics: v.nullish(v.object({ translation: xyz, rotation: quaternion })),
  distortion: v.nullish(v.object({
    model: v.string(),
    // The array first: a record takes arrays too, by their indices.
    coefficients: v.union([v.array(number), v.record(v.string(), v.nullable(number))]),
  })),
  camera_convention: v.nullish(v.picklist(['OpenGL', 'OpenCV'])),
});

const frame = v.object({
  name: v.nullish(v.string()),
  timestamp,
  pcd: v.object({ url: v.string(), type: v.nullish(v.string()) }),
  images: v.nullish(v.array(image)),
  ego_pose: v.nullish(v.object({ position: xyz, heading: quaternion })),
});

const sample = v.object({ name: v.nullish(v.string()), attributes: v.object({ frames: v.pipe(v.array(frame), v.minLength(1)) }) });

export type SegmentsSample = v.InferOutput<typeof sample>;
export type SegmentsFrame = v.InferOutput<typeof frame>;
export type SegmentsImage = v.InferOutput<typeof image>;

/** Throws DataError that names the JSON path. */
export function checkSample(json: unknown, file: string): SegmentsSample {
  const result = v.safeParse(sample, json, { abortEarly: true });
  if (result.success) return result.output;
  const { path, expected, received } = result.issues[0];
  throw new DataError('malformed', 'is not a multi-frame sample', {
    file, where: jsonPath((path ?? []).map((item) => item.key as string | number)) || 'the top level', expected: expected ?? undefined, found: received,
  });
}
