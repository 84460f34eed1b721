import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';

export interface ReadCloudOptions {
  /**
   * Names of the fields to load as columns besides positions; 'all' for every one. Unknown names are an error.
   * Default: the intensity field, colours, and the fields of classes and instances; `also` names more than these.
   */
  readonly columns?: readonly string[] | 'all' | { readonly also: readonly string[] };
  /** For raw float layouts: the names of the columns in the file, in order. */
  readonly layout?: readonly string[];
  /** Positions and columns in SharedArrayBuffers, so that workers can look at them without a copy. Default: false. */
  readonly shared?: boolean;
  /** False leaves the positions out (they are empty, without bounds): for a column that is asked for after the points. Default: true. */
  readonly positions?: boolean;
}

/** A first picture of a large file: an even sample of its points, not in any order that means something. */
export interface CloudPreview {
  /** Source coordinates of the zero of `positions`. */
  readonly origin: Vec3;
  /** x, y, z per point, finite. */
  readonly positions: Float32Array;
  /** Strength of the return per point, roughly 0 to 1; null where the file has none. */
  readonly intensity: Float32Array | null;
}

/** One point cloud format: a file in this folder and a line in its index. */
export interface CloudFormat {
  readonly id: string;
  readonly name: string;
  /** Lower case, no dot. */
  readonly extensions: readonly string[];
  readonly mimeTypes: readonly string[];
  /** Whether the first bytes (at least 512, or the whole file) are this format's. Formats without a magic say false. */
  sniff(head: Uint8Array): boolean;
  /**
   * Of a format that holds all kinds of arrays or tables: whether this file's are points, by its head and footer. Throws DataError: 'unsupported'
   * says no, too. Absent: every file of the format is a cloud.
   */
  holdsPoints?(source: ByteSource, signal?: AbortSignal): Promise<boolean>;
  /**
   * Reads a whole file. Throws DataError with the file's name and the place; AbortError when told to stop.
   * Progress is in points.
   */
  read(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud>;
  /**
   * About 100,000 points from all over the file, from at most some 8 MB of it: as soon there for a large file as for a small one.
   * Null where the file cannot be read in parts. Absent: no file of this format can.
   */
  preview?(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<CloudPreview | null>;
}
