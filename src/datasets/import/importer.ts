import type { FileTree } from '#src/core/io/bytes.ts';
import type { Frame, FrameBox, Scene, Sequence, Sweep } from '#src/core/scene/scene.ts';

export interface FrameOf {
  readonly sequence: Sequence;
  readonly frame: Frame;
}

/** Labels for the points of one sweep, in a file that is not read yet. */
export interface LabelsFound extends FrameOf {
  readonly sweep: Sweep;
  /** The file, for messages. */
  readonly file: string;
  /** Packed labels in file order, with the source's own class ids. Throws DataError, 'mismatch' with both numbers where it is of other points. */
  read(pointCount: number): Promise<Uint32Array>;
  /** After `read`: 1 for each point whose label nobody has accepted; null where the file does not say. */
  drafts?(): Uint8Array | null;
}

/** Boxes of one frame, in the world. */
export interface BoxesFound extends FrameOf {
  readonly file: string;
  readonly boxes: readonly FrameBox[];
  /** Where the file does not say which box of the dataset is which: whether one of these is that one. */
  isSame?(box: FrameBox, here: FrameBox): boolean;
}

/** What a folder or file has for a scene. */
export interface Found {
  readonly labels: readonly LabelsFound[];
  readonly boxes: readonly BoxesFound[];
}

/** What to look through, and for what. */
export interface ImportFrom {
  readonly scene: Scene;
  /** The dataset. */
  readonly tree: FileTree;
  /** The folder that labels come from, and its files. */
  readonly from: FileTree;
  readonly paths: readonly string[];
  /** The frame that a single file is for, where its name does not say. */
  readonly frame?: FrameOf;
}

/** One way that labels come: a file in this folder and a line in its index. */
export interface Importer {
  readonly id: string;
  readonly title: string;
  /** Empty where there is nothing of its kind. Throws DataError for files of its kind that are broken. */
  find(input: ImportFrom): Promise<Found>;
}

export const NOTHING: Found = { labels: [], boxes: [] };
