import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import type { Size, ViewTransform, Zoom } from './view-transform.ts';
import { pan, zoomAt } from './view-transform.ts';

/** A pointer that moved less than this, in CSS pixels, has clicked. */
const CLICK_SLOP = 4;
/** What one wheel notch (100 or so units) zooms by. */
const WHEEL = 0.0016;
const LINE_HEIGHT = 16;

export interface Gestures {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(event: PointerEvent): void;
  onPointerCancel(event: PointerEvent): void;
  onDoubleClick(): void;
  readonly dragging: boolean;
}

export interface GestureTarget {
  readonly view: ViewTransform | null;
  readonly picture: Size;
  readonly stage: Size | null;
  setZoom(zoom: Zoom): void;
  /** The pointer rests on, or passes over, a place of the stage, with no button down. */
  hover(x: number, y: number): void;
  /** A click without a drag; not the second one of a double click. */
  click(x: number, y: number): void;
}

/** Wheel to zoom at the pointer, drag to pan, double click for the whole picture; and tells clicks from drags. */
export function useGestures(element: RefObject<HTMLElement | null>, target: GestureTarget): Gestures {
  const latest = useRef(target);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    latest.current = target;
  });

  useEffect(() => {
    const stage = element.current;
    if (stage === null) return;
    const wheel = (event: WheelEvent) => {
      const { view, picture, stage: size, setZoom } = latest.current;
      if (view === null || size === null) return;
      event.preventDefault();
      const [x, y] = placeOf(event, stage);
      const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1);
      setZoom(zoomAt(view, Math.exp(-delta * WHEEL), x, y, picture, size));
    };
    // React listens to the wheel passively, and the page would scroll.
    stage.addEventListener('wheel', wheel, { passive: false });
    return () => stage.removeEventListener('wheel', wheel);
  }, [element]);

  const end = () => {
    drag.current = null;
    setDragging(false);
  };
  return {
    dragging,
    onPointerDown(event) {
      if (event.button > 1) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const [x, y] = placeOf(event, event.currentTarget);
      drag.current = { x, y, moved: false };
    },
    onPointerMove(event) {
      const [x, y] = placeOf(event, event.currentTarget);
      const from = drag.current;
      if (from === null) return target.hover(x, y);
      if (!from.moved && Math.hypot(x - from.x, y - from.y) < CLICK_SLOP) return;
      const { view, picture, stage } = latest.current;
      if (view !== null && stage !== null) target.setZoom(pan(view, x - from.x, y - from.y, picture, stage));
      drag.current = { x, y, moved: true };
      setDragging(true);
    },
    onPointerUp(event) {
      const from = drag.current;
      end();
      if (from !== null && !from.moved && event.button === 0 && event.detail < 2) target.click(from.x, from.y);
    },
    onPointerCancel: end,
    onDoubleClick: () => target.setZoom(null),
  };
}

function placeOf(event: { clientX: number; clientY: number }, element: Element): [x: number, y: number] {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}
