import type { ByteSource } from '#src/core/io/bytes.ts';

/** One per-point label format: a file in this folder and a line in its index. */
export interface LabelFormat {
  readonly id: string;
  readonly name: string;
  readonly extensions: readonly string[];
  /**
   * Packed labels in file order. Throws DataError 'mismatch' with both numbers where the file does not hold exactly
   * `pointCount` labels.
   */
  read(source: ByteSource, pointCount: number): Promise<Uint32Array>;
  /** What of these labels would not come back from the file, one line each; to be shown before anything is written. */
  losses(labels: Uint32Array): string[];
  /** The file's bytes for these packed labels. Throws DataError 'unsupported' where it has no way to write one of the classes or instances. */
  write(labels: Uint32Array): Uint8Array;
}
