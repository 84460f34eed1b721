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
  /** The file's bytes for these packed labels. */
  write(labels: Uint32Array): Uint8Array;
}
