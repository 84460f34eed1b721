import type { Rgb } from '#src/core/colour/colour-mode.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import type { OverlayColours } from './overlay-colours.ts';
import { drawPoints } from './rasterise.ts';
import type { Size, ViewTransform } from './view-transform.ts';
import { fitScale } from './view-transform.ts';

/** How a picture lies on its stage; `density` is display pixels per CSS pixel. */
export interface OverlayPlace {
  readonly view: ViewTransform;
  readonly stage: Size;
  readonly density: number;
}

/** Side of a point against the mean distance between points, where the whole picture is shown: most of it stays in view. */
const SHARE = 0.6;
/** CSS pixels. */
const SMALLEST = 1;
const LARGEST = 3;
/** Points grow slower than the picture, so that zooming in shows more of it between them. */
const GROWTH = 0.6;

/** Draws projected points into a canvas of its own over the picture, at the display's own resolution. */
export class OverlayPainter {
  private data: ImageData | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  paint(projection: ImageProjection, colours: OverlayColours, picture: Size, { view, stage, density }: OverlayPlace, selection: Rgb | null = null): void {
    const zoom = view.scale / fitScale(picture, stage);
    const { context, data } = this.surface(stage, density);
    const words = new Uint32Array(data.data.buffer);
    words.fill(0);
    const size = Math.max(1, Math.round(pointSize(view, zoom, picture, projection.farToNear.length) * density));
    const scaled = { scale: view.scale * density, x: view.x * density, y: view.y * density };
    const { u, v, farToNear } = projection;
    drawPoints({ width: data.width, height: data.height, words }, { u, v, colours: colours.highlighted(selection), order: farToNear }, scaled, size);
    context.putImageData(data, 0, 0);
  }

  clear(): void {
    this.canvas.getContext('2d')?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  private surface(stage: Size, density: number): { context: CanvasRenderingContext2D; data: ImageData } {
    const context = sizeCanvas(this.canvas, stage, density);
    const { width, height } = this.canvas;
    if (this.data?.width !== width || this.data.height !== height) this.data = new ImageData(width, height);
    return { context, data: this.data };
  }
}

/** Side of a point in CSS pixels. */
function pointSize({ scale }: ViewTransform, zoom: number, picture: Size, points: number): number {
  const apart = (scale / zoom) * Math.sqrt((picture.width * picture.height) / Math.max(1, points));
  return Math.min(LARGEST, Math.max(SMALLEST, SHARE * apart)) * zoom ** GROWTH;
}

/** Gives a canvas the display's pixels for a stage of CSS pixels, and its context. */
export function sizeCanvas(canvas: HTMLCanvasElement, stage: Size, density: number): CanvasRenderingContext2D {
  const width = Math.max(1, Math.round(stage.width * density)), height = Math.max(1, Math.round(stage.height * density));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no 2D canvas');
  return context;
}

/** Draws the picture; enlarged beyond its own pixels it shows them as they are. */
export function paintPicture(canvas: HTMLCanvasElement, bitmap: ImageBitmap, picture: Size, { view, stage, density }: OverlayPlace): void {
  const context = sizeCanvas(canvas, stage, density);
  const scale = view.scale * density;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale < 3 || bitmap.width < picture.width;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, view.x * density, view.y * density, picture.width * scale, picture.height * scale);
}
