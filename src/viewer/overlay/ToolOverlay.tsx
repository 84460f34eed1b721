import { useLayoutEffect, useRef, useState } from 'react';
import { impactPhrase } from '#src/session/phrases.ts';
import type { ToolOverlay as Overlay } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';

/** CSS pixels between the cursor and the tip, and between the tip and the view's edge. */
const GAP = 16;
const MARGIN = 8;

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

/** What the stroke under way would do, beside the cursor, before it is done. */
export function ToolTip({ width, height }: { width: number; height: number }) {
  const tip = useTools((state) => state.overlay?.tip ?? null);
  // The phrase is made of these.
  useTools((state) => state.impact);
  useTools((state) => state.armedClass);
  useTools((state) => state.target);
  useTools((state) => state.combine);
  useTools((state) => state.mode);
  const phrase = impactPhrase();
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  const { main, detail } = phrase ?? { main: '', detail: '' };
  useLayoutEffect(() => {
    if (element.current !== null) setSize([element.current.offsetWidth, element.current.offsetHeight]);
  }, [main, detail]);
  if (tip === null || phrase === null) return null;
  // On the other side of the cursor where there is no room.
  const left = tip[0] + GAP + size[0] + MARGIN > width ? tip[0] - GAP - size[0] : tip[0] + GAP;
  const top = Math.max(MARGIN, Math.min(height - size[1] - MARGIN, tip[1] - size[1] / 2));
  return (
    <div ref={element} className={phrase.amber ? 'viewer-tip viewer-tip-amber' : 'viewer-tip'} style={{ left: Math.max(MARGIN, left), top }} role="status">
      <strong>{phrase.main}</strong>
      <span>{phrase.detail}</span>
    </div>
  );
}
