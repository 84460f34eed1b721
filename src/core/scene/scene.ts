import type { CameraSpec } from '../camera/camera.ts';
import type { OrientedBox } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import type { Pixels, Vec3 } from '../geometry/units.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import type { CameraMount } from './camera-mount.ts';
import type { SweepTiming } from './sweep-timing.ts';
import type { Twist } from './trajectory.ts';

/** Nanoseconds since the Unix epoch. BigInt: a double cannot hold one exactly. */
export type TimeNs = bigint;

/** A sweep's place in the scene, unique over it: "sequence/frame/sensor". Changes and saved work use it. */
export type SweepId = string;

/** A picture's place in the scene: "sequence/frame/camera". */
export type ImageId = string;

/** How a sweep's bytes are read. */
export interface CloudRef {
  /** Path in the opened folder. */
  readonly file: string;
  /** Id of a cloud format; absent where the file itself says. */
  readonly format?: string;
  /** For raw float layouts: the names of the columns, in order, x y z among them. */
  readonly columns?: readonly string[];
}

/** Labels that came with the data. */
export interface LabelsRef {
  /** 'semantickitti' for a `.label` file; 'field' for a field of the cloud file itself. */
  readonly format: string;
  readonly file?: string;
  /** For 'field': its name; absent where the cloud file itself says which one it is, if any. */
  readonly field?: string;
  /** For 'field': whether the cloud's instance field, where it has one, is left out: its numbers mean something else. */
  readonly classesOnly?: true;
  /** Class id in the source → id in the taxonomy, for ids that cannot stay: a real class with id 0. */
  readonly classMap?: Readonly<Record<number, number>>;
  /** Where classes and instances lie in two files: the one with instances, which are taken where both files agree in class. */
  readonly instances?: { readonly format: string; readonly file: string };
}

export interface Sweep {
  readonly id: SweepId;
  readonly sensor: string;
  readonly cloud: CloudRef;
  readonly labels: LabelsRef | null;
  readonly timeNs: TimeNs | null;
  /** Pose of the sweep's frame at its own time; identity where the dataset has no poses. */
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  /** How its pose was read, where that can be changed: it depends on numbers of which this is not sure. */
  readonly mount?: CameraMount;
  /** When each point was measured; absent where no column says it. */
  readonly timing?: SweepTiming;
}

/** One picture. */
export interface FrameImage {
  readonly camera: string;
  readonly file: string;
  readonly spec: CameraSpec;
  readonly timeNs: TimeNs | null;
  /** Pose of the camera at its own time. */
  readonly worldFromCamera: Rigid<'world', 'camera'>;
  readonly masks: readonly MaskRef[];
  /** Where the picture shows the vehicle that carries the camera; absent where nobody said. */
  readonly ownVehicle?: OwnVehicle;
  /** How its pose was read, where that can be changed. */
  readonly mount?: CameraMount;
  /** Its rows or columns were read one after the other; absent where all were at once, or nothing is said of it. */
  readonly rollingShutter?: RollingShutter;
  /** Why nothing can be projected into it: no calibration, an unknown lens. Its spec then means its size only, and its pose nothing. */
  readonly unprojected?: string;
}

/** Where reading a picture begins, and where it ends. */
export const SHUTTER_DIRECTIONS = ['top-to-bottom', 'bottom-to-top', 'left-to-right', 'right-to-left'] as const;
export type ShutterDirection = (typeof SHUTTER_DIRECTIONS)[number];

/** How a picture was read; the picture's time, and its pose, are those of its middle row or column. */
export interface RollingShutter {
  readonly readoutNs: TimeNs;
  readonly direction: ShutterDirection;
  /** How the camera moved meanwhile; absent where the sequence's poses do not say it. */
  readonly twist?: Twist;
}

/** Pixels of a camera's pictures that show the vehicle that carries it, its hood or its roof: the same ones in each. */
export interface OwnVehicle {
  /** Of the grid that it is given on: the picture's, or one of its shape. */
  readonly width: Pixels;
  readonly height: Pixels;
  /** Begin and end of each run of such pixels, row by row from the top left. */
  readonly runs: readonly number[];
}

/** One file of an image's 2D mask; where an image has several, later ones lie over earlier ones. */
export interface MaskRef {
  readonly file: string;
  /** Id of a mask format: 'class-ids', 'instance-ids', 'binary' (one PNG for one instance), 'cityscapes-instance-ids', … */
  readonly kind: string;
  /** For 'binary': what it shows. */
  readonly instance?: number;
  readonly className?: string;
  /** For formats that come with a table: segments of 'coco-panoptic', colours of 'colours'. */
  readonly table?: string;
  /** How sure the mask is, pixel by pixel: PNG or npy. */
  readonly confidence?: string;
  /** Class id in the file → id in the masks' taxonomy, for ids that cannot stay: a real class with id 0. */
  readonly classMap?: Readonly<Record<number, number>>;
}

/** A box that came with the data. */
export interface FrameBox {
  readonly id: string;
  readonly className: string;
  readonly track?: string;
  readonly box: OrientedBox<'world'>;
  /** How its pose was read, where that can be changed: it was given in a frame that depends on a camera's extrinsics. */
  readonly mount?: CameraMount;
  /** Metres per second in the world, where the dataset knows it. */
  readonly velocity?: Vec3;
}

export interface Frame {
  /** The dataset's own name for it. */
  readonly id: string;
  readonly timeNs: TimeNs | null;
  /** The first one is the main sweep. */
  readonly sweeps: readonly Sweep[];
  readonly images: readonly FrameImage[];
  readonly boxes: readonly FrameBox[];
}

export interface Sequence {
  readonly id: string;
  /** In time order. */
  readonly frames: readonly Frame[];
  /** False where the dataset has no poses: its sweeps cannot be put together. */
  readonly posed: boolean;
}

/** Something that a reader had to decide: shown, and flippable later (promise 8). */
export interface Convention {
  /** 'camera axes', 'quaternion order', 'extrinsics direction', 'lens model', 'class map', … */
  readonly name: string;
  readonly value: string;
  /** How we know: the format says so, the file says so, or it was assumed. */
  readonly source: 'format' | 'file' | 'assumed';
}

export interface Scene {
  readonly name: string;
  /** Id of the dataset layout that was recognised, and why it was chosen. */
  readonly layout: string;
  readonly why: string;
  readonly conventions: readonly Convention[];
  readonly warnings: readonly string[];
  readonly taxonomy: Taxonomy;
  /** The classes that the masks use; absent where the data does not say. */
  readonly maskTaxonomy?: Taxonomy;
  readonly sequences: readonly Sequence[];
}

export function sweepId(sequence: string, frame: string, sensor: string): SweepId {
  return `${sequence}/${frame}/${sensor}`;
}

export function imageId(sequence: string, frame: string, camera: string): ImageId {
  return `${sequence}/${frame}/${camera}`;
}

/** Frames of all sequences in order, as the frame list and the timeline show them. */
export function allFrames(scene: Scene): { sequence: Sequence; frame: Frame }[] {
  return scene.sequences.flatMap((sequence) => sequence.frames.map((frame) => ({ sequence, frame })));
}
