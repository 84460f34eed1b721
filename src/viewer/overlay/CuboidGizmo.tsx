import { useCallback, useRef } from 'react';
import type { PointerEvent } from 'react';
import type { View } from '#src/core/select/regions/lasso.ts';
import { uprightBox } from '#src/core/geometry/box.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useEachPicture, useEye } from '../eye/eye-context.ts';
import { toPixels } from '../eye/projecting.ts';
import type { Ray } from '../eye/projecting.ts';
import { cuboidEdges } from '../layers/cuboid-edges.ts';
import type { Grip } from './cuboid-edit.ts';
import { dragged, gripPlace, GRIPS } from './cuboid-edit.ts';
import { placeAt } from './place.ts';

const FACES = [['front', 'back'], ['left side', 'right side'], ['top', 'bottom']];
/** Half the side of a face's grip, CSS pixels. */
const HALF = 5;
/** Grips nearer to each other than this cannot both be taken hold of. CSS pixels. */
const APART = 15;

/** The cuboid under way: its wire frame, and grips that keep their size on the screen however far it is. */
export function CuboidGizmo() {
  const cuboid = useTools((state) => state.cuboid);
  return cuboid === null ? null : <Gizmo cuboid={cuboid} />;
}

function Gizmo({ cuboid }: { cuboid: CuboidDraft }) {
  const handle = useEye();
  const wire = useRef<SVGPathElement>(null);
  const casing = useRef<SVGPathElement>(null);
  const grips = useRef<(SVGGElement | null)[]>([]);
  const drag = useRef<{ start: CuboidDraft; from: Ray; grip: Grip } | null>(null);

  useEachPicture(
    useCallback(
      (view: View) => {
        const path = wirePath(cuboid, view);
        wire.current?.setAttribute('d', path);
        casing.current?.setAttribute('d', path);
        placeGrips(cuboid, view, grips.current);
      },
      [cuboid],
    ),
  );

  const rayAt = (event: PointerEvent<SVGElement>): Ray | null => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    return box === undefined ? null : (handle.eye?.ray(event.clientX - box.left, event.clientY - box.top) ?? null);
  };
  const onPointerDown = (event: PointerEvent<SVGElement>, grip: Grip) => {
    // The other buttons and the wheel move the view from here too.
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = rayAt(event);
    drag.current = from === null ? null : { start: cuboid, from, grip };
  };
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    if (drag.current === null) return;
    event.stopPropagation();
    const to = rayAt(event);
    if (to === null) return;
    const { start, from, grip } = drag.current;
    useTools.setState({ cuboid: dragged(start, grip, from, to, event.shiftKey) });
  };
  const onPointerUp = (event: PointerEvent<SVGElement>) => {
    if (drag.current !== null) event.stopPropagation();
    drag.current = null;
  };

  return (
    <g className="viewer-cuboid">
      <path ref={casing} className="viewer-cuboid-casing" />
      <path ref={wire} className="viewer-cuboid-wire" />
      {GRIPS.map((grip, k) => (
        <g
          key={gripTitle(grip)}
          ref={(element) => void (grips.current[k] = element)}
          className={`viewer-grip viewer-grip-${grip.kind}`}
          data-grip={gripTitle(grip)}
          // While the event is on its way down: what moves the view listens below React, and must not see it.
          onPointerDownCapture={(event) => onPointerDown(event, grip)}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={onPointerUp}
        >
          <title>{gripTitle(grip)}</title>
          <circle r={10} className="viewer-grip-reach" />
          <GripShape grip={grip} />
        </g>
      ))}
    </g>
  );
}

/** A grip that lies on another one is hidden: from straight above, a floor and a roof cannot be told apart nor dragged. */
function placeGrips(cuboid: CuboidDraft, view: View, elements: readonly (SVGGElement | null)[]): void {
  const taken: (readonly [number, number])[] = [];
  GRIPS.forEach((grip, k) => {
    const world = gripPlace(cuboid, grip);
    const pixel = toPixels(view, world);
    const free = pixel !== null && taken.every(([x, y]) => Math.hypot(pixel[0] - x, pixel[1] - y) >= APART);
    if (free) taken.push(pixel);
    placeAt(elements[k], view, free ? world : null);
  });
}

function GripShape({ grip }: { grip: Grip }) {
  if (grip.kind === 'face') return <rect x={-HALF} y={-HALF} width={2 * HALF} height={2 * HALF} rx={2} />;
  if (grip.kind === 'turn') return <circle r={6} />;
  return <path d="M0 -9 L4 -4 H-4Z M0 9 L4 4 H-4Z M-9 0 L-4 -4 V4Z M9 0 L4 -4 V4Z M-3 -3 H3 V3 H-3Z" />;
}

function gripTitle(grip: Grip): string {
  if (grip.kind === 'move') return 'Move over the ground; with Shift up and down';
  if (grip.kind === 'turn') return 'Turn';
  return `Move the ${FACES[grip.axis][grip.side === 1 ? 0 : 1]}`;
}

/** Edges with an end behind the eye are left out: they have no picture. */
function wirePath(cuboid: CuboidDraft, view: View): string {
  const { center, size, yaw } = cuboid;
  const heading = [gripPlace(cuboid, { kind: 'face', axis: 0, side: 1 }), gripPlace(cuboid, { kind: 'turn' })] as const;
  return [...cuboidEdges(uprightBox<'world'>(center, size, yaw)), heading]
    .flatMap(([a, b]) => {
      const from = toPixels(view, a), to = toPixels(view, b);
      return from === null || to === null ? [] : [`M${from[0].toFixed(1)} ${from[1].toFixed(1)}L${to[0].toFixed(1)} ${to[1].toFixed(1)}`];
    })
    .join('');
}
