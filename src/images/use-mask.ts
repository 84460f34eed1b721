import { useEffect, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { maskOf } from '#src/session/masks.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { MaskOutline } from './mask-outline.ts';
import { paintOutline } from './mask-outline.ts';
import type { MaskStyle } from './mask-painter.ts';
import { paintMask } from './mask-painter.ts';
import type { OverlayPlace } from './overlay-painter.ts';
import { sizeCanvas } from './overlay-painter.ts';
import type { Raster } from './rasterise.ts';
import type { ViewTransform } from './view-transform.ts';

export type MaskState =
  | { readonly phase: 'none' | 'reading' }
  | { readonly phase: 'ready'; readonly mask: IdMask }
  | { readonly phase: 'failed'; readonly error: string };

/** The mask of an image, read when it is first wanted. */
export function useMask(image: FrameImage, shown: boolean): MaskState {
  const version = useMasks((s) => s.version);
  const [state, setState] = useState<{ of: FrameImage; version: number; state: MaskState } | null>(null);
  useEffect(() => {
    let left = false;
    const reading = shown ? maskOf(image) : null;
    const settle = (next: MaskState) => left || setState({ of: image, version, state: next });
    if (reading === null) settle({ phase: 'none' });
    else reading.then((mask) => settle({ phase: 'ready', mask }), (error: unknown) => settle({ phase: 'failed', error: String(error instanceof Error ? error.message : error) }));
    return () => {
      left = true;
    };
  }, [image, shown, version]);
  if (!shown) return { phase: 'none' };
  return state?.of === image && state.version === version ? state.state : { phase: 'reading' };
}

/** Keeps a canvas between picture and points showing the mask. */
export function useMaskOverlay(canvas: RefObject<HTMLCanvasElement | null>, image: FrameImage, state: MaskState, place: OverlayPlace | null): void {
  const taxonomy = useMasks((s) => s.taxonomy);
  const opacity = useView((s) => s.maskOpacity);
  const outline = useView((s) => s.maskOutline);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    if (state.phase === 'ready' && place !== null) paint(canvas.current, image, state.mask, place, taxonomy, { opacity, outline });
    else clear(canvas.current);
  }, [canvas, image, state, place, taxonomy, opacity, outline]);
}

/** Keeps a canvas showing the edge of a part of the mask. */
export function useMaskOutline(canvas: RefObject<HTMLCanvasElement | null>, image: FrameImage, state: MaskState, outline: MaskOutline | null, place: OverlayPlace | null): void {
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    if (state.phase !== 'ready' || place === null || outline === null) return clear(canvas.current);
    const { mask } = state;
    onRaster(canvas.current, place, (raster, view) => paintOutline(raster, mask, image.spec, view, outline, Math.round(2 * place.density)));
  }, [canvas, image, state, outline, place]);
}

function paint(canvas: HTMLCanvasElement, image: FrameImage, mask: IdMask, place: OverlayPlace, taxonomy: Taxonomy, style: MaskStyle): void {
  onRaster(canvas, place, (raster, view) => paintMask(raster, mask, image.spec, view, taxonomy, style));
}

/** Lets something be painted at the display's own pixels. */
function onRaster(canvas: HTMLCanvasElement, { view, stage, density }: OverlayPlace, draw: (raster: Raster, view: ViewTransform) => void): void {
  const context = sizeCanvas(canvas, stage, density);
  const data = context.createImageData(canvas.width, canvas.height);
  draw({ width: data.width, height: data.height, words: new Uint32Array(data.data.buffer) }, { scale: view.scale * density, x: view.x * density, y: view.y * density });
  context.putImageData(data, 0, 0);
}

/** A canvas of no width shows nothing and holds no memory. */
function clear(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
}
