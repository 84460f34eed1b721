import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { CopcHierarchy, CopcNode } from './copc-hierarchy.ts';

/** What is looked at, in source coordinates. */
export interface CopcView {
  readonly eye: Vec3;
  /** Planes [a, b, c, d] of the visible volume; a point is inside where a x + b y + c z + d >= 0 for all. */
  readonly planes: readonly (readonly [number, number, number, number])[];
  /** Pixels of one metre at one metre from the eye: image height / (2 tan(half the field of view)). */
  readonly focal: number;
}

export interface CopcBudget {
  /** Points to draw at most. */
  readonly points: number;
  /** A node whose points stand closer on screen than this many pixels is not refined. Default 1. */
  readonly pixels?: number;
}

/**
 * The nodes to draw, the most telling first: from the top down, always the one whose points stand farthest apart on screen, until the
 * budget is used or all stand close enough. With a node come all above it.
 */
export async function nodesFor(tree: CopcHierarchy, view: CopcView, { points: budget, pixels = 1 }: CopcBudget, signal?: AbortSignal): Promise<CopcNode[]> {
  const chosen: CopcNode[] = [];
  const top = await tree.top(signal);
  const open = new GapQueue();
  if (top !== null && isVisible(top.box, view)) open.push(top, gapOnScreen(top, view));
  let points = 0;
  for (let next = open.pop(); next !== null; next = open.pop()) {
    const { node, gap } = next;
    // The top is drawn whatever the budget: an empty picture tells nothing.
    if (points + node.points > budget && chosen.length > 0) break;
    points += node.points;
    if (node.points > 0) chosen.push(node);
    if (gap <= pixels) continue;
    for (const child of await tree.children(node, signal)) if (isVisible(child.box, view)) open.push(child, gapOnScreen(child, view));
  }
  return chosen;
}

/** Pixels between neighbouring points of the node, where it is nearest to the eye. */
function gapOnScreen({ box: { min, max }, spacing }: CopcNode, { eye, focal }: CopcView): number {
  let squared = 0;
  for (let k = 0; k < 3; k++) squared += Math.max(min[k] - eye[k], eye[k] - max[k], 0) ** 2;
  return (spacing * focal) / Math.sqrt(squared);
}

/** False only for boxes wholly outside of one plane. */
function isVisible({ min, max }: Bounds, { planes }: CopcView): boolean {
  return planes.every(([a, b, c, d]) => a * (a > 0 ? max : min)[0] + b * (b > 0 ? max : min)[1] + c * (c > 0 ? max : min)[2] + d >= 0);
}

/** A binary heap, widest gap first; of equal gaps (inside of several boxes all are infinite) the coarser node. */
class GapQueue {
  private readonly heap: { readonly node: CopcNode; readonly gap: number }[] = [];

  push(node: CopcNode, gap: number): void {
    const { heap } = this;
    heap.push({ node, gap });
    for (let i = heap.length - 1, up = (i - 1) >> 1; i > 0 && this.before(i, up); i = up, up = (i - 1) >> 1) this.swap(i, up);
  }

  pop(): { readonly node: CopcNode; readonly gap: number } | null {
    const { heap } = this;
    if (heap.length === 0) return null;
    this.swap(0, heap.length - 1);
    const first = heap.pop()!;
    for (let i = 0; ; ) {
      let best = i;
      for (const k of [2 * i + 1, 2 * i + 2]) if (k < heap.length && this.before(k, best)) best = k;
      if (best === i) return first;
      this.swap(i, best);
      i = best;
    }
  }

  private before(i: number, k: number): boolean {
    const a = this.heap[i], b = this.heap[k];
    return a.gap > b.gap || (a.gap === b.gap && a.node.level < b.node.level);
  }

  private swap(i: number, k: number): void {
    [this.heap[i], this.heap[k]] = [this.heap[k], this.heap[i]];
  }
}
