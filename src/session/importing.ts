import type { Change } from '#src/core/labels/change.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { findImport, importers } from '#src/datasets/import/index.ts';
import type { ImportPlan } from '#src/datasets/import/plan.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { queued } from './in-order.ts';
import { points } from './names.ts';
import { instancesHere } from './kept-ids.ts';
import { currentFrame } from './stores/scene-store.ts';
import { readFrameLabels } from './sweeps.ts';
import { commitSteps } from './undoing.ts';

/** What an import would change, for people to see before it is made. */
export interface ImportPreview {
  /** The format that was found. */
  readonly title: string;
  /** The file or folder. */
  readonly name: string;
  readonly plan: ImportPlan;
  readonly totalPoints: number;
  /** Makes the import, as one Change that can be undone. Null where it was stopped, or where labels changed meanwhile. */
  run(): Promise<Change | null>;
}

/**
 * Looks through files for labels and boxes of what is open; one file whose name is no frame's is for the frame on screen. Throws DataError where
 * nothing fits, with both numbers where a file is of other points; AbortError when told to stop.
 */
export async function previewImport(from: FileTree, signal: AbortSignal, progress: (done: number, total: number) => void = () => {}): Promise<ImportPreview> {
  const open = workspace(), here = currentFrame();
  if (open === null || here === null) throw new Error('nothing is open');
  const paths = await from.list(), look = { scene: open.scene, tree: open.tree, from, paths };
  const match = (await findImport(look)) ?? (paths.length === 1 ? await findImport({ ...look, frame: here }) : null);
  if (match === null)
    throw new DataError('missing', 'has nothing for this dataset', { file: from.name, expected: importers.map((i) => i.title).join(', '), found: `${paths.length} files, none of them named as a frame` });
  const plan = await planImport(open.scene, match.found, match.importer.id, {
    labels: (sweep) => readFrameLabels(open, sweep, signal), cuboid: (id) => open.set.table('cuboids').get(id), instances: instancesHere(open),
  }, { signal, progress });
  const name = paths.length === 1 ? paths[0] : from.name;
  return {
    title: match.importer.title, name, plan, totalPoints: plan.files.reduce((sum, f) => sum + f.points, 0),
    run: () => queued('Importing', async ({ slices }) => {
      const what = [plan.changed > 0 ? points(plan.changed) : '', plan.boxes > 0 ? `${plan.boxes} boxes` : ''].filter(Boolean).join(', ');
      const change: Change = {
        ...changeHeader({ tool: 'import', region: { file: name } }),
        title: `import ${name}: ${what}`, place: { sequence: here.sequence.id, frame: here.frame.id }, sweeps: plan.sweeps, records: plan.records,
      };
      await slices(commitSteps(change));
      return change;
    }),
  };
}
