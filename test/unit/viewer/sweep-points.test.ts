import type { BufferAttribute, BufferGeometry, Points } from 'three';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { colourModes } from '#src/core/colour/modes/index.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { PointFlag } from '#src/session/workspace.ts';
import { DRAFT_BIT } from '#src/viewer/points/shader.ts';
import { sphereAround, SweepPoints } from '#src/viewer/points/sweep-points.ts';
import { classTexture, rampTexture } from '#src/viewer/points/textures.ts';
import { stageOf } from '#src/viewer/stage.ts';

const COUNT = 65_536 + 300;
const taxonomy = { name: 'test', classes: [] };
const style = { classTable: classTexture(taxonomy), ramp: rampTexture(), mode: colourModes[0], pointSize: 2, pixelRatio: 1 };

/** A sweep at UTM coordinates whose pose turns it as well; one point is NaN. */
function utmSweep(): LoadedSweep {
  const positions = Float32Array.from({ length: 3 * COUNT }, (_, k) => ((k * 7919) % 1000) / 50 - 10);
  positions[3 * 17] = NaN;
  const origin = [689_000, 5_338_000, 500] as const;
  const worldFromSweep = fromQuaternion<'world', 'sweep'>([0.9, 0.1, -0.05, 0.4], [1234.5, -987.25, 3]);
  const bounds = { min: [688_990, 5_337_990, 490], max: [689_010, 5_338_010, 510] } as const;
  const labels = new SweepLabels(new Uint32Array(COUNT).fill(0x00070003));
  const sweep = { id: 's/f/lidar', sensor: 'lidar', cloud: { file: 'f.las' }, labels: null, timeNs: null, worldFromSweep };
  return {
    sweep,
    cloud: { name: 'f', format: 'las', count: COUNT, origin, positions, fields: [], columns: {}, invalid: 1, bounds, labelField: null, warnings: [] },
    labels,
    flags: new Uint8Array(COUNT),
    verdicts: new Uint8Array(COUNT),
    view: { id: sweep.id, count: COUNT, positions, origin, bounds: null, index: null, labels: labels.labels, worldFromSweep },
  };
}

const sequence = { id: 's', frames: [], posed: true };

function stage(loaded: LoadedSweep) {
  const made = stageOf(sequence, { id: 'f', timeNs: null, sweeps: [loaded.sweep], images: [], boxes: [] }, [loaded]);
  if (made === null) throw new Error('no stage');
  return made;
}

function geometriesOf(points: SweepPoints): BufferGeometry[] {
  return points.object.children.map((child) => (child as Points).geometry);
}

describe('SweepPoints', () => {
  it("draws the core's own arrays, block by block", () => {
    const loaded = utmSweep();
    const points = new SweepPoints(loaded, stage(loaded).origin, taxonomy, style);
    const geometries = geometriesOf(points);
    expect(geometries.map((g) => g.attributes.position.count)).toEqual([65_536, 300]);
    for (const { attributes } of geometries) {
      expect(attributes.position.array.buffer).toBe(loaded.cloud.positions.buffer);
      expect(attributes.label.array.buffer).toBe(loaded.labels.labels.buffer);
      expect([attributes.label.array[0], attributes.label.array[1]]).toEqual([3, 7]);
    }
    expect(geometries[1].attributes.position.array[0]).toBe(loaded.cloud.positions[3 * 65_536]);
  });

  it('places UTM points to the tenth of a millimetre, from numbers that a Float32 holds', () => {
    const loaded = utmSweep();
    const { origin } = stage(loaded);
    const points = new SweepPoints(loaded, origin, taxonomy, style);
    const { r, t } = loaded.sweep.worldFromSweep;
    for (const i of [0, 5, 70, COUNT - 1]) {
      const p = [0, 1, 2].map((k) => loaded.cloud.positions[3 * i + k] + loaded.cloud.origin[k]);
      const onGpu = new Vector3().fromArray(loaded.cloud.positions, 3 * i).applyMatrix4(points.object.matrix);
      onGpu.toArray().forEach((v, k) => {
        const world = r[3 * k] * p[0] + r[3 * k + 1] * p[1] + r[3 * k + 2] * p[2] + t[k];
        expect(v + origin[k]).toBeCloseTo(world, 6);
        expect(Math.abs(Math.fround(v) - v)).toBeLessThan(1e-4);
      });
    }
  });

  it('uploads just the blocks that changed, with highlights and drafts', () => {
    const loaded = utmSweep();
    const points = new SweepPoints(loaded, stage(loaded).origin, taxonomy, style);
    const [first, second] = geometriesOf(points).map((geometry) => geometry.attributes as Record<string, BufferAttribute>);
    const before = [first.label.version, first.state.version, second.label.version, second.state.version];
    loaded.flags![65_540] = PointFlag.selected;
    points.update(packIndices(COUNT, [65_540]), 'flags');
    expect(second.state.array[4]).toBe(PointFlag.selected);
    loaded.labels.set(65_541, 65_542, 9, true);
    points.update(packIndices(COUNT, [65_541]), 'labels');
    expect(second.state.array[5]).toBe(DRAFT_BIT);
    expect([first.label.version, first.state.version, second.label.version, second.state.version]).toEqual([before[0], before[1], before[2] + 1, before[3] + 2]);
  });
});

describe('sphereAround', () => {
  it('holds every finite point, whatever else there is', () => {
    const { positions } = utmSweep().cloud;
    const sphere = sphereAround(positions, 0, 1000);
    expect(Number.isFinite(sphere.radius)).toBe(true);
    for (let i = 0; i < 1000; i++) {
      const p = new Vector3().fromArray(positions, 3 * i);
      if (i !== 17) expect(p.distanceTo(sphere.center)).toBeLessThanOrEqual(sphere.radius);
    }
    expect(sphereAround(Float32Array.from([NaN, NaN, NaN]), 0, 1).radius).toBe(0);
  });
});

describe('stageOf', () => {
  it('is null without points, and centred on the points where no sensor stands among them', () => {
    const loaded = utmSweep();
    expect(stageOf(sequence, { id: 'f', timeNs: null, sweeps: [], images: [], boxes: [] }, [])).toBeNull();
    const made = stage(loaded);
    expect(made.fromSensor).toBe(false);
    for (const k of [0, 1]) expect(made.centre[k]).toBeCloseTo((made.bounds.min[k] + made.bounds.max[k]) / 2, 6);
  });

  it('looks ahead where the front camera does, else along x', () => {
    const loaded = utmSweep();
    const image = (camera: string, forward: readonly [number, number]) => ({
      camera, file: 'x', timeNs: null, masks: [],
      spec: { model: 'pinhole', width: 10, height: 10, fx: 5, fy: 5, cx: 5, cy: 5, coefficients: [] },
      worldFromCamera: { r: [0, 0, forward[0], 0, 0, forward[1], 0, -1, 0], t: [0, 0, 0] as const },
    });
    const images = [image('left_camera', [-1, 0]), image('front_left_camera', [0.6, 0.8]), image('front_camera', [0, 1])];
    const of = (some: typeof images) => stageOf(sequence, { id: 'f', timeNs: null, sweeps: [loaded.sweep], images: some, boxes: [] }, [loaded])?.forward;
    expect(of(images)).toEqual([0, 1, 0]);
    expect(of(images.slice(0, 1))).toEqual([-1, 0, 0]);
    const { r } = loaded.sweep.worldFromSweep;
    const length = Math.hypot(r[0], r[3]);
    expect(of([])).toEqual([r[0] / length, r[3] / length, 0]);
  });
});
