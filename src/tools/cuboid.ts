import { uprightBox, yawOf } from '#src/core/geometry/box.ts';
import { footprintBetween, normalizeAngle } from '#src/core/geometry/footprint.ts';
import { apply, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { FrameBox } from '#src/core/scene/scene.ts';
import type { SelectorSpec } from '#src/core/select/selector.ts';
import { cuboidOver } from '#src/session/cuboid-fit.ts';
import { commitStroke, dropStroke, previewStroke } from '#src/session/stroke.ts';
import { currentFrame, useScene } from '#src/session/stores/scene-store.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { viewport } from '#src/session/viewport.ts';
import type { Tool, ToolPointer } from './tool.ts';

const DRAG_THRESHOLD = 4;
/** Key steps: metres and radians. */
const NUDGE = 0.1;
const TURN = Math.PI / 180;
/** A point this far outside a box still belongs to it when it is clicked. Metres. */
const BOX_MARGIN = 0.2;

type State = 'idle' | 'pointing' | 'drawing' | 'editing';

/** How each key moves the cuboid: along its own axes, up, or turning. */
const NUDGES: Record<string, { move?: Vec3; turn?: number }> = {
  w: { move: [NUDGE, 0, 0] }, s: { move: [-NUDGE, 0, 0] }, a: { move: [0, NUDGE, 0] }, d: { move: [0, -NUDGE, 0] },
  r: { move: [0, 0, NUDGE] }, f: { move: [0, 0, -NUDGE] }, q: { turn: TURN }, e: { turn: -TURN },
};

/**
 * Draw a rectangle on the ground: a cuboid stands on it, as tall as what is there. Move, turn and resize it by its
 * handles, by keys or by numbers; Enter labels the points inside, Escape drops it. A click on a box that came with the
 * data takes that box.
 */
export class CuboidTool implements Tool {
  readonly id = 'cuboid';
  state: State = 'idle';
  private from: { x: number; y: number; ground: Vec3 } | null = null;
  /** The next rectangle is drawn along the heading of the last one: cars in a row stand alike. */
  private heading = 0;

  constructor() {
    // Handles and number fields write the draft; so do the keys here. Whoever did, the preview follows.
    useTools.subscribe((now, before) => {
      const changed = now.cuboid !== before.cuboid || now.armedClass !== before.armedClass || now.target !== before.target;
      if (now.cuboid !== null && (changed || now.combine !== before.combine || now.guards !== before.guards)) previewStroke(selectorOf(now.cuboid));
    });
  }

  pointerDown({ x, y }: ToolPointer): void {
    const ground = viewport()?.ground(x, y) ?? null;
    this.from = ground === null ? null : { x, y, ground };
    if (this.state === 'idle') this.state = 'pointing';
  }

  pointerMove({ x, y }: ToolPointer): void {
    if (this.from === null) return;
    if (this.state !== 'drawing' && Math.hypot(x - this.from.x, y - this.from.y) > DRAG_THRESHOLD) this.state = 'drawing';
    if (this.state !== 'drawing') return;
    const ground = viewport()?.ground(x, y);
    if (!ground) return;
    const footprint = footprintBetween(this.from.ground, ground, this.heading);
    if (footprint.length < 0.05) return;
    useTools.setState({ cuboid: cuboidOver({ ...footprint, width: Math.max(0.05, footprint.width) }, this.from.ground[2]) });
  }

  pointerUp({ x, y }: ToolPointer): void {
    if (this.state === 'pointing') this.takeBox(x, y);
    this.from = null;
    this.state = useTools.getState().cuboid === null ? 'idle' : 'editing';
  }

  key(key: string): boolean {
    const { cuboid } = useTools.getState();
    if (cuboid === null) return false;
    const lower = key.toLowerCase();
    const nudge = NUDGES[lower];
    if (key === 'Enter') this.commit(cuboid);
    else if (key === 'Escape') this.cancel();
    else if (nudge !== undefined) useTools.setState({ cuboid: nudged(cuboid, nudge, key === lower ? 1 : 5) });
    else return false;
    return true;
  }

  cancel(): void {
    this.state = 'idle';
    this.from = null;
    useTools.setState({ cuboid: null });
    dropStroke();
  }

  private commit(cuboid: CuboidDraft): void {
    this.heading = cuboid.yaw;
    useTools.setState({ cuboid: null });
    this.state = 'idle';
    commitStroke(selectorOf(cuboid), 'cuboid', cuboid);
  }

  /** A click without a drag: the box of the data that is there becomes the draft, with its class where we know it. */
  private takeBox(x: number, y: number): void {
    const hit = viewport()?.pick(x, y);
    const box = hit ? boxAround(hit.world) : undefined;
    if (box === undefined) return;
    const known = useScene.getState().taxonomy.classes.find((c) => c.name.toLowerCase() === box.className.toLowerCase());
    useTools.setState({
      cuboid: { center: box.box.pose.t, size: box.box.size, yaw: yawOf(box.box) },
      ...(known === undefined ? {} : { armedClass: known.id, target: { kind: 'next' } }),
    });
  }
}

function selectorOf({ center, size, yaw }: CuboidDraft): SelectorSpec {
  return { kind: 'cuboid', box: uprightBox(center, size, yaw) };
}

function boxAround(world: Vec3): FrameBox | undefined {
  return currentFrame()?.frame.boxes.find(({ box }) => {
    const p = apply(invert(box.pose), world);
    return p.every((v, k) => Math.abs(v) <= box.size[k] / 2 + BOX_MARGIN);
  });
}

function nudged(cuboid: CuboidDraft, { move, turn }: { move?: Vec3; turn?: number }, factor: number): CuboidDraft {
  if (turn !== undefined) return { ...cuboid, yaw: normalizeAngle(cuboid.yaw + factor * turn) };
  if (move === undefined) return cuboid;
  const scaled: Vec3 = [factor * move[0], factor * move[1], factor * move[2]];
  return { ...cuboid, center: apply(uprightBox(cuboid.center, cuboid.size, cuboid.yaw).pose, scaled) };
}
