import { useTools } from '#src/session/stores/tool-store.ts';
import { toolById } from './index.ts';
import type { Tool } from './tool.ts';

export function activeTool(): Tool {
  return toolById(useTools.getState().tool).tool;
}

/** Ends what the present tool was doing, and takes another one. */
export function chooseTool(id: string): void {
  activeTool().cancel();
  useTools.setState({ tool: id });
}
