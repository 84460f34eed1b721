import type { FindingRecord, IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import type { ConventionRecord, CuboidRecord } from '#src/core/labels/records.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import { idRecordDiffs, idsOfRecords } from '#src/datasets/export/instance-ids.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { SourceLabels } from '#src/engine/jobs/source-labels.request.ts';
import { sourceLabelsJob } from '#src/engine/jobs/source-labels.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import type { OpenedPath } from './open-path.ts';
import type { SavedWork } from './saved-work.ts';
import { savedWork } from './saved-work.ts';
import { terminalChange } from './terminal-change.ts';

/** Where the labels of a command come from. */
export interface LabelSource {
  /** For people: "the dataset", "set work in /data/work". */
  readonly name: string;
  /** Whether they are the saved work, and not just what came with the dataset. */
  readonly saved: boolean;
  /** What had to be put aside in the saved work, in one line; null where it was whole. */
  readonly recovered: string | null;
  /** Boxes that were drawn; none in the dataset's own labels. */
  readonly cuboids: readonly CuboidRecord[];
  /** What people decided about the dataset's conventions (`withKept`). */
  readonly conventions: readonly ConventionRecord[];
  /** Instance ids that exports of the saved work gave. */
  readonly ids: InstanceIds;
  /** Keeps them with the saved work, where there is any. Throws WorkError or DataError where it cannot be written. */
  keepIds(ids: InstanceIds): Promise<void>;
  /** What reviewers said is wrong in masks; nothing in the dataset. */
  readonly ignored: readonly IgnoreRegion[];
  /** What reviewers decided on findings; nothing in the dataset. */
  readonly decisions: ReadonlyMap<string, FindingRecord>;
  /** What its labels of a sweep are, besides what came with the dataset: ids of Changes. Nothing is read for it. */
  changesOf(sweep: Sweep): readonly string[];
  /** Packed labels of a sweep in file order; null where this source has none for it. */
  labels(sweep: Sweep): Promise<Uint32Array | null>;
  /** The same with draft bits and counts; null also where neither the dataset nor the work says anything of the sweep. */
  sweepLabels(sweep: Sweep): Promise<SweepLabels | null>;
  close(): Promise<void>;
}

/**
 * The saved work in `--work`, else in `pointweld/` inside the dataset; the labels that came with the dataset where neither is asked for
 * nor there. `engine` reads. Throws DataError where the work or the set that was asked for is missing.
 */
export async function labelSource(opened: OpenedPath, work?: string, set?: string, engine: Engine = nodeEngine(1)): Promise<LabelSource> {
  const read = (sweep: Sweep) => engine.run(sourceLabelsJob, { cloud: sweep.cloud, labels: sweep.labels }, { trees: [opened.tree] });
  const found = await savedWork(opened, work, set);
  return found === null ? datasetLabels(read) : savedLabels(read, found);
}

type Read = (sweep: Sweep) => Promise<SourceLabels>;

function datasetLabels(read: Read): LabelSource {
  const labels = async (sweep: Sweep): Promise<Uint32Array | null> => (await read(sweep)).labels;
  return {
    name: 'the dataset',
    saved: false,
    recovered: null,
    cuboids: [],
    ignored: [],
    decisions: new Map(),
    changesOf: () => [],
    conventions: [],
    ids: {},
    keepIds: () => Promise.resolve(),
    labels,
    async sweepLabels(sweep) {
      const own = await labels(sweep);
      return own && new SweepLabels(own);
    },
    close: () => Promise.resolve(),
  };
}

function savedLabels(read: Read, { saved, store, name }: SavedWork): LabelSource {
  const touched = saved.sweeps;
  const sweepLabels = async (sweep: Sweep): Promise<SweepLabels> => {
    const { labels, count } = await read(sweep);
    return saved.labels(sweep.id, labels ?? new Uint32Array(count));
  };
  return {
    name: `set ${name} ${store.where}`,
    saved: true,
    recovered: store.recovered,
    cuboids: [...saved.records.table('cuboids').values()],
    ignored: [...saved.records.table('ignoreRegions').values()],
    decisions: saved.records.table('findings'),
    changesOf: ({ id }) => saved.changesOf(id),
    conventions: [...saved.records.table('conventions').values()],
    ids: idsOfRecords(saved.records.table('exportIds').values()),
    async keepIds(ids) {
      const records = idRecordDiffs(saved.records.table('exportIds'), ids);
      if (records.length > 0) await store.append(terminalChange({ tool: 'export' }, `export: instance ids of ${records.map((r) => r.id).join(', ')}`, saved.revision, [], records), { ifRevision: saved.revision });
    },
    labels: async (sweep) => (await sweepLabels(sweep)).labels,
    sweepLabels: (sweep) => (sweep.labels === null && !touched.has(sweep.id) ? Promise.resolve(null) : sweepLabels(sweep)),
    close: () => store.close(),
  };
}
