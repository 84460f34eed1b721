import { polygonArea } from '#src/core/geometry/polygon.ts';
import { commitStroke, dropStroke, previewStroke } from '#src/session/stroke.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { viewport } from '#src/session/viewport.ts';
import type { Tool, ToolPointer } from './tool.ts';

/** Moving further than this with the button down draws; less is a click. CSS pixels. */
const DRAG_THRESHOLD = 4;
/** A click this near to the first vertex closes the polygon. */
const CLOSE_RADIUS = 9;
/** Freehand vertices nearer than this are left out. */
const MIN_STEP = 2;

type State = 'idle' | 'pointing' | 'drawing' | 'clicking';

/**
 * Freehand: press, draw, release. By clicks: click vertices, close by clicking the first one, a double click or Enter.
 * Backspace takes the last vertex back, Escape drops it all.
 */
export class LassoTool implements Tool {
  readonly id = 'lasso';
  state: State = 'idle';
  /** x0, y0, x1, y1, … in CSS pixels of the view. */
  private path: number[] = [];
  private cursor: readonly [number, number] = [0, 0];

  pointerDown({ x, y, clicks }: ToolPointer): void {
    if (this.state === 'idle') {
      this.path = [x, y];
      this.state = 'pointing';
    } else if (this.state === 'clicking') {
      if (clicks > 1 || this.nearStart(x, y)) this.finish();
      else this.path.push(x, y);
    }
    this.cursor = [x, y];
  }

  pointerMove({ x, y }: ToolPointer): void {
    this.cursor = [x, y];
    if (this.state === 'idle') return;
    const [lastX, lastY] = this.path.slice(-2);
    const moved = Math.hypot(x - lastX, y - lastY);
    if (this.state === 'pointing' && moved > DRAG_THRESHOLD) this.state = 'drawing';
    if (this.state === 'drawing' && moved >= MIN_STEP) this.path.push(x, y);
    this.show();
  }

  pointerUp(): void {
    if (this.state === 'drawing') this.finish();
    else if (this.state === 'pointing') this.state = 'clicking';
  }

  key(key: string): boolean {
    if (this.state === 'idle') return false;
    if (key === 'Escape') this.cancel();
    else if (this.state !== 'clicking') return false;
    else if (key === 'Enter') this.finish();
    else if (key === 'Backspace') this.takeBack();
    else return false;
    return true;
  }

  cancel(): void {
    this.state = 'idle';
    this.path = [];
    dropStroke();
  }

  private nearStart(x: number, y: number): boolean {
    return this.path.length >= 6 && Math.hypot(x - this.path[0], y - this.path[1]) < CLOSE_RADIUS;
  }

  private takeBack(): void {
    this.path.splice(-2);
    if (this.path.length === 0) this.cancel();
    else this.show();
  }

  /** The polygon as it would be if it were closed at the cursor. */
  private polygon(): number[] {
    return this.state === 'clicking' ? [...this.path, ...this.cursor] : this.path;
  }

  private show(): void {
    const path = this.polygon();
    useTools.setState({ overlay: { path, closed: this.state === 'drawing', tip: this.cursor } });
    const view = viewport()?.view();
    if (view !== undefined && path.length >= 6) previewStroke({ kind: 'lasso', polygon: path, view });
  }

  private finish(): void {
    const { path } = this;
    const view = viewport()?.view();
    this.state = 'idle';
    this.path = [];
    // Two clicks, or a twitch of the hand, enclose nothing and are meant to do nothing.
    if (view === undefined || path.length < 6 || polygonArea(path) < 4) return dropStroke();
    commitStroke({ kind: 'lasso', polygon: path, view }, 'lasso');
  }
}
