import type { ToolOverlay as Overlay } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';

/** The line that the tool draws, dark under white dashes so that it is seen on everything. */
export function ToolPath() {
  const overlay = useTools((state) => state.overlay);
  if (overlay === null || overlay.path.length < 2) return null;
  const d = pathOf(overlay);
  return (
    <g className="viewer-tool-path">
      <path d={d} className="viewer-tool-fill" />
      <path d={d} className="viewer-tool-casing" />
      <path d={d} className="viewer-tool-dashes" />
      <circle cx={overlay.path[0]} cy={overlay.path[1]} r={4} />
    </g>
  );
}

function pathOf({ path, closed }: Overlay): string {
  const vertices: string[] = [];
  for (let k = 0; k + 1 < path.length; k += 2) vertices.push(`${path[k].toFixed(1)} ${path[k + 1].toFixed(1)}`);
  return `M${vertices.join('L')}${closed ? 'Z' : ''}`;
}
