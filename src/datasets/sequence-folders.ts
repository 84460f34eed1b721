import type * as v from 'valibot';
import { identity } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { driving } from '#src/core/labels/presets/index.ts';
import type { Convention, Sequence, Sweep } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { CameraSizes } from './camera-sizes.ts';
import { readJson } from './check-json.ts';
import type { ClassList } from './class-list.ts';
import { labelFileOf } from './label-files.ts';
import type { DatasetLayout } from './layout.ts';
import { leftOutClouds } from './left-out.ts';
import { PathIndex } from './path-index.ts';
import { nameOf } from './paths.ts';
import { warned } from './warned.ts';

/** A folder that is one sequence, while it is read. What is missing or broken beside its clouds becomes a warning. */
export abstract class SequenceFolder {
  protected readonly id: string;
  protected readonly sizes: CameraSizes;

  constructor(
    protected readonly tree: FileTree,
    protected readonly index: PathIndex,
    protected readonly folder: string,
    protected readonly warnings: string[],
  ) {
    this.id = this.idOf(folder);
    this.sizes = new CameraSizes(tree, warnings);
  }

  abstract sequence(): Promise<Sequence>;

  protected idOf(folder: string): string {
    return nameOf(folder) || this.tree.name;
  }

  /** Null where the file is not there, and null with a warning where it is something else than `what`. */
  protected async json<const S extends v.GenericSchema>(file: string, schema: S, what: string): Promise<v.InferOutput<S> | null> {
    return this.index.has(file) ? warned(this.warnings, () => readJson(this.tree, file, schema, what)) : null;
  }

  /** The sweep of a frame that has no time and stands alone: its own frame is the world. */
  protected standalone(frame: string, sensor: string, cloud: string): Sweep {
    return { id: sweepId(this.id, frame, sensor), sensor, cloud: { file: cloud }, labels: labelFileOf(cloud, this.index), timeNs: null, worldFromSweep: identity() };
  }
}

export interface FoundFolders {
  readonly tree: FileTree;
  readonly paths: readonly string[];
  readonly index: PathIndex;
  readonly folders: readonly string[];
  readonly sequences: readonly Sequence[];
}

/** A layout in which each folder of some kind is a sequence. */
export interface FolderLayout extends Pick<DatasetLayout, 'id' | 'name'> {
  readonly confidence: number;
  /** What such a folder is known by, and what is missing where there is none. */
  readonly sign: string;
  readonly none: string;
  /** What one of them is called: 'scene', 'drive'. */
  readonly unit: string;
  readonly conventions: readonly Convention[];
  readonly Reader: new (tree: FileTree, index: PathIndex, folder: string, warnings: string[]) => SequenceFolder;
  folders(index: PathIndex): string[];
  /** The classes of the dataset; absent for the driving preset. */
  classes?(found: FoundFolders): Promise<ClassList>;
  /** Absent where every file that looks like a cloud and is not shown is to be named. */
  readonly tablesLookLikeClouds?: true;
}

export function folderLayout(layout: FolderLayout): DatasetLayout {
  const { id, name, confidence, sign, none, unit, conventions, Reader } = layout;
  const why = (folders: readonly string[]): string => `${sign} in ${folders.length} ${unit}${folders.length === 1 ? '' : 's'}`;
  return {
    id,
    name,
    detect(_tree, paths) {
      const found = layout.folders(PathIndex.of(paths));
      return Promise.resolve(found.length > 0 ? { confidence, why: why(found) } : { confidence: 0, why: none });
    },
    async open(tree, paths) {
      const index = PathIndex.of(paths), folders = layout.folders(index), warnings: string[] = [], sequences: Sequence[] = [];
      for (const folder of folders) sequences.push(await new Reader(tree, index, folder, warnings).sequence());
      const classes = await layout.classes?.({ tree, paths, index, folders, sequences });
      return {
        name: tree.name, layout: id, why: why(folders), conventions: [...conventions, ...(classes?.conventions ?? [])],
        warnings: layout.tablesLookLikeClouds ? warnings : [...warnings, ...leftOutClouds(paths, sequences)],
        taxonomy: classes?.taxonomy ?? driving, sequences,
      };
    },
  };
}
