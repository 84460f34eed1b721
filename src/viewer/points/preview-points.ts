import { BufferAttribute, BufferGeometry, Group, Points, ShaderMaterial } from 'three';
import type { PreviewCloud } from '#src/core/cloud/preview-cloud.ts';
import { percentiles, ShadedColumn } from '#src/core/colour/shaded-column.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';

/** Points of each part that are drawn at most: an early picture need not be a whole one. */
const MOST = 200_000;

const vertex = /* glsl */ `
attribute float strength;
uniform float size;
varying float vStrength;
void main() {
  vStrength = 0.3 + 0.5 * strength;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  gl_PointSize = size;
}
`;

const fragment = /* glsl */ `
varying float vStrength;
void main() {
  if (length(2.0 * gl_PointCoord - 1.0) > 1.0) discard;
  gl_FragColor = vec4(vec3(vStrength), 1.0);
}
`;

/** The points of a frame that is still being read: grey by intensity, as unlabelled points are. */
export class PreviewPoints {
  readonly object = new Group();
  private readonly material = new ShaderMaterial({ vertexShader: vertex, fragmentShader: fragment, uniforms: { size: { value: 1 } } });
  private readonly drawn = new Map<PreviewCloud, Points>();

  /** Shows just these parts; those that stay are not made again. `origin`: world coordinates of the drawn zero. `size`: device pixels. */
  show(parts: readonly PreviewCloud[], origin: Vec3, size: number): void {
    this.material.uniforms.size.value = size;
    for (const [part, points] of this.drawn) if (!parts.includes(part)) this.drop(part, points);
    for (const part of parts) {
      let points = this.drawn.get(part);
      if (points === undefined) this.drawn.set(part, (points = this.make(part)));
      place(points, part, origin);
    }
  }

  dispose(): void {
    this.show([], [0, 0, 0], 1);
    this.material.dispose();
  }

  private make(part: PreviewCloud): Points {
    const points = new Points(geometryOf(part), this.material);
    points.frustumCulled = false;
    points.matrixAutoUpdate = false;
    // Nothing is picked before the sweep is there.
    points.raycast = () => {};
    this.object.add(points);
    return points;
  }

  private drop(part: PreviewCloud, points: Points): void {
    this.drawn.delete(part);
    this.object.remove(points);
    points.geometry.dispose();
  }
}

/** Copies, for the arrays may be shared memory; every k-th point where there are many, in the order in which they came. */
function geometryOf({ positions, intensity }: PreviewCloud): BufferGeometry {
  const count = positions.length / 3;
  const step = Math.max(1, Math.ceil(count / MOST));
  const places = new Float32Array(3 * Math.ceil(count / step));
  const strengths = new Uint8Array(places.length / 3).fill(128);
  const shaded = intensity === null ? null : new ShadedColumn(intensity, 1, percentiles(count, (i) => Number(intensity[i])));
  let n = 0;
  for (let i = 0; i < count; i += step) {
    const x = positions[3 * i], y = positions[3 * i + 1], z = positions[3 * i + 2];
    if (x + y + z - (x + y + z) !== 0) continue;
    places.set([x, y, z], 3 * n);
    if (shaded !== null) strengths[n] = 255 * shaded.at(i);
    n++;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(places.subarray(0, 3 * n), 3));
  geometry.setAttribute('strength', new BufferAttribute(strengths.subarray(0, n), 1, true));
  return geometry;
}

/** Added up in Float64 before it becomes Float32. */
function place(points: Points, { origin, worldFromSweep }: PreviewCloud, at: Vec3): void {
  const { r } = worldFromSweep;
  const [x, y, z] = apply(worldFromSweep, origin).map((v, k) => v - at[k]);
  points.matrix.set(r[0], r[1], r[2], x, r[3], r[4], r[5], y, r[6], r[7], r[8], z, 0, 0, 0, 1);
  points.matrixWorldNeedsUpdate = true;
}
