import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { CloudBuilder } from './cloud-builder.ts';
import { CopcHierarchy } from './copc-hierarchy.ts';
import type { CopcNode, CopcRoot } from './copc-hierarchy.ts';
import { nodesFor } from './copc-view.ts';
import type { CopcBudget, CopcView } from './copc-view.ts';
import type { ReadCloudOptions } from './format.ts';
import { readLasHeader } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { lasLayout } from './las-points.ts';
import { findVlr, readVlrs } from './las-vlr.ts';
import type { Vlr } from './las-vlr.ts';
import { LazDecoder } from './laz-decode.ts';
import { withLazPerf } from './laz-perf-module.ts';
import { readLazScheme } from './laz-scheme.ts';
import type { LazScheme } from './laz-scheme.ts';
import { createPace } from './pace.ts';
import { peekExactly, viewOf } from './read-bytes.ts';

/** What decoding a node takes besides the node. Plain data, small: it goes to every worker. */
export interface CopcPlan {
  readonly name: string;
  readonly header: LasHeader;
  readonly vlrs: readonly Vlr[];
  readonly scheme: LazScheme;
}

/** A COPC file as levels of detail: for looking at what does not fit in memory. Its points have no order here that labels could follow. */
export interface CopcSource {
  readonly plan: CopcPlan;
  /** Points of all nodes together. */
  readonly count: number;
  readonly root: CopcRoot;
  readonly warnings: readonly string[];
  /** The nodes to draw for a view, the most telling first; reads only the pages of the hierarchy that this takes. */
  nodesFor(view: CopcView, budget: CopcBudget, signal?: AbortSignal): Promise<CopcNode[]>;
  /** Every node, reading the whole hierarchy, parents before children. */
  nodes(signal?: AbortSignal): AsyncGenerator<CopcNode>;
  /** Decodes a node's points here; in a worker: the job `decode-copc-node`. */
  readNode(node: CopcNode, options?: ReadCloudOptions, context?: JobContext): Promise<PointCloud>;
}

/** The info record is the first one, right behind the header, and 160 bytes (COPC 1.0). */
const INFO_BYTES = 160;

/** True where the first bytes (at least 429) are a COPC file's: a LAZ file of version 1.4 whose first record is COPC's. */
export function looksLikeCopc(head: Uint8Array): boolean {
  return head.length >= 429 && new TextDecoder('latin1').decode(head.subarray(0, 4)) === 'LASF' && new TextDecoder('latin1').decode(head.subarray(377, 381)) === 'copc';
}

/** Throws DataError 'unsupported' where the file is no COPC file, 'malformed' where its record is damaged. */
export async function openCopc(source: ByteSource, signal?: AbortSignal): Promise<CopcSource> {
  const header = await readLasHeader(source, signal);
  const warnings = [...header.warnings];
  const vlrs = await readVlrs(source, header, warnings, signal);
  const info = findVlr(vlrs, 'copc', 1)?.data;
  if (info === undefined || !header.compressed)
    throw new DataError('unsupported', 'not a COPC file', { file: source.name, expected: 'LAZ with a record copc 1', found: info === undefined ? 'no such record' : 'points that are not compressed' });
  const root = readRoot(info, source);
  const scheme = readLazScheme(vlrs, header, source.name);
  // Views of a file that is in memory would be sent with all of it.
  const kept = vlrs.filter((v) => v.userId === 'LASF_Spec' && v.recordId === 4).map((v) => ({ ...v, data: v.data.slice() }));
  const plan: CopcPlan = { name: source.name, header, vlrs: kept, scheme };
  const tree = new CopcHierarchy(source, root);
  return {
    plan, count: header.count, root, warnings,
    nodesFor: (view, budget, stop) => nodesFor(tree, view, budget, stop),
    nodes: (stop) => allNodes(tree, stop),
    readNode: (node, options = {}, context = {}) => readCopcNode(source, plan, node, options, context),
  };
}

function readRoot(info: Uint8Array, source: ByteSource): CopcRoot {
  const fail = (expected: string, found: string) => new DataError('malformed', 'a damaged COPC record', { file: source.name, expected, found });
  if (info.length < INFO_BYTES) throw fail(`${INFO_BYTES} bytes`, `${info.length}`);
  const view = viewOf(info);
  const [x, y, z, half, spacing] = [0, 1, 2, 3, 4].map((i) => view.getFloat64(8 * i, true));
  if (![x, y, z].every(Number.isFinite) || !(half > 0 && half < Infinity) || !(spacing > 0 && spacing < Infinity))
    throw fail('a cube and a spacing above 0', `${x}, ${y}, ${z}, half ${half}, spacing ${spacing}`);
  const pageBegin = Number(view.getBigUint64(40, true)), pageBytes = Number(view.getBigUint64(48, true));
  const cube: Bounds = { min: [x - half, y - half, z - half], max: [x + half, y + half, z + half] };
  return { cube, spacing, pageBegin, pageBytes };
}

async function* allNodes(tree: CopcHierarchy, signal?: AbortSignal): AsyncGenerator<CopcNode> {
  const top = await tree.top(signal);
  const open = top === null ? [] : [top];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...(await tree.children(node, signal)));
  }
}

/** A node's points as a cloud of their own, relative to the middle of the node. Throws DataError 'malformed' for a damaged one. */
export async function readCopcNode(
  source: ByteSource, { name, header, vlrs, scheme }: CopcPlan, node: CopcNode, options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const { box: { min, max }, points, key } = node;
  const middle = [0, 1, 2].map((k) => Math.round((min[k] + max[k]) / 2) + 0) as unknown as Vec3;
  const builder = new CloudBuilder(name, lasLayout(header, vlrs, []), points, options, middle);
  const pace = createPace(context, points);
  let done = 0;
  await pace.step(0);
  if (points > 0) {
    const bytes = await peekExactly(source, node.begin, node.end, context.signal);
    await withLazPerf((module) => new LazDecoder(module, name, header, scheme).decode(bytes, node, `node ${key}`, (records) => {
      builder.add(records);
      done += records.count;
      return pace.step(done);
    }));
  }
  return builder.finish('copc', []);
}
