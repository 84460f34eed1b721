import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { FrameProjections } from '#src/session/projections.ts';
import { countsPhrase } from './captions.ts';
import { useDensity, useHoverMark, usePicture, useProjection, useSize } from './hooks.ts';
import { ImageToolbar } from './ImageToolbar.tsx';
import { IgnoredAreas, LargeMark } from './marks.tsx';
import type { MaskOutline } from './mask-outline.ts';
import { paintPicture } from './overlay-painter.ts';
import type { FramePictures } from './pictures.ts';
import { pictureFit } from './picture-fit.ts';
import type { PointId } from './turning.ts';
import { pointUnder, turnAlong } from './turning.ts';
import { useGestures } from './use-gestures.ts';
import { useMask, useMaskOutline, useMaskOverlay } from './use-mask.ts';
import { useOverlay } from './use-overlay.ts';
import type { Zoom } from './view-transform.ts';
import { layOut, toPicture, zoomAt, zoomOnto } from './view-transform.ts';

/** How near, in CSS pixels, the pointer must be to a point to mean it. */
const POINTER_REACH = 6;

interface Props {
  readonly image: FrameImage;
  readonly frame: string;
  /** "+18 ms" against the sweep, where both times are known. */
  readonly offset: string | null;
  readonly pictures: FramePictures;
  readonly projections: FrameProjections;
  /** What is looked at first; absent = the whole picture. */
  readonly focus?: PixelBox;
  /** Part of the mask whose edge is drawn. */
  readonly outline?: MaskOutline | null;
  /** Corners of areas in which the mask is not asked, in pixels of the picture. */
  readonly ignored?: readonly (readonly (readonly [u: number, v: number])[])[];
  /** What else is said of it. */
  readonly caption?: ReactNode;
}

/** One camera's picture as large as its place allows, with the points that the camera sees. */
export function LargeImage({ image, frame, offset, pictures, projections, focus, outline = null, ignored = [], caption }: Props) {
  const stageElement = useRef<HTMLDivElement>(null);
  const pictureCanvas = useRef<HTMLCanvasElement>(null);
  const maskCanvas = useRef<HTMLCanvasElement>(null);
  const outlineCanvas = useRef<HTMLCanvasElement>(null);
  const overlayCanvas = useRef<HTMLCanvasElement>(null);
  const [chosen, setZoom] = useState<Zoom | 'focus'>(focus === undefined ? null : 'focus');
  const stage = useSize(stageElement);
  const density = useDensity();
  const opacity = useView((s) => s.imagePointOpacity);
  const picture = usePicture(pictures, image, 'full');
  const projection = useProjection(projections, image);
  const mark = useHoverMark(projections, image);
  const { bitmap } = picture;
  const { spec } = image;

  const masksShown = useView((s) => s.masks);
  const mask = useMask(image, masksShown || outline !== null);
  const { shape, aligned, note } = pictureFit(image, picture);
  const zoom = useMemo(() => {
    if (chosen !== 'focus') return chosen;
    return focus === undefined || stage === null ? null : zoomOnto(focus, shape, stage);
  }, [chosen, focus, shape, stage]);
  const place = useMemo(() => (stage === null ? null : { view: layOut(zoom, shape, stage), stage, density }), [zoom, shape, stage, density]);
  const hasPoints = projection.phase === 'ready' && aligned;
  const maskLine = mask.phase === 'failed' ? `No mask here. ${mask.error}` : null;
  const line = note ?? (projection.phase === 'failed' ? `No points here. ${projection.error}` : maskLine);

  useLayoutEffect(() => {
    const canvas = pictureCanvas.current;
    if (canvas === null || place === null) return;
    if (bitmap === null) canvas.width = 0;
    else paintPicture(canvas, bitmap, shape, place);
  }, [bitmap, shape, place]);
  useMaskOverlay(maskCanvas, image, mask, masksShown && aligned && bitmap !== null ? place : null);
  useMaskOutline(outlineCanvas, image, mask, outline, aligned && bitmap !== null ? place : null);
  useOverlay(overlayCanvas, image, projections, hasPoints && bitmap !== null, place);

  const under = (x: number, y: number) => {
    if (place === null || !aligned) return null;
    const [u, v] = toPicture(place.view, x, y);
    const inside = u >= -0.5 && v >= -0.5 && u < spec.width - 0.5 && v < spec.height - 0.5;
    return inside ? { u, v, point: pointUnder(image, projections, u, v, POINTER_REACH / place.view.scale) } : null;
  };
  const gestures = useGestures(stageElement, {
    view: place?.view ?? null,
    picture: shape,
    stage,
    setZoom,
    hover: (x, y) => hoverPoint(under(x, y)?.point ?? null),
    click: (x, y) => {
      const target = under(x, y);
      if (target !== null) turnAlong(image, target.u, target.v, target.point);
    },
  });
  const { dragging, ...handlers } = gestures;
  const zoomBy = (factor: number) => {
    if (place !== null && stage !== null) setZoom(zoomAt(place.view, factor, stage.width / 2, stage.height / 2, shape, stage));
  };

  return (
    <figure className="image-large" aria-busy={bitmap === null && picture.error === null}>
      <div
        ref={stageElement}
        className="image-stage"
        data-dragging={dragging || undefined}
        data-zoomed={zoom !== null || undefined}
        {...handlers}
        onPointerLeave={() => hoverPoint(null)}
      >
        <canvas ref={pictureCanvas} role="img" aria-label={`Picture of ${image.camera}, frame ${frame}`} />
        <canvas ref={maskCanvas} aria-hidden="true" className="image-points" data-testid="mask-overlay" />
        <canvas ref={overlayCanvas} aria-hidden="true" className="image-points" style={{ opacity }} />
        <canvas ref={outlineCanvas} aria-hidden="true" className="image-points" data-testid="mask-outline" />
        {place !== null && aligned && ignored.length > 0 && <IgnoredAreas areas={ignored} place={place} />}
        {mark !== null && place !== null && bitmap !== null && aligned && <LargeMark mark={mark} place={place} />}
      </div>
      <figcaption className="image-caption" title={[image.camera, image.file].join('\n')}>
        <span className="image-name">{image.camera}</span>
        {offset !== null && <span title="Time of the picture against the time of the sweep">{offset}</span>}
        {caption === undefined && hasPoints && projection.phase === 'ready' && <span className="image-counts">{countsPhrase(projection.counts)}</span>}
        {projection.phase === 'waiting' && aligned && <span className="image-counts">projecting…</span>}
        {caption}
      </figcaption>
      <ImageToolbar
        zoomed={zoom !== null}
        onZoom={zoomBy}
        onWhole={() => setZoom(null)}
        onLookThrough={aligned ? () => turnAlong(image, spec.cx, spec.cy, null) : null}
        hasPoints={hasPoints}
      />
      {picture.error !== null && <p className="image-error" role="alert">{picture.error}</p>}
      {picture.error === null && bitmap === null && <p className="image-loading">Loading {image.camera}…</p>}
      {line !== null && picture.error === null && <p className="image-note">{line}</p>}
    </figure>
  );
}

/** Says which point the pointer is on; nothing is told twice. */
function hoverPoint(point: PointId | null): void {
  const { point: before } = useHover.getState();
  if (point?.sweep !== before?.sweep || point?.index !== before?.index) useHover.setState({ point });
}
