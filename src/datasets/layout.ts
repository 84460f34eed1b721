import type { FileTree } from '#src/core/io/bytes.ts';
import type { Scene } from '#src/core/scene/scene.ts';

/** What a layout says about a folder it was shown. */
export interface Detection {
  /** 0 = not mine; 1 = certain. The highest wins. */
  readonly confidence: number;
  /** One line for the user: "sample.json with attributes.frames". */
  readonly why: string;
}

/** One dataset layout: a file in this folder and a line in its index. */
export interface DatasetLayout {
  readonly id: string;
  readonly name: string;
  detect(tree: FileTree, paths: readonly string[]): Promise<Detection>;
  /** Throws DataError that names the file and the place in it. Clouds and images themselves are not read. */
  open(tree: FileTree, paths: readonly string[]): Promise<Scene>;
}
