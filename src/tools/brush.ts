import type { BrushSpec } from '#src/core/select/regions/brush.ts';
import { commitStroke, dropStroke, previewStroke } from '#src/session/stroke.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { viewport } from '#src/session/viewport.ts';
import type { Tool, ToolPointer } from './tool.ts';

/** Limits of the radius, and what one key press multiplies it by. CSS pixels. */
const SMALLEST = 2;
const LARGEST = 300;
const STEP = 1.25;
/** Places of the path that are nearer than this share of the radius are left out: nobody sees the difference. */
const MIN_STEP = 0.1;

/**
 * A disc that is dragged over the view: what it passes over is labelled, or selected, when it is let go. [ and ] change its
 * size, also during a stroke; Escape drops the stroke.
 */
export class BrushTool implements Tool {
  readonly id = 'brush';
  state: 'idle' | 'painting' = 'idle';
  /** x0, y0, x1, y1, … in CSS pixels of the view. */
  private path: number[] = [];
  private cursor: readonly [number, number] = [0, 0];

  pointerDown({ x, y }: ToolPointer): void {
    this.path = [x, y];
    this.state = 'painting';
    this.show(x, y);
  }

  pointerMove({ x, y }: ToolPointer): void {
    if (this.state === 'painting') {
      const [lastX, lastY] = this.path.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) >= MIN_STEP * useTools.getState().brushRadius) this.path.push(x, y);
    }
    this.show(x, y);
  }

  pointerUp({ x, y }: ToolPointer): void {
    if (this.state === 'idle') return;
    this.path.push(x, y);
    const stroke = this.stroke();
    this.state = 'idle';
    this.path = [];
    if (stroke === null) dropStroke();
    else commitStroke(stroke, 'brush');
    this.show(x, y);
  }

  key(key: string): boolean {
    if (key === '[') this.resize(1 / STEP);
    else if (key === ']') this.resize(STEP);
    else if (key === 'Escape' && this.state === 'painting') this.cancel();
    else return false;
    return true;
  }

  cancel(): void {
    this.state = 'idle';
    this.path = [];
    dropStroke();
  }

  private resize(factor: number): void {
    const { brushRadius, overlay } = useTools.getState();
    useTools.setState({ brushRadius: Math.min(LARGEST, Math.max(SMALLEST, Math.round(10 * brushRadius * factor) / 10)) });
    // The ring is there only while the pointer is over the view.
    if (overlay !== null) this.show(...this.cursor);
  }

  /** Null while there is no view. */
  private stroke(): BrushSpec | null {
    const view = viewport()?.view();
    return view === undefined ? null : { kind: 'brush', path: [...this.path], radius: useTools.getState().brushRadius, view };
  }

  private show(x: number, y: number): void {
    this.cursor = [x, y];
    useTools.setState({ overlay: { path: [], closed: true, tip: this.cursor, ring: useTools.getState().brushRadius } });
    const stroke = this.state === 'painting' ? this.stroke() : null;
    if (stroke !== null) previewStroke(stroke);
  }
}
