import { join } from 'node:path';
import type { CuboidRecord } from '#src/core/labels/records.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import { idRecordDiffs, idsOfRecords } from '#src/datasets/export/instance-ids.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { SourceLabels } from '#src/engine/jobs/source-labels.request.ts';
import { sourceLabelsJob } from '#src/engine/jobs/source-labels.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { listSets } from '#src/storage/work/names.ts';
import { NodeWorkFiles, openWorkDir } from '#src/storage/work/node-work-files.ts';
import type { OpenedPath } from './open-path.ts';
import { SavedSet } from './saved-set.ts';
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
  /** Instance ids that exports of the saved work gave. */
  readonly ids: InstanceIds;
  /** Keeps them with the saved work, where there is any. Throws WorkError or DataError where it cannot be written. */
  keepIds(ids: InstanceIds): Promise<void>;
  /** Packed labels of a sweep in file order; null where this source has none for it. */
  labels(sweep: Sweep): Promise<Uint32Array | null>;
  /** The same with draft bits and counts; null also where neither the dataset nor the work says anything of the sweep. */
  sweepLabels(sweep: Sweep): Promise<SweepLabels | null>;
  close(): Promise<void>;
}

const WORK_FOLDER = 'pointweld';
export const DEFAULT_SET = 'work';

/**
 * The saved work in `--work`, else in `pointweld/` inside the dataset; the labels that came with the dataset where neither is asked for
 * nor there. `engine` reads. Throws DataError where the work or the set that was asked for is missing.
 */
export async function labelSource({ tree, folder }: OpenedPath, work?: string, set?: string, engine: Engine = nodeEngine(1)): Promise<LabelSource> {
  const read = (sweep: Sweep) => engine.run(sourceLabelsJob, { cloud: sweep.cloud, labels: sweep.labels }, { trees: [tree] });
  const own = join(folder, WORK_FOLDER);
  if (work === undefined && set === undefined && !(await hasWork(own))) return datasetLabels(read);
  return savedLabels(read, work ?? own, set ?? DEFAULT_SET);
}

/** Where a dataset's work is kept when nobody says otherwise. */
export function workFolder({ folder }: OpenedPath): string {
  return join(folder, WORK_FOLDER);
}

async function hasWork(folder: string): Promise<boolean> {
  return (await listSets((name) => new NodeWorkFiles(folder).list(name))).length > 0;
}

type Read = (sweep: Sweep) => Promise<SourceLabels>;

function datasetLabels(read: Read): LabelSource {
  const labels = async (sweep: Sweep): Promise<Uint32Array | null> => (await read(sweep)).labels;
  return {
    name: 'the dataset',
    saved: false,
    recovered: null,
    cuboids: [],
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

async function savedLabels(read: Read, folder: string, name: string): Promise<LabelSource> {
  const store = await openWorkDir(folder, name, { mustExist: true });
  const saved = await SavedSet.open(store, name);
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
