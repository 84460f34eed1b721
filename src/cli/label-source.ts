import { join } from 'node:path';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { listSets } from '#src/storage/work/names.ts';
import { NodeWorkFiles, openWorkDir } from '#src/storage/work/node-work-files.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import type { OpenedPath } from './open-path.ts';

/** Where the labels of a command come from. */
export interface LabelSource {
  /** For people: "the dataset", "set work in /data/work". */
  readonly name: string;
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
 * nor there. Throws DataError where the work or the set that was asked for is missing.
 */
export async function labelSource({ tree, folder }: OpenedPath, work?: string, set?: string): Promise<LabelSource> {
  const own = join(folder, WORK_FOLDER);
  if (work === undefined && set === undefined && !(await hasWork(own))) return datasetLabels(tree);
  return savedLabels(tree, work ?? own, set ?? DEFAULT_SET);
}

async function hasWork(folder: string): Promise<boolean> {
  return (await listSets((name) => new NodeWorkFiles(folder).list(name))).length > 0;
}

function datasetLabels(tree: FileTree): LabelSource {
  return {
    name: 'the dataset',
    recovered: null,
    labels: async (sweep) => loadFrameLabels(tree, sweep, await readSweep(tree, sweep)),
    close: () => Promise.resolve(),
  };
}

async function savedLabels(tree: FileTree, folder: string, name: string): Promise<LabelSource> {
  const store = await openWorkDir(folder, name, { mustExist: true });
  const { set, recovered } = await openLabelSet(store, name);
  return {
    name: `set ${name} ${store.where}`,
    recovered,
    async labels(sweep) {
      const cloud = await readSweep(tree, sweep);
      const source = (await loadFrameLabels(tree, sweep, cloud)) ?? new Uint32Array(cloud.count);
      return (await loadSweep(store, set, sweep.id, source)).labels;
    },
    close: () => store.close(),
  };
}
