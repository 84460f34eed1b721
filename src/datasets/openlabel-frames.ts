import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { CameraAxes, CameraMount, PoseFactor } from '#src/core/scene/camera-mount.ts';
import { finite, numbers } from './check-json.ts';
import { rigidFromEuler, rigidFromQuaternion, rigidFromRows } from './poses.ts';

/** A transform of ASAM OpenLABEL 1.0.0: a 4 x 4 by rows, or a translation with a quaternion x, y, z, w or Euler angles (ZYX). */
export const transformData = v.object({
  matrix4x4: v.optional(numbers(16)), quaternion: v.optional(numbers(4)), euler_angles: v.optional(numbers(3)), translation: v.optional(numbers(3)), sequence: v.optional(v.string()),
});
export const coordinateSystem = v.object({
  type: v.string(), parent: v.nullish(v.string()), pose_wrt_parent: v.nullish(transformData),
});
export const frameTransform = v.object({ src: v.string(), dst: v.string(), transform_src_to_dst: transformData });

export const cuboid = v.object({ name: v.nullish(v.string()), val: v.union([numbers(10), numbers(9)]), coordinate_system: v.nullish(v.string()) });

/** Here every coordinate system is a `sweep` frame until it is known which one it is. */
type Any = Rigid<'sweep', 'sweep'>;

interface Edge {
  readonly to: string;
  readonly toFromHere: Any;
  /** Of a `pose_wrt_parent`: what it was understood as, parent from child. */
  readonly posed?: { readonly parentFromChild: Any; readonly up: boolean };
}

/** Coordinate systems and how they lie to each other at one frame. Throws DataError for a transform that is none. */
export class OpenLabelFrames {
  private readonly edges = new Map<string, Edge[]>();

  constructor(
    private readonly file: string,
    systems: Readonly<Record<string, v.InferOutput<typeof coordinateSystem>>>,
    transforms: Readonly<Record<string, v.InferOutput<typeof frameTransform>>>,
  ) {
    const moving = new Set(Object.values(transforms).flatMap(({ src, dst }) => [`${src}\n${dst}`, `${dst}\n${src}`]));
    for (const [name, t] of Object.entries(transforms)) this.link(t.src, t.dst, this.rigid(t.transform_src_to_dst, `transforms.${name}`));
    for (const [name, { parent, pose_wrt_parent: pose }] of Object.entries(systems)) {
      // What is said of this frame holds before what is said of all.
      if (!parent || moving.has(`${name}\n${parent}`)) continue;
      this.link(name, parent, pose ? this.rigid(pose, `coordinate_systems.${name}.pose_wrt_parent`) : identity(), pose !== null && pose !== undefined);
    }
  }

  /** Takes coordinates of `from` to `to`; null where nothing leads there. */
  between(from: string, to: string): Any | null {
    return this.way(from, to)?.reduce<Any>((hereFromStart, { toFromHere }) => compose(toFromHere, hereFromStart), identity()) ?? null;
  }

  /** How `between` is put together: the transforms on the way, the last one first, and `last`. */
  mount(from: string, to: string, last: readonly PoseFactor[], axes?: CameraAxes): CameraMount {
    const way = [...(this.way(from, to) ?? [])].reverse(), posed = way.some((e) => e.posed !== undefined);
    const factors = way.map(({ toFromHere, posed: given }): PoseFactor => {
      if (given === undefined) return { known: toFromHere };
      const extrinsics = compose(compose(identity<'ego', 'sweep'>(), given.parentFromChild), identity<'sweep', 'camera'>());
      return given.up ? { extrinsics } : { extrinsics, inverse: true };
    });
    return { reading: { ...(posed ? { direction: 'parent-from-camera' } : {}), ...(axes === undefined ? {} : { axes }) }, factors: [...factors, ...last] };
  }

  private way(from: string, to: string): readonly Edge[] | null {
    const seen = new Map<string, readonly Edge[]>([[from, []]]);
    for (const [here, way] of seen) {
      if (here === to) return way;
      for (const edge of this.edges.get(here) ?? []) if (!seen.has(edge.to)) seen.set(edge.to, [...way, edge]);
    }
    return null;
  }

  /** A box's pose in its coordinate system: x along its length; angles about x, y, z, applied in this order. */
  cuboidPose(val: readonly number[], where: string): { pose: Rigid<'sweep', 'box'>; size: readonly [number, number, number] } {
    const size = val.slice(-3) as [number, number, number], t = [val[0], val[1], val[2]] as const;
    if (!size.every((s) => s > 0)) throw new DataError('malformed', 'has a cuboid without a size', { file: this.file, where, found: size.join(', ') });
    if (val.length === 9) return { pose: rigidFromEuler([val[3], val[4], val[5]], t), size };
    return { pose: rigidFromQuaternion([val[6], val[3], val[4], val[5]], t, this.file, where), size };
  }

  private link(src: string, dst: string, dstFromSrc: Any, posed = false): void {
    const add = (from: string, edge: Edge): void => void this.edges.set(from, [...(this.edges.get(from) ?? []), edge]);
    const given = (up: boolean): Pick<Edge, 'posed'> => (posed ? { posed: { parentFromChild: dstFromSrc, up } } : {});
    add(src, { to: dst, toFromHere: dstFromSrc, ...given(true) });
    add(dst, { to: src, toFromHere: invert(dstFromSrc), ...given(false) });
  }

  private rigid(t: v.InferOutput<typeof transformData>, where: string): Any {
    const [x, y, z] = t.translation ?? [0, 0, 0];
    if (t.matrix4x4) return rigidFromRows(t.matrix4x4, this.file, where);
    if (t.quaternion) return rigidFromQuaternion([t.quaternion[3], t.quaternion[0], t.quaternion[1], t.quaternion[2]], [x, y, z], this.file, where);
    const [rz, ry, rx] = t.euler_angles ?? [0, 0, 0];
    if (t.euler_angles && t.sequence !== undefined && t.sequence.toUpperCase() !== 'ZYX')
      throw new DataError('unsupported', 'has angles in an order that is not read', { file: this.file, where, expected: 'ZYX', found: t.sequence });
    return rigidFromEuler([rx, ry, rz], [x, y, z]);
  }
}

export const pinhole = v.object({
  width_px: v.pipe(finite, v.integer(), v.minValue(1)), height_px: v.pipe(finite, v.integer(), v.minValue(1)),
  camera_matrix: v.optional(numbers(12)), camera_matrix_3x4: v.optional(numbers(12)),
  distortion_coeffs: v.optional(v.array(finite)), distortion_coeffs_1xN: v.optional(v.array(finite)),
});
