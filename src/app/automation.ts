import { workspace } from '#src/session/current.ts';
import { reviewRows } from '#src/session/review/findings.ts';
import { savedRevision, unsavedChanges } from '#src/session/saving.ts';
import { useDrawing } from '#src/session/stores/draw-store.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { viewport } from '#src/session/viewport.ts';
import { activeTool } from '#src/tools/active.ts';
import { actions } from './actions/index.ts';

/** What scripts and tests in the page can ask: where things are on screen, what is open, what is saved. Read only by convention. */
export interface Automation {
  readonly viewport: typeof viewport;
  readonly workspace: typeof workspace;
  readonly scene: typeof useScene.getState;
  readonly tools: typeof useTools.getState;
  /** The tool in hand, which takes pointer and keys without a mouse. */
  readonly activeTool: typeof activeTool;
  readonly drawing: typeof useDrawing.getState;
  readonly labels: Pick<typeof useLabels, 'getState' | 'subscribe'>;
  readonly savedRevision: typeof savedRevision;
  readonly unsavedChanges: typeof unsavedChanges;
  readonly actions: typeof actions;
  /** The reviewer's desk, and everything on it. */
  readonly review: typeof useReview.getState;
  readonly findings: typeof reviewRows;
}

declare global {
  interface Window {
    pointweld?: Automation;
  }
}

/** Puts `window.pointweld` there. */
export function exposeAutomation(): void {
  window.pointweld = {
    viewport,
    workspace,
    scene: useScene.getState,
    tools: useTools.getState,
    activeTool,
    drawing: useDrawing.getState,
    labels: useLabels,
    savedRevision,
    unsavedChanges,
    actions,
    review: useReview.getState,
    findings: reviewRows,
  };
}
