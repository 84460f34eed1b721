import { allFrames } from '#src/core/scene/scene.ts';
import { cancelLoading, showFrame, stepFrame } from '#src/session/frames.ts';
import { currentFrame, useScene } from '#src/session/stores/scene-store.ts';
import { showDialog } from '../stores.ts';
import type { Action } from './action.ts';

const last = () => {
  const { scene } = useScene.getState();
  return scene === null ? 0 : allFrames(scene).length - 1;
};

export const frameActions: readonly Action[] = [
  { id: 'frames.next', title: 'Next frame', group: 'Frames', shortcuts: ['.', 'ArrowRight', 'PageDown'], enabled: () => useScene.getState().frameIndex < last(), run: () => stepFrame(1) },
  { id: 'frames.previous', title: 'Previous frame', group: 'Frames', shortcuts: [',', 'ArrowLeft', 'PageUp'], enabled: () => useScene.getState().frameIndex > 0, run: () => stepFrame(-1) },
  { id: 'frames.first', title: 'First frame', group: 'Frames', shortcuts: ['Home'], enabled: () => useScene.getState().frameIndex > 0, run: () => void showFrame(0) },
  { id: 'frames.last', title: 'Last frame', group: 'Frames', shortcuts: ['End'], enabled: () => useScene.getState().frameIndex < last(), run: () => void showFrame(last()) },
  {
    id: 'frames.together', title: 'Frames together…', group: 'Frames', shortcuts: ['w'],
    enabled: () => currentFrame()?.sequence.posed === true,
    active: () => useScene.getState().together.frames > 1,
    run: () => showDialog('together'),
  },
  { id: 'frames.cancel', title: 'Stop loading', group: 'Frames', enabled: () => useScene.getState().frameLoading.phase === 'loading', run: cancelLoading },
];
