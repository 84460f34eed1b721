import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';

/** Twice the height of a thumbnail on screen, for dense displays. */
const THUMBNAIL_HEIGHT = 192;

/** Files of neighbouring frames are read ahead up to so many bytes in all: forty pictures of 3 MB. */
const AHEAD_BYTES = 128 << 20;

interface PictureFile {
  readonly blob: Promise<Blob>;
  readonly abort: AbortController;
}

/**
 * The pictures of a frame and of its neighbours. Their files are read once from the opened dataset and kept as they are (a
 * fraction of their decoded size); every decoded bitmap belongs to the caller, who closes it.
 */
export class FramePictures {
  private readonly files = new Map<FrameImage, PictureFile>();

  constructor(private readonly tree: FileTree) {}

  /** At full size. Rejects with DataError, or AbortError. */
  async full(image: FrameImage): Promise<ImageBitmap> {
    return decode(await this.file(image), image.file);
  }

  /** Small. Rejects with DataError, or AbortError. */
  async thumbnail(image: FrameImage): Promise<ImageBitmap> {
    return decode(await this.file(image), image.file, { resizeHeight: THUMBNAIL_HEIGHT, resizeQuality: 'high' });
  }

  /** Stops reading, and forgets, every file but those of these images. */
  keepOnly(images: readonly FrameImage[]): void {
    for (const [image, { abort }] of this.files) {
      if (images.includes(image)) continue;
      abort.abort();
      this.files.delete(image);
    }
  }

  /** Reads files that will probably be asked for, one after another, as long as they fit. One that cannot be read is left to whoever asks. */
  async ahead(images: readonly FrameImage[]): Promise<void> {
    let bytes = 0;
    for (const image of images) {
      const blob = await this.file(image).catch(() => null);
      bytes += blob?.size ?? 0;
      // Forgotten meanwhile: people have gone elsewhere.
      if (bytes > AHEAD_BYTES || !this.files.has(image)) return;
    }
  }

  private file(image: FrameImage): Promise<Blob> {
    let file = this.files.get(image);
    if (file === undefined) {
      const abort = new AbortController();
      file = { abort, blob: readPicture(this.tree, image.file, abort.signal) };
      this.files.set(image, file);
    }
    return file.blob;
  }
}

/** Rejects with DataError where it is no picture that browsers show, or AbortError. */
export async function readPicture(tree: FileTree, path: string, signal: AbortSignal): Promise<Blob> {
  const source = await tree.open(path);
  const bytes = await source.read(0, source.size, signal);
  const type = pictureType(bytes);
  if (type === null) {
    const found = bytes.length === 0 ? 'an empty file' : `bytes ${[...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ')}`;
    throw new DataError('unsupported', 'is no picture that we read', { file: path, where: 'byte 0', expected: 'PNG or JPEG', found });
  }
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
}

/** By the first bytes: PNG (RFC 2083, 3.1) or JPEG (ITU T.81, B.1.1.3: SOI, then a marker). */
export function pictureType(bytes: Uint8Array): 'image/png' | 'image/jpeg' | null {
  const begins = (...magic: number[]) => magic.every((byte, k) => bytes[k] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return begins(0xff, 0xd8, 0xff) ? 'image/jpeg' : null;
}

async function decode(file: Blob, path: string, options?: ImageBitmapOptions): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, options);
  } catch {
    throw new DataError('malformed', 'cannot be decoded', { file: path, expected: `a whole ${file.type === 'image/png' ? 'PNG' : 'JPEG'} picture` });
  }
}
