import { useLayoutEffect, useMemo, useRef } from 'react';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { FrameProjections } from '#src/session/projections.ts';
import { countsPhrase } from './captions.ts';
import { useDensity, useHoverMark, usePicture, useProjection, useSize } from './hooks.ts';
import { SmallMark } from './marks.tsx';
import type { FramePictures } from './pictures.ts';
import { useOverlay } from './use-overlay.ts';
import { layOut } from './view-transform.ts';

/** Tallest thumbnail, in CSS pixels; with name and borders the strip stays under 120. */
const MAX_HEIGHT = 108;

interface StripProps {
  readonly images: readonly FrameImage[];
  readonly pictures: FramePictures;
  readonly projections: FrameProjections;
}

/** The other cameras of the frame; a click makes one the large image. */
export function Strip({ images, pictures, projections }: StripProps) {
  return (
    <div className="image-strip" role="group" aria-label="Other cameras">
      {images.map((image) => (
        <Thumbnail key={image.camera} image={image} pictures={pictures} projections={projections} />
      ))}
    </div>
  );
}

interface ThumbnailProps extends Omit<StripProps, 'images'> {
  readonly image: FrameImage;
}

function Thumbnail({ image, pictures, projections }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const stage = useSize(button);
  const density = useDensity();
  const opacity = useView((s) => s.imagePointOpacity);
  const { bitmap, error } = usePicture(pictures, image, 'thumbnail');
  const projection = useProjection(projections, image);
  const mark = useHoverMark(projections, image);
  const { width, height } = image.spec;
  const place = useMemo(() => (stage === null ? null : { view: layOut(null, { width, height }, stage), stage, density }), [width, height, stage, density]);
  useOverlay(overlay, image, projections, projection.phase === 'ready' && bitmap !== null, place);

  useLayoutEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    current.width = bitmap?.width ?? 0;
    current.height = bitmap?.height ?? 0;
    if (bitmap !== null) current.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);

  const title = [image.camera, error ?? (projection.phase === 'ready' ? countsPhrase(projection.counts) : null)].filter(Boolean).join('\n');
  const ratio = width > 0 && height > 0 ? width / height : 16 / 9;
  return (
    <button
      ref={button}
      type="button"
      className="image-thumbnail"
      style={{ aspectRatio: ratio, maxWidth: MAX_HEIGHT * ratio }}
      title={title}
      aria-label={`Show ${image.camera} large`}
      data-failed={error !== null || undefined}
      onClick={() => useView.setState({ camera: image.camera })}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <canvas ref={overlay} aria-hidden="true" style={{ opacity }} />
      {error !== null && <span className="image-thumbnail-error">{error}</span>}
      {mark !== null && bitmap !== null && <SmallMark mark={mark} width={width} height={height} />}
      <span className="image-name">{image.camera}</span>
    </button>
  );
}
