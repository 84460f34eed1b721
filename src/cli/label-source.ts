import { join } from 'node:path';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { SourceLabels } from '#src/engine/jobs/source-labels.request.ts';
import { sourceLabelsJob } from '#src/engine/jobs/source-labels.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { listSets } from '#src/storage/work/names.ts';
import { NodeWorkFiles, openWorkDir } from '#src/storage/work/node-work-files.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import type { OpenedPath } from './open-path.ts';

/** Where the labels of a command come from. */
export interface LabelSource {
  /** For people: "the dataset", "set work in /data/work". */
  readonly name: string;
  /** Whether they are the saved work, and not just what came with the dataset. */
  readonly saved: boolean;
  /** What had to be put aside in the saved work, in one line; null where it was whole. */
  readonly recovered: string | null;
  /** Packed labels of a sweep in file order; null where this source has none for it. */
  labels(sweep: Sweep): Promise<Uint32Array | null>;
  close(): Promise<void>;
}

const WORK_FOLDER = 'pointweld';
const DEFAULT_SET = 'work';

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

async function hasWork(folder: string): Promise<boolean> {
  return (await listSets((name) => new NodeWorkFiles(folder).list(name))).length > 0;
}

type Read = (sweep: Sweep) => Promise<SourceLabels>;

function datasetLabels(read: Read): LabelSource {
  return {
    name: 'the dataset',
    saved: false,
    recovered: null,
    labels: async (sweep) => (await read(sweep)).labels,
    close: () => Promise.resolve(),
  };
}

async function savedLabels(read: Read, folder: string, name: string): Promise<LabelSource> {
  const store = await openWorkDir(folder, name, { mustExist: true });
  const { set, recovered } = await openLabelSet(store, name);
  return {
    name: `set ${name} ${store.where}`,
    saved: true,
    recovered,
    async labels(sweep) {
      const { labels, count } = await read(sweep);
      return (await loadSweep(store, set, sweep.id, labels ?? new Uint32Array(count))).labels;
    },
    close: () => store.close(),
  };
}
