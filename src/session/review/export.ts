import { decisionsCsv, decisionsJson } from '#src/core/crosscheck/decisions/export-decisions.ts';
import { ignoreRegionsJson } from '#src/core/crosscheck/decisions/export-regions.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import { workspace } from '../current.ts';
import type { ExportedFile } from '../exchange.ts';
import { useMasks } from '../stores/mask-store.ts';
import { useScene } from '../stores/scene-store.ts';

/** Everything that was decided, for spreadsheets and programs. Null where nothing is open. */
export function decisionsFile(format: 'json' | 'csv'): ExportedFile | null {
  const open = workspace();
  if (open === null) return null;
  const classes = { labels: useScene.getState().taxonomy, masks: useMasks.getState().taxonomy };
  const records = open.set.table('findings').values();
  return textFile(`${open.scene.name}-decisions.${format}`, format === 'json' ? decisionsJson(records, classes) : decisionsCsv(records, classes));
}

/** The parts of masks that are wrong, for those who make them. Null where nothing is open. */
export function ignoreRegionsFile(): ExportedFile | null {
  const open = workspace();
  if (open === null) return null;
  const files = new Map(allFrames(open.scene).flatMap(({ sequence, frame }) => frame.images.map((image) => [imageId(sequence.id, frame.id, image.camera), image.file] as const)));
  const text = ignoreRegionsJson(open.set.table('ignoreRegions').values(), (id) => files.get(id), useMasks.getState().taxonomy);
  return textFile(`${open.scene.name}-ignore-regions.json`, text);
}

function textFile(name: string, text: string): ExportedFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
