import { useEffect, useRef, useState } from 'react';
import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import { errorMessage } from '#src/core/errors.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { cropsOf } from './crops.ts';
import type { Size } from './view-transform.ts';

interface Props {
  /** Null shows nothing. */
  readonly image: FrameImage | null;
  /** What is to be seen in it. */
  readonly box: PixelBox | null;
  /** CSS pixels. */
  readonly shape: Size;
}

const NOWHERE: PixelBox = { u0: 0, v0: 0, u1: 0, v1: 0 };

/** A part of a picture, with some of what is around it. What cannot be read is said in its tooltip. */
export function ImageCrop({ image, box, shape: { width, height } }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [error, setError] = useState<string | null>(null);
  const tree = workspace()?.tree ?? null;
  const { u0, v0, u1, v1 } = box ?? NOWHERE;
  useEffect(() => {
    if (image === null || tree === null) return;
    const density = Math.min(2, devicePixelRatio);
    const shape = { width: Math.round(width * density), height: Math.round(height * density) };
    let over = false;
    cropsOf(tree).of(image, { u0, v0, u1, v1 }, shape).then(
      (bitmap) => {
        const { current } = canvas;
        if (over || current === null) return;
        current.width = bitmap.width;
        current.height = bitmap.height;
        current.getContext('2d')?.drawImage(bitmap, 0, 0);
        setError(null);
      },
      (reason: unknown) => over || setError(errorMessage(reason)),
    );
    return () => {
      over = true;
    };
  }, [image, tree, u0, v0, u1, v1, width, height]);
  return <canvas ref={canvas} className="image-crop" data-failed={error !== null || undefined} title={error ?? undefined} style={{ aspectRatio: width / height }} aria-hidden="true" />;
}
