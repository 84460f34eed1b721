import type { OverlayColours } from './overlay-colours.ts';
import { drawPoints } from './rasterise.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import type { Size, ViewTransform } from './view-transform.ts';

/** Side of a point in CSS pixels where the whole picture is shown. */
const POINT_SIZE = 1.7;
/** Points grow slower than the picture, so that zooming in shows more of it between them. */
const GROWTH = 0.6;

/** Draws projected points into a canvas of its own over the picture, at the display's own resolution. */
export class OverlayPainter {
  private data: ImageData | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** `zoom`: how much larger than the fitted picture; `density`: display pixels per CSS pixel. */
  paint(projection: ImageProjection, colours: OverlayColours, view: ViewTransform, zoom: number, stage: Size, density: number): void {
    const { context, data } = this.surface(stage, density);
    const words = new Uint32Array(data.data.buffer);
    words.fill(0);
    const size = Math.max(1, Math.round(POINT_SIZE * zoom ** GROWTH * density));
    const scaled = { scale: view.scale * density, x: view.x * density, y: view.y * density };
    const { u, v, farToNear } = projection;
    drawPoints({ width: data.width, height: data.height, words }, { u, v, colours: colours.highlighted(), order: farToNear }, scaled, size);
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
export function paintPicture(canvas: HTMLCanvasElement, bitmap: ImageBitmap, picture: Size, view: ViewTransform, stage: Size, density: number): void {
  const context = sizeCanvas(canvas, stage, density);
  const scale = view.scale * density;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale < 3 || bitmap.width < picture.width;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, view.x * density, view.y * density, picture.width * scale, picture.height * scale);
}
