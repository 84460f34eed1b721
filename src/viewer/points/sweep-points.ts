import { BufferAttribute, BufferGeometry, Group, IntType, Points, ShaderMaterial, Sphere, Vector3 } from 'three';
import type { DataTexture } from 'three';
import type { ColourInputs, ColourMode } from '#src/core/colour/colour-mode.ts';
import { colourInputs } from '#src/core/colour/inputs.ts';
import { classMode } from '#src/core/colour/modes/class.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { BLOCK } from '#src/core/select/packed-points.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { LoadedSweep, PointsChanged } from '#src/session/workspace.ts';
import { blockCount } from '#src/session/workspace.ts';
import { DRAFT_BIT, fragmentShader, VERDICT_SHIFT, vertexShader } from './shader.ts';

/** What all sweeps are drawn with. */
export interface PointStyle {
  readonly classTable: DataTexture;
  readonly ramp: DataTexture;
  readonly mode: ColourMode;
  /** Diameter in CSS pixels. */
  readonly pointSize: number;
  readonly pixelRatio: number;
}

/**
 * A sweep on the GPU: one draw call per 65,536 points, so that what changed is uploaded by the block and what is out of
 * view is skipped. Positions, labels and intensity are the core's own arrays; nothing is copied but one byte of
 * highlights per point. Call `dispose` when the sweep leaves the screen.
 */
export class SweepPoints {
  readonly object = new Group();
  private readonly inputs: ColourInputs;
  private readonly material: ShaderMaterial;
  private readonly blocks: Points<BufferGeometry, ShaderMaterial>[] = [];
  /** Highlights, draft and verdict as the shader reads them. */
  private readonly state: Uint8Array;
  private mode: ColourMode;

  /** `origin`: world coordinates of the drawn zero. */
  constructor(
    readonly loaded: LoadedSweep,
    private readonly origin: Vec3,
    taxonomy: Taxonomy,
    style: PointStyle,
  ) {
    const { cloud, labels, sweep } = loaded;
    this.inputs = colourInputs({ cloud, labels: labels.labels, verdicts: loaded.verdicts, worldFromSweep: sweep.worldFromSweep }, taxonomy);
    this.state = new Uint8Array(cloud.count);
    this.mode = this.shownMode(style);
    this.material = new ShaderMaterial({
      vertexShader: vertexShader(this.mode.glsl),
      fragmentShader,
      uniforms: {
        classTable: { value: style.classTable },
        rampStops: { value: style.ramp },
        size: { value: 1 },
        pixelRatio: { value: 1 },
        heightRange: { value: this.inputs.heightRange.map((height) => height - origin[2]) },
        flash: { value: 0 },
      },
    });
    // What a sweep has no column for is the same for all its points.
    Object.assign(this.material.defaultAttributeValues, { intensity: [0.5], rgba: [0.5, 0.5, 0.5, 1] });
    this.place();
    for (let block = 0; block < blockCount(cloud.count); block++) this.blocks.push(this.makeBlock(block));
    this.object.add(...this.blocks);
    this.restyle(style);
  }

  restyle(style: PointStyle): void {
    const { uniforms } = this.material;
    uniforms.classTable.value = style.classTable;
    uniforms.size.value = Math.max(1, style.pointSize * style.pixelRatio);
    uniforms.pixelRatio.value = style.pixelRatio;
    const mode = this.shownMode(style);
    if (mode.id === this.mode.id) return;
    this.mode = mode;
    this.material.vertexShader = vertexShader(mode.glsl);
    this.material.needsUpdate = true;
  }

  /** 0..1 */
  setFlash(brightness: number): void {
    this.material.uniforms.flash.value = brightness;
  }

  /** Uploads the blocks of these points again; null = all. */
  update(changed: PackedPoints | null, what: PointsChanged['what']): void {
    for (const block of changed?.blocks.keys() ?? this.blocks.keys()) {
      const points = this.blocks[block];
      this.refillState(block);
      points.geometry.attributes.state.needsUpdate = true;
      if (what === 'labels') points.geometry.attributes.label.needsUpdate = true;
    }
  }

  dispose(): void {
    for (const points of this.blocks) points.geometry.dispose();
    this.material.dispose();
  }

  /** Everything is added up in Float64 before the matrix becomes Float32 on the GPU. */
  private place(): void {
    const { worldFromSweep } = this.loaded.sweep;
    const { r } = worldFromSweep;
    const at = apply(worldFromSweep, this.loaded.cloud.origin);
    this.object.matrixAutoUpdate = false;
    this.object.matrix.set(
      r[0], r[1], r[2], at[0] - this.origin[0],
      r[3], r[4], r[5], at[1] - this.origin[1],
      r[6], r[7], r[8], at[2] - this.origin[2],
      0, 0, 0, 1,
    );
  }

  private makeBlock(block: number): Points<BufferGeometry, ShaderMaterial> {
    const { cloud, labels } = this.loaded;
    const begin = block * BLOCK;
    const count = Math.min(BLOCK, cloud.count - begin);
    const geometry = new BufferGeometry();
    const words = labels.labels;
    const halves = new Uint16Array(words.buffer, words.byteOffset + 4 * begin, 2 * count);
    this.refillState(block);
    geometry.setAttribute('position', new BufferAttribute(cloud.positions.subarray(3 * begin, 3 * (begin + count)), 3));
    geometry.setAttribute('label', integers(halves, 2));
    geometry.setAttribute('state', integers(this.state.subarray(begin, begin + count), 1));
    const { intensity, rgba } = this.inputs;
    if (intensity !== null) geometry.setAttribute('intensity', new BufferAttribute(intensity.subarray(begin, begin + count), 1));
    if (rgba !== null) geometry.setAttribute('rgba', new BufferAttribute(rgba.subarray(4 * begin, 4 * (begin + count)), 4, true));
    geometry.boundingSphere = sphereAround(cloud.positions, begin, begin + count);
    const points = new Points(geometry, this.material);
    points.matrixAutoUpdate = false;
    // Three would walk all points on each pointer event; picking is our own.
    points.raycast = () => {};
    return points;
  }

  /** A sweep that has not what a mode shows is coloured by class. */
  private shownMode({ mode }: PointStyle): ColourMode {
    return mode.available(this.loaded.cloud) ? mode : classMode;
  }

  private refillState(block: number): void {
    const { flags, labels, verdicts } = this.loaded;
    const begin = block * BLOCK;
    const end = Math.min(begin + BLOCK, labels.count);
    for (let i = begin; i < end; i++) this.state[i] = (flags === null ? 0 : flags[i]) | ((verdicts === null ? VERDICT.outside : verdicts[i]) << VERDICT_SHIFT);
    if (labels.draftCount > 0) for (let i = begin; i < end; i++) if (labels.isDraft(i)) this.state[i] |= DRAFT_BIT;
  }
}

/** Without this, three would hand the shader floats. */
function integers(values: Uint16Array | Uint8Array, itemSize: number): BufferAttribute {
  const attribute = new BufferAttribute(values, itemSize);
  attribute.gpuType = IntType;
  return attribute;
}

/** Around the finite points of [begin, end): one NaN in three's own computation and the block is never drawn. */
export function sphereAround(positions: Float32Array, begin: number, end: number): Sphere {
  const min = [Infinity, Infinity, Infinity], max = [-Infinity, -Infinity, -Infinity];
  for (let k = 3 * begin; k < 3 * end; k += 3) {
    const sum = positions[k] + positions[k + 1] + positions[k + 2];
    if (sum - sum !== 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      const v = positions[k + axis];
      if (v < min[axis]) min[axis] = v;
      if (v > max[axis]) max[axis] = v;
    }
  }
  if (min[0] > max[0]) return new Sphere(new Vector3(), 0);
  const centre = new Vector3((min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2);
  return new Sphere(centre, Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) / 2);
}
