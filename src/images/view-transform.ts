import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import type { Pixels } from '#src/core/geometry/units.ts';

/**
 * How a picture is laid out on its stage: a picture coordinate p is shown at scale * (p + 0.5) + x. Stage coordinates are
 * CSS pixels from its top left; picture coordinates are OpenCV's, 0 being the centre of the first pixel.
 */
export interface ViewTransform {
  readonly scale: number;
  readonly x: Pixels;
  readonly y: Pixels;
}

export interface Size {
  readonly width: Pixels;
  readonly height: Pixels;
}

/** CSS pixels per picture pixel at the most: beyond it there is nothing more to see. */
const MAX_SCALE = 24;

/** What people zoomed to, for a stage of any size: how much larger than the fitted picture, and what is in the middle. Null = the whole picture. */
export type Zoom = { readonly zoom: number; readonly u: Pixels; readonly v: Pixels } | null;

/** The whole picture is as large as the stage allows, in its middle. */
export function layOut(zoom: Zoom, picture: Size, stage: Size): ViewTransform {
  const least = fitScale(picture, stage);
  if (zoom === null) return settled({ scale: least, x: 0, y: 0 }, picture, stage);
  const scale = zoom.zoom * least;
  return settled({ scale, x: stage.width / 2 - (zoom.u + 0.5) * scale, y: stage.height / 2 - (zoom.v + 0.5) * scale }, picture, stage);
}

export function fitScale(picture: Size, stage: Size): number {
  return Math.min(stage.width / picture.width, stage.height / picture.height);
}

/** Zooms by a factor; the place of the picture under (x, y) stays there where the picture's edges allow. */
export function zoomAt(view: ViewTransform, factor: number, x: Pixels, y: Pixels, picture: Size, stage: Size): Zoom {
  const least = fitScale(picture, stage);
  const scale = Math.min(Math.max(view.scale * factor, least), Math.max(MAX_SCALE, least));
  const k = scale / view.scale;
  return zoomOf({ scale, x: x - k * (x - view.x), y: y - k * (y - view.y) }, picture, stage);
}

/** So many times a box's sides are in view around it. */
const AROUND = 1.4;
/** A box smaller than this is looked at with what is around it. Picture pixels. */
const LEAST_BOX = 48;

/** Shows a box of the picture with some of what is around it. */
export function zoomOnto(box: PixelBox, picture: Size, stage: Size): Zoom {
  const width = AROUND * Math.max(LEAST_BOX, box.u1 - box.u0), height = AROUND * Math.max(LEAST_BOX, box.v1 - box.v0);
  const scale = Math.min(stage.width / width, stage.height / height, MAX_SCALE), zoom = scale / fitScale(picture, stage);
  return zoom < 1.001 ? null : { zoom, u: (box.u0 + box.u1) / 2, v: (box.v0 + box.v1) / 2 };
}

export function pan(view: ViewTransform, dx: Pixels, dy: Pixels, picture: Size, stage: Size): Zoom {
  return zoomOf({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);
}

function zoomOf(view: ViewTransform, picture: Size, stage: Size): Zoom {
  const zoom = view.scale / fitScale(picture, stage);
  if (zoom < 1.001) return null;
  const [u, v] = toPicture(settled(view, picture, stage), stage.width / 2, stage.height / 2);
  return { zoom, u, v };
}

/** Picture coordinates of a place on the stage. */
export function toPicture(view: ViewTransform, x: Pixels, y: Pixels): [u: Pixels, v: Pixels] {
  return [(x - view.x) / view.scale - 0.5, (y - view.y) / view.scale - 0.5];
}

/** Where on the stage a place of the picture is shown. */
export function toStage(view: ViewTransform, u: Pixels, v: Pixels): [x: Pixels, y: Pixels] {
  return [(u + 0.5) * view.scale + view.x, (v + 0.5) * view.scale + view.y];
}

/** A side shorter than the stage is centred, a longer one covers it: the picture is never lost off stage. */
function settled({ scale, x, y }: ViewTransform, picture: Size, stage: Size): ViewTransform {
  return { scale, x: side(x, scale * picture.width, stage.width), y: side(y, scale * picture.height, stage.height) };
}

function side(offset: Pixels, length: Pixels, room: Pixels): Pixels {
  return length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
}
