import { useEffect, useMemo, useRef } from 'react';
import type { PointerEvent, ReactNode, Ref } from 'react';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { toolById } from '#src/tools/index.ts';
import type { Tool, ToolPointer } from '#src/tools/tool.ts';
import { useEye } from '../eye/eye-context.ts';
import { cameraAt } from '../layers/frustum.ts';
import type { Stage } from '../stage.ts';
import { HoverPicking } from './hover-picking.ts';
import { setCombine } from './keys.ts';

/** Less movement than this between press and release is a click. CSS pixels. */
const CLICK_SLOP = 4;
/** Clicks this near in time (ms) and place (px) are counted together. */
const AGAIN_WITHIN = 400;
const AGAIN_NEAR = 6;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly button: number;
  readonly timeMs: number;
  readonly clicks: number;
  /** What the left button was pressed with; null where it moves the view. */
  readonly tool: Tool | null;
}

interface Props {
  readonly ref: Ref<HTMLDivElement>;
  readonly stage: Stage | null;
  /** The left button moves the view. */
  readonly leftMovesView: boolean;
  readonly className: string;
  readonly children: ReactNode;
}

/** Takes pointer events on the view to the active tool, finds the hovered point, and does what clicks do without a tool. */
export function PointerSurface({ ref, stage, leftMovesView, className, children }: Props) {
  const handle = useEye();
  const hover = useMemo(() => new HoverPicking(handle), [handle]);
  const press = useRef<Press | null>(null);
  const down = useRef(false);
  const toolId = useTools((state) => state.tool);
  useEffect(() => () => hover.leave(), [hover]);

  const pointer = (event: PointerEvent<HTMLDivElement>, button: number, clicks: number): ToolPointer => {
    const { x, y } = place(event);
    return { x, y, button, shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey || event.metaKey, clicks };
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.focus({ preventScroll: true });
    // A second button while the first is held is not a press of its own.
    if (down.current) return;
    const { x, y } = place(event);
    const tool = event.button === 0 && !leftMovesView ? toolById(toolId).tool : null;
    const clicks = countClicks(press.current, x, y, event);
    press.current = { x, y, button: event.button, timeMs: event.timeStamp, clicks, tool };
    down.current = true;
    hover.leave();
    setCombine(event);
    if (tool === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    tool.pointerDown(pointer(event, 0, clicks));
  };

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    setCombine(event);
    const held = down.current ? press.current : null;
    if (held !== null) return held.tool?.pointerMove(pointer(event, 0, held.clicks));
    if (event.buttons !== 0) return;
    const { x, y } = place(event);
    hover.move(x, y);
    if (!leftMovesView) toolById(toolId).tool.pointerMove(pointer(event, 0, 0));
  };

  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const held = press.current;
    if (!down.current || held === null || event.button !== held.button) return;
    down.current = false;
    if (held.tool !== null) return held.tool.pointerUp(pointer(event, 0, held.clicks));
    const { x, y } = place(event);
    if (Math.hypot(x - held.x, y - held.y) <= CLICK_SLOP) click(held);
  };

  /** A click of a button that moves the view: double = fly to the point, middle = turn around it, on a frustum = choose its camera. */
  const click = ({ x, y, button, clicks }: Press) => {
    const { eye } = handle;
    if (eye === null) return;
    if (button === 1) {
      const hit = eye.pick(x, y)?.world ?? eye.ground(x, y);
      if (hit !== null) eye.pivot(hit);
    } else if (button === 0 && clicks === 2) {
      const hit = eye.pick(x, y)?.world ?? eye.ground(x, y);
      if (hit !== null) eye.focus(hit);
    } else if (button === 0 && stage !== null && useView.getState().frusta) {
      const camera = cameraAt(stage.frame.images, eye.view(), x, y);
      if (camera !== null) useView.setState({ camera });
    }
  };

  const onPointerCancel = () => {
    if (down.current) press.current?.tool?.cancel();
    down.current = false;
  };

  return (
    <div
      ref={ref}
      className={className}
      data-tool={leftMovesView ? 'navigate' : toolId}
      tabIndex={0}
      role="application"
      aria-label="3D view"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onPointerLeave={() => hover.leave()}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </div>
  );
}

/** CSS pixels from the view's top left. */
function place({ clientX, clientY, currentTarget }: PointerEvent<HTMLDivElement>): { x: number; y: number } {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

/** Pointer events do not count clicks themselves. */
function countClicks(last: Press | null, x: number, y: number, { button, timeStamp }: PointerEvent): number {
  const again = last !== null && last.button === button && timeStamp - last.timeMs < AGAIN_WITHIN && Math.hypot(x - last.x, y - last.y) < AGAIN_NEAR;
  return again ? last.clicks + 1 : 1;
}
