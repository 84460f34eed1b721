import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { readPicture } from './pictures.ts';
import type { Size } from './view-transform.ts';

/** Crops that are kept: some 40 kB each, 10 MB in all. */
const KEPT = 256;
/** Pictures that are read and decoded at the same time: a queue that is scrolled must not hold up the picture on screen. */
const AT_ONCE = 2;
/** So many times a box's sides are shown around it, and at least so many pixels of the picture. */
const AROUND = 1.5, LEAST = 64;

/** The part of a picture that shows a box with some of what is around it, of the proportions of `shape`, inside the picture. */
export function cropAround({ u0, v0, u1, v1 }: PixelBox, picture: Size, shape: Size): { x: number; y: number; width: number; height: number } {
  const ratio = shape.width / shape.height;
  const wanted = Math.max(LEAST, AROUND * (u1 - u0), AROUND * (v1 - v0) * ratio);
  const width = Math.min(wanted, picture.width, picture.height * ratio), height = width / ratio;
  const inside = (centre: number, side: number, room: number) => Math.min(room - side, Math.max(0, centre - side / 2));
  return { x: inside((u0 + u1) / 2 + 0.5, width, picture.width), y: inside((v0 + v1) / 2 + 0.5, height, picture.height), width, height };
}

/** Small cut-outs of pictures, decoded once and kept for as long as they are among the last ones that were asked for. */
export class Crops {
  private readonly kept = new Map<string, Promise<ImageBitmap>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly tree: FileTree) {}

  /** `shape`: pixels of the crop. The bitmap is this object's: draw it, and do not close it. Rejects with DataError. */
  of(image: FrameImage, box: PixelBox, shape: Size): Promise<ImageBitmap> {
    const key = [image.file, box.u0, box.v0, box.u1, box.v1, shape.width, shape.height].join(' ');
    const crop = this.kept.get(key) ?? this.cut(image, box, shape);
    this.kept.delete(key);
    this.kept.set(key, crop);
    // The oldest is forgotten, not closed: somebody may be about to draw it.
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return crop;
  }

  private async cut(image: FrameImage, box: PixelBox, shape: Size): Promise<ImageBitmap> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    try {
      const whole = await createImageBitmap(await readPicture(this.tree, image.file, new AbortController().signal));
      try {
        // The calibration may be of another size than the file.
        const scale = whole.width / image.spec.width;
        const { x, y, width, height } = cropAround(box, image.spec, shape);
        return await createImageBitmap(whole, Math.round(x * scale), Math.round(y * scale), Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), {
          resizeWidth: shape.width, resizeHeight: shape.height, resizeQuality: 'medium',
        });
      } finally {
        whole.close();
      }
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }
}

const byTree = new WeakMap<FileTree, Crops>();

export function cropsOf(tree: FileTree): Crops {
  let crops = byTree.get(tree);
  if (crops === undefined) byTree.set(tree, (crops = new Crops(tree)));
  return crops;
}
