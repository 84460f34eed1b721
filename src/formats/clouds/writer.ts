import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';

/** A cloud with its labels, on the way out. */
export interface CloudToWrite {
  /** Read with `columns: 'all'`: writers keep every field. */
  readonly cloud: PointCloud;
  /** Packed labels in file order; null where there are none, and the file's own label field stays as it is. */
  readonly labels: Uint32Array | null;
  /** 1 = draft, per point; none where absent. */
  readonly drafts?: Uint8Array;
  /** The classes, for formats that can name them. */
  readonly taxonomy?: Taxonomy;
  /** The file that the cloud was read from, for writers that copy it. */
  readonly source?: ByteSource;
  /** Id of the frame, for tables of several. */
  readonly frame?: string;
}

export interface WriteCloudOptions {
  /** Whether the writer may change the file's kind where the labels do not fit in it as it is (LAS: point formats 0-5 to 6, 7, 9 and 10). */
  readonly convert?: boolean;
}

/** One way to write a cloud with its labels: a file in this folder and a line in `writers.ts`. */
export interface CloudWriter {
  readonly id: string;
  readonly name: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  /** What of this cloud and its labels would not come back, one line each; to be shown before anything is written. */
  losses(input: CloudToWrite): string[];
  /** Whether `write` reads the source itself: then no column of the cloud need be loaded. */
  readonly copiesSource?: true;
  /** Throws, before any point is read, the DataError with which `write` would refuse a source of this cloud format and labels up to this class. */
  check?(source: ByteSource, format: string, highestClass: number, options: WriteCloudOptions): Promise<void>;
  /**
   * The file, in pieces. Progress is in points. Throws DataError 'unsupported' before the first piece where the format cannot hold the
   * labels at all; AbortError when told to stop.
   */
  write(input: CloudToWrite, options: WriteCloudOptions, context: JobContext): AsyncGenerator<Uint8Array>;
}

/** All pieces as one array. */
export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  for await (const piece of pieces) list.push(piece);
  const out = new Uint8Array(list.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const piece of list) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
