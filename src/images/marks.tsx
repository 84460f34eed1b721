import type { HoverMark } from './hooks.ts';
import type { OverlayPlace } from './overlay-painter.ts';
import { toStage } from './view-transform.ts';

const RING = 8;
const ARM = 7;

/** The hovered point in the large image: a ring with a crosshair; hollow and dashed where something nearer hides it. */
export function LargeMark({ mark, place: { view, stage } }: { readonly mark: HoverMark; readonly place: OverlayPlace }) {
  const [x, y] = toStage(view, mark.u, mark.v);
  const arms = [[1, 0], [-1, 0], [0, 1], [0, -1]].map(([dx, dy]) => `M${dx * RING} ${dy * RING}L${dx * (RING + ARM)} ${dy * (RING + ARM)}`).join('');
  return (
    <svg className="image-mark" width={stage.width} height={stage.height} aria-hidden="true" data-hidden-point={mark.hidden || undefined}>
      <g transform={`translate(${x} ${y})`}>
        <g className="image-mark-halo">
          <circle r={RING} />
          <path d={arms} />
        </g>
        <g className="image-mark-line">
          <circle r={RING} strokeDasharray={mark.hidden ? '3 3' : undefined} />
          <path d={arms} />
          {!mark.hidden && <circle r={1.8} className="image-mark-dot" />}
        </g>
        {mark.hidden && (
          <text x={RING + ARM + 4} y={4}>
            hidden here
          </text>
        )}
      </g>
    </svg>
  );
}

/** Where the mask is not asked: dashed, over the large image. */
export function IgnoredAreas({ areas, place: { view, stage } }: { readonly areas: readonly (readonly (readonly [u: number, v: number])[])[]; readonly place: OverlayPlace }) {
  return (
    <svg className="image-mark image-ignored" width={stage.width} height={stage.height} aria-hidden="true">
      {areas.map((corners, k) => (
        <polygon key={k} points={corners.map(([u, v]) => toStage(view, u, v).join(',')).join(' ')} />
      ))}
    </svg>
  );
}

/** The hovered point in a thumbnail of this picture size: a dot; hollow where it is hidden. */
export function SmallMark({ mark, width, height }: { readonly mark: HoverMark; readonly width: number; readonly height: number }) {
  const style = { left: `${(100 * (mark.u + 0.5)) / width}%`, top: `${(100 * (mark.v + 0.5)) / height}%` };
  return <span className="image-dot" data-hidden-point={mark.hidden || undefined} style={style} />;
}
