import { useEffect, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { useSelectionColour } from '#src/session/selection-colour.ts';
import { useShading } from '#src/session/shading.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { FrameProjections } from '#src/session/projections.ts';
import { OverlayColours } from './overlay-colours.ts';
import type { OverlayPlace } from './overlay-painter.ts';
import { OverlayPainter } from './overlay-painter.ts';

/**
 * Keeps a canvas over a picture showing the projected points: painted at once with every change of the view, so that points
 * and picture move together, and once per display frame with changes of labels and highlights.
 */
export function useOverlay(
  canvas: RefObject<HTMLCanvasElement | null>,
  image: FrameImage,
  projections: FrameProjections,
  ready: boolean,
  place: OverlayPlace | null,
): void {
  const mode = useView((s) => s.colourMode);
  const shown = useView((s) => s.imagePoints);
  const taxonomy = useScene((s) => s.taxonomy);
  const shading = useShading();
  const selection = useSelectionColour();
  const painter = useRef<OverlayPainter | null>(null);
  const colours = useRef<{ of: FrameImage; by: FrameProjections; colours: OverlayColours } | null>(null);
  const repaint = useRef<() => void>(() => undefined);

  useLayoutEffect(() => {
    if (canvas.current === null) return;
    painter.current ??= new OverlayPainter(canvas.current);
    const { current: paint } = painter;
    const projection = projections.ready(image);
    if (!shown || !ready || projection === null || place === null) {
      repaint.current = () => undefined;
      paint.clear();
      return;
    }
    if (colours.current?.of !== image || colours.current.by !== projections)
      colours.current = { of: image, by: projections, colours: new OverlayColours(projection, projections.sweeps) };
    const { colours: own } = colours.current;
    own.use(mode, taxonomy, shading);
    repaint.current = () => paint.paint(projection, own, image.spec, place, selection);
    repaint.current();
  }, [canvas, image, projections, ready, place, mode, taxonomy, shading, selection, shown]);

  useEffect(() => {
    let asked = 0;
    const unsubscribe = workspace()?.pointsChanged.subscribe((event) => {
      if (colours.current?.by === projections) colours.current.colours.pointsChanged(event);
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        repaint.current();
      });
    });
    return () => {
      unsubscribe?.();
      cancelAnimationFrame(asked);
    };
  }, [projections]);
}
