
/** A pointer event as tools see it: CSS pixels from the canvas' top left. */
export interface ToolPointer {
  readonly x: number;
  readonly y: number;
  /** 0 = left. Tools get the left button only; the others always move the view. */
  readonly button: number;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
  /** Clicks in quick succession: 2 = double click. */
  readonly clicks: number;
}

/**
 * A tool is a small state machine from pointer and keys to a Selector. It knows no DOM: the 3D view feeds it, and so do
 * tests. One file per tool, one line in the index.
 */
export interface Tool {
  readonly id: string;
  /** Name of what the pointer is doing: 'idle', 'drawing', 'clicking', … */
  readonly state: string;
  pointerDown(pointer: ToolPointer): void;
  pointerMove(pointer: ToolPointer): void;
  pointerUp(pointer: ToolPointer): void;
  /** True where the tool took the key; 'Escape' must end what is under way. */
  key(key: string): boolean;
  /** Back to idle without doing anything: another tool was chosen, the frame changed. */
  cancel(): void;
}

