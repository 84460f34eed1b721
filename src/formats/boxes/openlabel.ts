import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { fromQuaternion, toQuaternion } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { parseJson } from '#src/core/io/json.ts';

/** A cuboid of an ASAM OpenLABEL 1.0.0 document: one object in one frame, in the coordinate system that it names. */
export interface OpenLabelCuboid {
  /** Uid of the object, over all frames. */
  readonly object: string;
  readonly type: string;
  readonly name: string;
  /** Number of the frame. */
  readonly frame: number;
  /** Null: the document does not say. */
  readonly system: string | null;
  readonly box: OrientedBox<FrameName>;
}

/** Ten numbers: centre, rotation as x, y, z, w, then length, width, height. Written as they are; only the rotation is rounded, to Float64. */
export function cuboidNumbers({ pose, size }: OrientedBox<FrameName>): number[] {
  const [w, x, y, z] = toQuaternion(pose);
  return [...pose.t, x, y, z, w, ...size];
}

/** `objects` and, by frame, the objects' cuboids, as they stand in a document. */
export function openLabelObjects(cuboids: readonly OpenLabelCuboid[]): { objects: Record<string, object>; frames: Map<number, Record<string, object>> } {
  const objects: Record<string, object> = {};
  const frames = new Map<number, Record<string, { object_data: { cuboid: object[] } }>>();
  for (const c of cuboids) {
    objects[c.object] ??= { name: c.name, type: c.type };
    const frame = frames.get(c.frame) ?? {};
    frames.set(c.frame, frame);
    const { cuboid } = (frame[c.object] ??= { object_data: { cuboid: [] } }).object_data;
    cuboid.push({ name: cuboid.length === 0 ? 'shape' : `shape ${cuboid.length + 1}`, val: cuboidNumbers(c.box), ...(c.system === null ? {} : { coordinate_system: c.system }) });
  }
  return { objects, frames };
}

const finite = v.pipe(v.number(), v.finite());
const cuboid = v.object({ val: v.union([v.pipe(v.array(finite), v.length(10)), v.pipe(v.array(finite), v.length(9))]), coordinate_system: v.nullish(v.string()) });
const document = v.object({
  openlabel: v.object({
    objects: v.optional(v.record(v.string(), v.object({ name: v.optional(v.string()), type: v.optional(v.string()) }))),
    frames: v.record(v.pipe(v.string(), v.regex(/^\d+$/)), v.object({
      objects: v.optional(v.record(v.string(), v.object({ object_data: v.optional(v.object({ cuboid: v.optional(v.array(cuboid)) })) }))),
    })),
  }),
});

/** The cuboids of a document, by frame. Angles of nine numbers are about the fixed axes x, then y, then z. Throws DataError that names the place. */
export function parseOpenLabelCuboids(text: string, file: string): OpenLabelCuboid[] {
  const result = v.safeParse(document, parseJson(text, file), { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError('malformed', 'is not an OpenLABEL document with frames', { file, where: v.getDotPath(issue) ?? 'the top level', expected: issue.expected ?? undefined, found: issue.received });
  }
  const { objects = {}, frames } = result.output.openlabel;
  return Object.entries(frames).flatMap(([number, frame]) => Object.entries(frame.objects ?? {}).flatMap(([uid, { object_data: data }]) =>
    (data?.cuboid ?? []).map(({ val, coordinate_system: system }, i): OpenLabelCuboid => ({
      object: uid, type: objects[uid]?.type ?? 'unknown', name: objects[uid]?.name ?? uid, frame: Number(number), system: system ?? null,
      box: boxOf(val, file, `frames.${number}.objects.${uid}.object_data.cuboid[${i}]`),
    }))));
}

function boxOf(val: readonly number[], file: string, where: string): OrientedBox<FrameName> {
  const [length, width, height] = val.slice(-3), size = [length, width, height] as const, t = [val[0], val[1], val[2]] as const;
  if (!size.every((s) => s > 0)) throw new DataError('malformed', 'has a cuboid without a size', { file, where, found: size.join(', ') });
  const q = val.length === 10 ? ([val[6], val[3], val[4], val[5]] as const) : fromAngles(val[3], val[4], val[5]);
  if (!(Math.abs(Math.hypot(...q) - 1) < 1e-3))
    throw new DataError('malformed', 'has a rotation that is none', { file, where, expected: 'a quaternion x, y, z, w of length 1', found: val.slice(3, 7).join(', ') });
  return { pose: fromQuaternion(q, t), size };
}

/** Rz * Ry * Rx as a quaternion w, x, y, z. */
function fromAngles(x: number, y: number, z: number): readonly [number, number, number, number] {
  const [cx, sx, cy, sy, cz, sz] = [x, y, z].flatMap((a) => [Math.cos(a / 2), Math.sin(a / 2)]);
  return [cz * cy * cx + sz * sy * sx, cz * cy * sx - sz * sy * cx, cz * sy * cx + sz * cy * sx, sz * cy * cx - cz * sy * sx];
}
