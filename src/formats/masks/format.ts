import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';

/** What a file needs besides its own bytes. */
export interface ReadMaskOptions {
  /** The masks' own classes, by which names and colours are resolved. */
  readonly taxonomy: Taxonomy;
  /** The JSON that belongs to the file, for formats that have one. */
  readonly table?: ByteSource;
  /** Of a file that shows one instance: its number, 1..65535, and the name of its class. */
  readonly instance?: number;
  readonly className?: string;
  /** The picture that the mask is of, for files that hold masks of several. */
  readonly image?: { readonly file: string; readonly width: number; readonly height: number };
}

/** One mask format: a file in this folder and a line in its index. */
export interface MaskFormat {
  readonly id: string;
  readonly name: string;
  /** Whether a file shows one thing of the picture: where two overlap, the smaller one lies over the larger. */
  readonly partial: boolean;
  /** False where the file is no PNG. */
  readonly isPicture?: boolean;
  /** Throws DataError where the file is not of this format, or its table is not there or does not fit. */
  read(source: ByteSource, options: ReadMaskOptions): Promise<IdMask>;
}
