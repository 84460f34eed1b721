import { chooseTool } from '#src/tools/active.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { tools } from '#src/tools/index.ts';
import type { Action } from './action.ts';

export const toolActions: readonly Action[] = tools.map(({ id, title, icon, shortcut }) => ({
  id: `tool.${id}`,
  title,
  group: 'Tools',
  shortcuts: [shortcut],
  icon,
  active: () => useTools.getState().tool === id,
  run: () => chooseTool(id),
}));
