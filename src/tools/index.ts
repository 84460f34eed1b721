import { BrushTool } from './brush.ts';
import { CuboidTool } from './cuboid.ts';
import { LassoTool } from './lasso.ts';
import { navigate } from './navigate.ts';
import type { Tool } from './tool.ts';

/** A tool with what the toolbar, the palette and the help say of it. */
export interface ToolRecord {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** Name of an icon in app/icons. */
  readonly icon: string;
  /** Key that chooses it. */
  readonly shortcut: string;
  readonly tool: Tool;
}

export const tools: readonly ToolRecord[] = [
  { id: 'navigate', title: 'Move the view', help: 'Drag turns, right drag moves, wheel zooms to the cursor', icon: 'navigate', shortcut: 'v', tool: navigate },
  { id: 'lasso', title: 'Lasso', help: 'Draw around points, or click corners and close with Enter', icon: 'lasso', shortcut: 'l', tool: new LassoTool() },
  { id: 'brush', title: 'Brush', help: 'Drag over points; [ and ] change its size', icon: 'brush', shortcut: 'b', tool: new BrushTool() },
  { id: 'cuboid', title: 'Cuboid', help: 'Draw on the ground, adjust, Enter labels; or click a box of the data', icon: 'cuboid', shortcut: 'c', tool: new CuboidTool() },
];

export function toolById(id: string): ToolRecord {
  return tools.find((t) => t.id === id) ?? tools[0];
}
