import type { FileTree, JobContext } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Frame, FrameBox, Scene, Sweep } from '#src/core/scene/scene.ts';
import type { SetSummary } from './summary.ts';

/** A file that an export makes. */
export interface ExportedFile {
  /** Below the folder of the export, '/' between names. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Labels in it, where it is a file of them. */
  readonly points?: number;
}

/** One sweep's labels on the way out: with the classes and instances that the files are to have. */
export interface SweepToExport {
  readonly sweep: Sweep;
  /** Packed, in file order. */
  readonly labels: Uint32Array;
  /** Bit i & 7 of byte i >> 3; null where no point is a draft. */
  readonly drafts: Uint8Array | null;
}

export interface FrameToExport {
  readonly sequence: string;
  /** Its place in the sequence. */
  readonly at: number;
  readonly frame: Frame;
  /** Those that have labels; the main sweep first, where it is one of them. */
  readonly sweeps: readonly SweepToExport[];
  /** Of the dataset and of the work, in the world. */
  readonly boxes: readonly FrameBox[];
  /** Classes as they go out. */
  readonly taxonomy: Taxonomy;
  /** Id of the layout that the dataset was opened as. */
  readonly layout: string;
  /** Whether a cloud's own kind may change where labels do not fit in it (LAS: point formats 0-5 to 6, 7, 9 and 10). */
  readonly convert: boolean;
}

/** The whole of an export, for what is written once. */
export interface SceneToExport {
  readonly scene: Scene;
  readonly tree: FileTree;
  readonly taxonomy: Taxonomy;
}

export interface FrameFiles {
  readonly files: readonly ExportedFile[];
  /** What `finish` needs to know of the frame: plain data. */
  readonly row?: unknown;
}

/** What a format can hold: what goes beyond it is said before anything is written. */
export interface Capacity {
  /** The highest class id of a point; 0 where it holds no labels of points. */
  readonly classes: number;
  /** The highest instance id of a point; 0 where it holds none. Higher ones are renumbered, class by class. */
  readonly instances: number;
  readonly drafts?: boolean;
  readonly boxes?: boolean;
  /** Whether labels of every sweep of a frame have a place, or of the main one only. */
  readonly allSweeps: boolean;
}

/** One way to write a label set: a file in this folder and a line in its index. Frames are made apart from each other, in workers. */
export interface Exporter {
  readonly id: string;
  readonly title: string;
  /** What it can hold, for people. */
  readonly holds: string;
  readonly capacity: Capacity;
  /** Id of the importer of its files, where that is another one: instance ids that an import came with are kept under it. */
  readonly idsOf?: string;
  /** The classes that the format's own tools expect, where it has classes of its own; else those of the dataset go out. */
  readonly classes?: Taxonomy;
  /** Whether every frame must be there: an export with one missing is of no use. */
  readonly complete?: boolean;
  /** What of this set would not come back besides what `capacity` says, one line each; shown before anything is written. */
  losses(summary: SetSummary): string[];
  /** Where a frame's files go, for a preview; `bytesPerPoint` null where it depends on what is in them. */
  paths(sequence: string, frame: Frame): readonly { readonly path: string; readonly sweep?: Sweep; readonly bytesPerPoint: number | null }[];
  /** Throws, before anything is made, the DataError with which `frame` would refuse this frame. */
  check?(frame: Frame, tree: FileTree, summary: SetSummary, convert: boolean): Promise<void>;
  /** Reads once what all frames need: plain data, which crosses into workers. */
  prepare?(scene: Scene, tree: FileTree): Promise<unknown>;
  /** The files of one frame. Throws DataError. */
  frame(input: FrameToExport, prepared: unknown, tree: FileTree, context: JobContext): Promise<FrameFiles>;
  /** What is written once, after all frames; rows in the order of the frames. */
  finish?(input: SceneToExport, rows: readonly unknown[], prepared: unknown): Promise<readonly ExportedFile[]>;
}

/** An exporter whose `prepare`, `frame` and `finish` agree on what they hand each other. */
export interface TypedExporter<Prepared, Row> extends Omit<Exporter, 'prepare' | 'frame' | 'finish'> {
  prepare?(scene: Scene, tree: FileTree): Promise<Prepared>;
  frame(input: FrameToExport, prepared: Prepared, tree: FileTree, context: JobContext): Promise<{ readonly files: readonly ExportedFile[]; readonly row?: Row }>;
  finish?(input: SceneToExport, rows: readonly Row[], prepared: Prepared): Promise<readonly ExportedFile[]>;
}

/** Types are checked where an exporter is made, and forgotten where all are treated alike. */
export function defineExporter<Prepared, Row>(exporter: TypedExporter<Prepared, Row>): Exporter {
  return exporter as unknown as Exporter;
}

/** A name of the dataset's as one part of a path: no separators, nothing hidden, nothing that leads out. */
export function pathPart(name: string): string {
  return name.replace(/[/\\:\u0000-\u001f]/g, '_').replace(/^\.+/, (dots) => '_'.repeat(dots.length)) || '_';
}

/** Where the labels of a frame's sweeps go: the main sweep's under `folder`, others' under `folder-SENSOR`. */
export function sweepPath(frame: Pick<Frame, 'id' | 'sweeps'>, sweep: Sweep, root: string, folder: string, extension: string): string {
  const isMain = sweep.id === frame.sweeps[0].id;
  return `${root}/${isMain ? folder : `${folder}-${pathPart(sweep.sensor)}`}/${pathPart(frame.id)}.${extension}`;
}

/** `paths` of formats with one file per sweep. */
export function pathsPerSweep(frame: Frame, bytesPerPoint: number | null, pathOf: (sweep: Sweep) => string): ReturnType<Exporter['paths']> {
  return frame.sweeps.map((sweep) => ({ path: pathOf(sweep), sweep, bytesPerPoint }));
}
