import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { ImageSize } from './image-size.ts';
import { imageSize } from './image-size.ts';

/**
 * Sizes of pictures, read once for each camera: a recording has tens of thousands of pictures from a few cameras, which do not
 * change their size. A camera none of whose first pictures can be read has no size, and a warning says why.
 */
export class CameraSizes {
  private readonly known = new Map<string, Promise<ImageSize | null>>();

  constructor(
    private readonly tree: FileTree,
    private readonly warnings: string[],
  ) {}

  /** `files` are pictures of the camera `key`; the first ones are tried in order. */
  of(key: string, files: readonly string[]): Promise<ImageSize | null> {
    let size = this.known.get(key);
    if (size === undefined) {
      size = this.read(files.slice(0, TRIED));
      this.known.set(key, size);
    }
    return size;
  }

  private async read(files: readonly string[]): Promise<ImageSize | null> {
    for (const file of files) {
      try {
        return await imageSize(await this.tree.open(file));
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        this.warnings.push(error.message);
      }
    }
    return null;
  }
}

const TRIED = 3;
