import { identity } from '#src/core/geometry/rigid.ts';
import { applyDelta } from '#src/core/labels/change.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { FrameBox, LabelsRef, Scene, Sweep } from '#src/core/scene/scene.ts';
import { allFrames, sweepId } from '#src/core/scene/scene.ts';
import type { ExportedFile, Exporter } from '#src/datasets/export/exporter.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import type { ExportMapping } from '#src/datasets/export/mapping.ts';
import { ownIds } from '#src/datasets/export/mapping.ts';
import type { ExportHost, ExportPlan } from '#src/datasets/export/run.ts';
import { exportSet, summariseSet } from '#src/datasets/export/run.ts';
import type { SetSummary } from '#src/datasets/export/summary.ts';
import { findImport } from '#src/datasets/import/index.ts';
import type { InstancesHere } from '#src/datasets/import/instances.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

export const POINTS = 6;

export const taxonomy: Taxonomy = {
  name: 'test',
  classes: [
    { id: 10, name: 'car', colour: '#4c9ffe', kind: 'thing' }, { id: 30, name: 'person', colour: '#4c9ffe', kind: 'thing' },
    { id: 40, name: 'road', colour: '#777777', kind: 'stuff' }, { id: 43, name: 'noise', colour: '#777777', kind: 'stuff' },
  ],
};

/** Two sequences; the second sweep of each frame is another LiDAR's. */
export function sceneOf({ sensors = ['top', 'rear'], classMap, boxes = [] }: { sensors?: string[]; classMap?: LabelsRef['classMap']; boxes?: FrameBox[] } = {}): { scene: Scene; tree: FileTree } {
  const files: Record<string, Uint8Array> = {};
  const sequences = ['00', 'b/1'].map((sequence) => ({
    id: sequence, posed: true,
    frames: ['000000', '000001'].map((id, k) => ({
      id, timeNs: null, images: [], boxes: k === 0 ? boxes : [],
      sweeps: sensors.map((sensor): Sweep => {
        const file = `${sequence}/${sensor}/${id}.bin`;
        files[file] = new Uint8Array(Float32Array.from({ length: 4 * POINTS }, (_, i) => Math.fround(i / 7 + k)).buffer);
        return { id: sweepId(sequence, id, sensor), sensor, cloud: { file, format: 'kitti-bin' }, labels: classMap ? { format: 'semantickitti', file: `${file}.label`, classMap } : null, timeNs: null, worldFromSweep: identity() };
      }),
    })),
  }));
  return { scene: { name: 'scene', layout: 'test', why: '', conventions: [], warnings: [], taxonomy, sequences }, tree: memoryTree(files) };
}

export type Labels = ReadonlyMap<string, Uint32Array>;

export function sweepsOf(scene: Scene): Sweep[] {
  return allFrames(scene).flatMap(({ frame }) => frame.sweeps);
}

export interface Exported {
  readonly summary: SetSummary;
  readonly files: Record<string, Uint8Array>;
  readonly made: readonly ExportedFile[];
}

/** An export of a whole scene, in this thread. */
export async function exported(
  exporter: Exporter, { scene, tree }: { scene: Scene; tree: FileTree }, labels: Labels,
  options: { mapping?: ExportMapping; ids?: InstanceIds; drafts?: ExportPlan['drafts']; draftBits?: ReadonlyMap<string, Uint8Array> } = {},
): Promise<Exported> {
  const frames = scene.sequences.flatMap((sequence) => sequence.frames.map((frame, at) => ({ sequence, frame, at })));
  const host: ExportHost = {
    labels: async ({ id }) => (labels.has(id) ? new SweepLabels(labels.get(id)!.slice(), options.draftBits?.get(id)?.slice() ?? null) : null),
    boxes: ({ frame }) => frame.boxes,
    // As workers get it.
    make: (_id, frame, prepared) => exporter.frame(structuredClone(frame), structuredClone(prepared), tree, {}),
    width: 2,
  };
  const plan: ExportPlan = { exporter, scene, tree, frames, mapping: options.mapping ?? ownIds(scene), ids: options.ids ?? {}, drafts: options.drafts ?? 'refuse', convert: false };
  const summary = await summariseSet(plan, host);
  const made: ExportedFile[] = [];
  for await (const step of exportSet(plan, summary, host)) {
    if ('error' in step) throw step.error;
    made.push(step.file);
  }
  return { summary, made, files: Object.fromEntries(made.map((f) => [f.path, f.bytes])) };
}

/** A work without records, except for the ids of earlier exports. */
export function nobodyHere(kept: InstancesHere['kept'] = new Map()): InstancesHere {
  return {
    kept,
    classOf: () => undefined,
    free(taken) {
      const used = new Set(taken);
      return () => {
        let id = 1;
        while (used.has(id)) id++;
        used.add(id);
        return id;
      };
    },
  };
}

/** The labels that importing these files into an unlabelled scene gives. */
export async function imported(
  files: Record<string, Uint8Array>, { scene, tree }: { scene: Scene; tree: FileTree }, format?: string, kept: InstancesHere['kept'] = new Map(),
): Promise<Map<string, Uint32Array>> {
  const from = memoryTree(files);
  const match = await findImport({ scene, tree, from, paths: await from.list() }, format);
  if (match === null) throw new Error(`nothing found in ${Object.keys(files).join(', ')}`);
  const present = new Map(sweepsOf(scene).map((s) => [s.id, new SweepLabels(new Uint32Array(POINTS).fill(0xffffffff))]));
  const plan = await planImport(scene, match.found, match.importer.id, { labels: async (sweep) => present.get(sweep.id)!, cuboid: () => undefined, instances: nobodyHere(kept) });
  for (const delta of plan.sweeps) applyDelta(delta, present.get(delta.sweep)!);
  return new Map(plan.files.map(({ sweep }) => [sweep, present.get(sweep)!.labels.slice()]));
}
