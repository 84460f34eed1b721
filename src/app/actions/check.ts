import { switchCheck } from '#src/session/check-switch.ts';
import { useCheck } from '#src/session/stores/check-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { showDialog, useShell } from '../stores.ts';
import type { Action } from './action.ts';

const hasMasks = () => useMasks.getState().attached !== null;

function toggle(): void {
  switchCheck();
  if (useCheck.getState().on) useShell.setState({ tab: 'check' });
}

export const checkActions: readonly Action[] = [
  { id: 'check.switch', title: 'Cross-check labels against masks', group: 'Check', icon: 'check', shortcuts: ['k'], enabled: hasMasks, active: () => useCheck.getState().on, run: toggle },
  { id: 'check.gallery', title: 'Objects side by side…', group: 'Check', shortcuts: ['Shift+g'], enabled: () => useScene.getState().scene !== null, run: () => showDialog('gallery') },
  { id: 'check.class-map', title: 'Class map…', group: 'Check', enabled: hasMasks, run: () => showDialog('class-map') },
];
