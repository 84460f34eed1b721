import type { FileTree } from '#src/core/io/bytes.ts';

/** Where work on a dataset lies inside it (`WORK_FOLDER`): label files and journals that are no part of the data. */
const OURS = 'pointweld/';

/** A dataset's files without the work that is kept among them: snapshots must not be taken for labels that came with the data. */
export function withoutWork(tree: FileTree): FileTree {
  return { ...tree, list: async () => (await tree.list()).filter((path) => !path.startsWith(OURS)) };
}
