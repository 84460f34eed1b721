import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { frameSweeps } from '#src/session/current.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import type { FrameProjections } from '#src/session/projections.ts';
import type { ImageCounts } from './captions.ts';
import { countsOf } from './captions.ts';
import { entryOf } from './hit-test.ts';
import { lensOf, placeOfPoint } from './lens.ts';
import type { FramePictures } from './pictures.ts';
import type { Size } from './view-transform.ts';

/** The sweeps of the current frame; the same array for as long as they are the same. */
export function useShownSweeps(): readonly LoadedSweep[] {
  // The sweeps are not in the store: its `shownVersion` says when to look again.
  return useScene(useShallow(() => frameSweeps()));
}

export interface PictureState {
  /** A small one while the full one is on its way. */
  readonly bitmap: ImageBitmap | null;
  /** Whether `bitmap` has all pixels of the file. */
  readonly full: boolean;
  readonly error: string | null;
}

const NO_PICTURE: PictureState = { bitmap: null, full: false, error: null };

/** An image's picture, decoded; 'full' gives the thumbnail first, so that a frame is there at once and sharp soon after. */
export function usePicture(pictures: FramePictures, image: FrameImage, size: 'thumbnail' | 'full'): PictureState {
  const [state, setState] = useState({ of: image, ...NO_PICTURE });
  useEffect(() => {
    const held: ImageBitmap[] = [];
    let over = false;
    let sharp = false;
    const show = (bitmap: ImageBitmap, isFull: boolean) => {
      if (over || (sharp && !isFull)) return bitmap.close();
      sharp = isFull;
      held.push(bitmap);
      setState({ of: image, bitmap, full: isFull, error: null });
    };
    const fail = (error: unknown) => {
      if (!over && !isAbort(error)) setState({ of: image, ...NO_PICTURE, error: errorMessage(error) });
    };
    pictures.thumbnail(image).then((bitmap) => show(bitmap, false), fail);
    if (size === 'full') pictures.full(image).then((bitmap) => show(bitmap, true), fail);
    return () => {
      over = true;
      setState({ of: image, ...NO_PICTURE });
      for (const bitmap of held) bitmap.close();
    };
  }, [pictures, image, size]);
  // For one render after a change the state is still that of another image.
  return state.of === image ? state : NO_PICTURE;
}

export type ProjectionState =
  | { readonly phase: 'none' }
  | { readonly phase: 'waiting' }
  | { readonly phase: 'ready'; readonly counts: ImageCounts }
  | { readonly phase: 'failed'; readonly error: string };

const WAITING: ProjectionState = { phase: 'waiting' };
const NO_PROJECTION: ProjectionState = { phase: 'none' };

/** Has the frame's points projected into an image, and says how far that is. The arrays are with `projections.ready`. */
export function useProjection(projections: FrameProjections, image: FrameImage): ProjectionState {
  const [known, setKnown] = useState<{ of: FrameImage; by: FrameProjections; state: ProjectionState } | null>(null);
  const possible = projections.sweeps.length > 0 && lensOf(image).camera !== null;
  useEffect(() => {
    if (!possible) return;
    let over = false;
    const know = (state: ProjectionState) => {
      if (!over) setKnown({ of: image, by: projections, state });
    };
    projections.of(image).then(
      (projection) => know({ phase: 'ready', counts: countsOf(projection) }),
      (error: unknown) => isAbort(error) || know({ phase: 'failed', error: errorMessage(error) }),
    );
    return () => {
      over = true;
      setKnown(null);
    };
  }, [projections, image, possible]);
  if (!possible) return NO_PROJECTION;
  return known?.of === image && known.by === projections ? known.state : WAITING;
}

export interface HoverMark {
  readonly u: number;
  readonly v: number;
  /** False as well while it is not known yet. */
  readonly hidden: boolean;
}

/** Where the hovered point falls in an image, or null. */
export function useHoverMark(projections: FrameProjections, image: FrameImage): HoverMark | null {
  const point = useHover((s) => s.point);
  const sweep = point === null ? -1 : projections.sweeps.findIndex((loaded) => loaded.sweep.id === point.sweep);
  if (point === null || sweep < 0) return null;
  const place = placeOfPoint(image, projections.sweeps[sweep], point.index);
  if (place === null) return null;
  const projection = projections.ready(image);
  const entry = projection === null ? null : entryOf(projection, sweep, point.index);
  return { u: place[0], v: place[1], hidden: projection !== null && entry !== null && projection.visible[entry] === 0 };
}

/** The size of an element in CSS pixels; null before it is known. */
export function useSize(ref: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize(width > 0 && height > 0 ? { width, height } : null);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

/** Display pixels per CSS pixel; follows browser zoom and moves to another screen. */
export function useDensity(): number {
  const [density, setDensity] = useState(() => window.devicePixelRatio);
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${density}dppx)`);
    const look = () => setDensity(window.devicePixelRatio);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, [density]);
  return density;
}
