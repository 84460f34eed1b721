import type { CameraSpec } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { motionWindows, movingBoxes, secondsBetween } from '#src/core/crosscheck/motion.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import type { Frame, Sequence } from '#src/core/scene/scene.ts';
import { imageId, sweepId } from '#src/core/scene/scene.ts';
import type { DefectRecord } from '#sample-data/defects/defect.ts';
import { FrameContent } from '#sample-data/output/frame-content.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import type { SimulateOptions } from '#sample-data/simulate.ts';
import { Simulation } from '#sample-data/simulate.ts';

export const STREET = 'street';
const map = compileClassMap(identityMap(semanticKitti, semanticKitti));

/** One frame of a simulated street, checked, with the mistakes that were planted in it. */
export interface StreetFrame {
  readonly check: FrameCheck;
  readonly records: readonly DefectRecord[];
  /** Milliseconds that projecting, visibility and the checks of all pictures took. */
  readonly milliseconds: number;
}

/** What a frame is checked with; a test changes some of it and checks again. */
export interface StreetInputs {
  readonly labels: Uint32Array;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  readonly images: readonly { readonly mask: IdMask; readonly spec: CameraSpec; readonly worldFromCamera: Rigid<'world', 'camera'> }[];
}

/** A simulated street, frame by frame, each checked when it is asked for. Labels and masks have the planted mistakes, poses are exact. */
export class StreetChecks {
  readonly simulation: Simulation;
  private readonly sequence: Sequence;
  /** Pictures take long: a frame that is checked again has them already. */
  private readonly contents = new Map<number, FrameContent>();

  constructor(options: Partial<SimulateOptions>, private readonly withInstances = true) {
    this.simulation = new Simulation(options);
    const frames = Array.from({ length: this.simulation.options.frames }, (_, i): Frame => {
      const frame = this.simulation.frame(i);
      const boxes = new FrameContent(this.simulation, frame, false).boxes().map(({ object, worldFromBox }) =>
        ({ id: object.name, className: '', track: object.name, box: { pose: worldFromBox, size: object.model.size } }));
      return { id: frame.id, timeNs: frame.timeNs, sweeps: [], images: [], boxes };
    });
    this.sequence = { id: STREET, posed: true, frames };
  }

  get frames(): readonly string[] {
    return this.sequence.frames.map(({ id }) => id);
  }

  frame(index: number, changed: (inputs: StreetInputs) => StreetInputs = (inputs) => inputs): StreetFrame {
    const content = this.contents.get(index) ?? new FrameContent(this.simulation, this.simulation.frame(index), true), { frame } = content, [lidar] = frame.lidars;
    this.contents.set(index, content);
    const positions = Float32Array.from({ length: 3 * lidar.sweep.count }, (_, k) => lidar.sweep.points[POINT_STRIDE * Math.floor(k / 3) + (k % 3)]);
    const moving = movingBoxes(this.sequence, index);
    const { labels, worldFromSweep, images: pictures } = changed({
      labels: content.labels(lidar), worldFromSweep: lidar.worldFromSweep,
      images: frame.cameras.map((camera) => ({ mask: this.maskOf(content.masks(camera), camera.mount.spec), spec: camera.mount.spec, worldFromCamera: camera.worldFromCamera })),
    });
    const begin = performance.now();
    const images = frame.cameras.map(({ mount: { name }, timeNs }, c) => {
      const { mask, spec, worldFromCamera } = pictures[c], lens = createCamera(spec), cameraFromWorld = invert(worldFromCamera);
      const [{ projection, visible }] = seenSweeps([{ positions, origin: [0, 0, 0], cameraFromSweep: compose(cameraFromWorld, worldFromSweep) }], lens);
      const motion = motionWindows(moving, lens, cameraFromWorld, secondsBetween(lidar.timeNs, timeNs));
      const { verdicts } = checkImage({ projection, visible, labels, mask, image: spec, classMap: map, edgeTolerance: EDGE_TOLERANCE, motion });
      return { id: imageId(STREET, frame.id, name), camera: name, spec, worldFromCamera, mask, sweeps: [{ projection, verdicts }] };
    });
    const milliseconds = performance.now() - begin;
    const sweep = { id: sweepId(STREET, frame.id, lidar.spec.name), positions, origin: [0, 0, 0] as const, worldFromSweep, labels };
    const check = { sequence: STREET, frame: frame.id, sweeps: [sweep], images, classMap: map, boxes: this.sequence.frames[index].boxes, moving };
    return { check, records: content.records(), milliseconds };
  }

  private maskOf(labels: Uint32Array, { width, height }: { readonly width: number; readonly height: number }): IdMask {
    const instances = this.withInstances ? Uint16Array.from(labels, (label) => label >>> 16) : null;
    return { width, height, classes: Uint16Array.from(labels, (label) => label & 0xffff), instances, confidence: null, unknown: [] };
  }
}

/** File indices of the points that a planted mistake is about, in the frame that it was recorded of. */
export function pointsOf({ points = [] }: DefectRecord): number[] {
  const out: number[] = [];
  for (const { runs } of points) for (let k = 0; k < runs.length; k += 2) for (let i = 0; i < runs[k + 1]; i++) out.push(runs[k] + i);
  return out;
}
