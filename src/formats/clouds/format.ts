import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';

export interface ReadCloudOptions {
  /**
   * Names of the fields to load as columns besides positions; 'all' for every one. Unknown names are an error.
   * Default: the intensity field, colours, and the label field.
   */
  readonly columns?: readonly string[] | 'all';
  /** For raw float layouts: the names of the columns in the file, in order. */
  readonly layout?: readonly string[];
  /** Positions and columns in SharedArrayBuffers, so that workers can look at them without a copy. Default: false. */
  readonly shared?: boolean;
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
   * Reads a whole file. Throws DataError with the file's name and the place; AbortError when told to stop.
   * Progress is in points.
   */
  read(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud>;
}
