import { folderOf, naturally } from './paths.ts';

/** The files of a tree by the folder they lie in: a layout asks for folders again and again, and a tree may have millions of files. */
export class PathIndex {
  private static readonly known = new WeakMap<readonly string[], PathIndex>();
  private readonly all: ReadonlySet<string>;
  private readonly byFolder = new Map<string, string[]>();
  private readonly sorted = new Set<string>();
  private names: readonly string[] | null = null;

  /** The index of this very list, made once: a dozen layouts ask about the same files. */
  static of(paths: readonly string[]): PathIndex {
    let index = PathIndex.known.get(paths);
    if (index === undefined) {
      index = new PathIndex(paths);
      PathIndex.known.set(paths, index);
    }
    return index;
  }

  constructor(paths: readonly string[]) {
    this.all = new Set(paths);
    for (const path of paths) {
      const folder = folderOf(path);
      const files = this.byFolder.get(folder);
      if (files) files.push(path);
      else this.byFolder.set(folder, [path]);
    }
  }

  has(path: string): boolean {
    return this.all.has(path);
  }

  /** The first of these that is there. */
  first(...candidates: readonly string[]): string | undefined {
    return candidates.find((path) => this.all.has(path));
  }

  /** The files that lie in this folder itself, in natural order; none where there is no such folder. */
  in(folder: string): readonly string[] {
    const files = this.byFolder.get(folder) ?? [];
    if (!this.sorted.has(folder)) {
      this.sorted.add(folder);
      files.sort(naturally);
    }
    return files;
  }

  /** Folders that hold files themselves, in natural order. */
  folders(): readonly string[] {
    this.names ??= [...this.byFolder.keys()].sort(naturally);
    return this.names;
  }
}
