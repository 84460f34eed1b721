import type { ToolOverlay as Overlay } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';

/** The line that the tool draws, and the circle that it reaches; dark under white so that they are seen on everything. */
export function ToolPath() {
  const overlay = useTools((state) => state.overlay);
  if (overlay === null) return null;
  return (
    <>
      <Ring overlay={overlay} />
      <Path overlay={overlay} />
    </>
  );
}

function Ring({ overlay: { ring, tip } }: { readonly overlay: Overlay }) {
  if (ring === undefined || tip === null) return null;
  const circle = { cx: tip[0], cy: tip[1], r: ring };
  return (
    <>
      <circle {...circle} className="viewer-tool-casing" />
      <circle {...circle} className="viewer-tool-ring" />
    </>
  );
}

function Path({ overlay }: { readonly overlay: Overlay }) {
  if (overlay.path.length < 2) return null;
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
