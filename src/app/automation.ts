import { workspace } from '#src/session/current.ts';
import { useDrawing } from '#src/session/stores/draw-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { viewport } from '#src/session/viewport.ts';
import { actions } from './actions/index.ts';

/** What scripts and tests in the page can ask: where things are on screen, and what is open. Read only by convention. */
export interface Automation {
  readonly viewport: typeof viewport;
  readonly workspace: typeof workspace;
  readonly scene: typeof useScene.getState;
  readonly tools: typeof useTools.getState;
  readonly drawing: typeof useDrawing.getState;
  readonly actions: typeof actions;
}

declare global {
  interface Window {
    pointweld?: Automation;
  }
}

/** Puts `window.pointweld` there. */
export function exposeAutomation(): void {
  window.pointweld = { viewport, workspace, scene: useScene.getState, tools: useTools.getState, drawing: useDrawing.getState, actions };
}
