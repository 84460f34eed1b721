import type { Tool } from './tool.ts';

/** Moves the view only; the 3D view itself does that with every button. */
export const navigate: Tool = {
  id: 'navigate',
  state: 'idle',
  pointerDown() {},
  pointerMove() {},
  pointerUp() {},
  key: () => false,
  cancel() {},
};
