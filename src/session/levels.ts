import { isAbort } from '#src/core/errors.ts';
import type { PreviewCloud } from '#src/core/cloud/preview-cloud.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { intensityField } from '#src/core/cloud/point-cloud.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { View } from '#src/core/select/view.ts';
import { concurrently } from '#src/datasets/concurrently.ts';
import { decodeCopcNodeJob } from '#src/engine/jobs/decode-copc-node.request.ts';
import type { CopcSource } from '#src/formats/clouds/copc.ts';
import { looksLikeCopc, openCopc } from '#src/formats/clouds/copc.ts';
import type { CopcNode } from '#src/formats/clouds/copc-hierarchy.ts';
import { engine } from './engine.ts';
import { copcViewOf } from './levels-view.ts';
import { pointsThatFit } from './memory.ts';
import { notify } from './notices.ts';
import { useScene } from './stores/scene-store.ts';
import { useSettings } from './stores/settings-store.ts';
import type { Workspace } from './workspace.ts';

/** Points of all nodes that a view shows, and of those that are kept for when it turns back. */
const SHOWN_POINTS = 2_000_000;
const KEPT_POINTS = 8_000_000;
/** Points nearer than this on screen need no finer nodes. Pixels. */
const FINE_ENOUGH = 1.5;
/** A view that has not moved for so long is looked at closely. Milliseconds. */
const REST_MS = 150;
/** Enough to tell COPC by. */
const HEAD_BYTES = 512;

interface Levels {
  readonly sweep: Sweep;
  readonly source: ByteSource;
  readonly copc: CopcSource;
  /** Decoded nodes by key, the one that was shown longest ago first. The first node of all is always shown. */
  readonly nodes: Map<string, { readonly cloud: PreviewCloud; readonly points: number }>;
  root: PreviewCloud | null;
  abort: AbortController;
}

let current: Levels | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastView = '';

/** The sweep's file where it holds more points than fit into memory and is made for being looked at in levels of detail; null otherwise. */
export async function levelsOf(open: Workspace, sweep: Sweep, signal: AbortSignal): Promise<Levels | null> {
  if (open.get(sweep.id) !== undefined) return null;
  const source = await open.tree.open(sweep.cloud.file);
  if (!looksLikeCopc(await source.read(0, Math.min(source.size, HEAD_BYTES), signal))) return null;
  const copc = await openCopc(source, signal);
  if (copc.count <= pointsThatFit(useSettings.getState().memoryGib)) return null;
  return { sweep, source, copc, nodes: new Map(), root: null, abort: new AbortController() };
}

/** Shows a file in levels of detail: its coarsest points now, finer ones wherever the view comes to rest. To be looked at, not labelled. */
export async function showLevels(levels: Levels, signal: AbortSignal): Promise<void> {
  leaveLevels();
  const { copc } = levels;
  for await (const node of copc.nodes(signal)) {
    if (node.points === 0) continue;
    levels.root = await decode(levels, node, signal);
    break;
  }
  current = levels;
  lastView = '';
  publish(levels, []);
  notify('info', `${copc.count.toLocaleString('en')} points are more than fit into memory: they can be looked at, finer where you look, and not labelled.`);
}

/** Another frame is shown, or another dataset. */
export function leaveLevels(): void {
  clearTimeout(timer);
  current?.abort.abort();
  current = null;
  useScene.setState({ levels: null });
}

/** Told of every picture: where the view rests, finer points are fetched. */
export function followView(view: View): void {
  const levels = current;
  if (levels === null) return;
  const key = view.clipFromWorld.map((v) => v.toPrecision(7)).join();
  if (key === lastView) return;
  lastView = key;
  levels.abort.abort();
  clearTimeout(timer);
  timer = setTimeout(() => void refine(levels, view), REST_MS);
}

async function refine(levels: Levels, view: View): Promise<void> {
  const abort = new AbortController();
  levels.abort = abort;
  try {
    const wanted = await levels.copc.nodesFor(copcViewOf(view, levels.sweep.worldFromSweep), { points: SHOWN_POINTS, pixels: FINE_ENOUGH }, abort.signal);
    publish(levels, wanted);
    await concurrently(
      wanted.filter(({ key }) => !levels.nodes.has(key)),
      async (node) => {
        abort.signal.throwIfAborted();
        const cloud = await decode(levels, node, abort.signal);
        levels.nodes.set(node.key, { cloud, points: node.points });
        if (!abort.signal.aborted) publish(levels, wanted);
      },
      engine().size,
    );
    forgetOldest(levels, wanted);
  } catch (error) {
    if (!isAbort(error)) notify('error', `${levels.source.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function decode({ copc, source, sweep }: Levels, node: CopcNode, signal: AbortSignal): Promise<PreviewCloud> {
  const cloud = await engine().run(decodeCopcNodeJob, { plan: copc.plan, node }, { source, signal });
  const strength = intensityField(cloud.fields);
  return { origin: cloud.origin, positions: cloud.positions, intensity: strength === null ? null : (cloud.columns[strength]?.values ?? null), worldFromSweep: sweep.worldFromSweep };
}

/** The first node stays first: what the view was entered with must not change under it. */
function publish(levels: Levels, wanted: readonly CopcNode[]): void {
  if (current !== levels || levels.root === null) return;
  const shown = [levels.root];
  let points = levels.root.positions.length / 3;
  for (const { key, level } of wanted) {
    const held = levels.nodes.get(key);
    if (held === undefined || level === 0) continue;
    // Shown last, forgotten last.
    levels.nodes.delete(key);
    levels.nodes.set(key, held);
    shown.push(held.cloud);
    points += held.points;
  }
  useScene.setState({ preview: shown, levels: { shown: points, total: levels.copc.count } });
}

function forgetOldest(levels: Levels, wanted: readonly CopcNode[]): void {
  const keep = new Set(wanted.map(({ key }) => key));
  let points = [...levels.nodes.values()].reduce((n, held) => n + held.points, 0);
  for (const [key, held] of levels.nodes) {
    if (points <= KEPT_POINTS) return;
    if (keep.has(key)) continue;
    levels.nodes.delete(key);
    points -= held.points;
  }
}
